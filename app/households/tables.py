"""Households, their adults and children, their contacts, and the changes that wait for the service."""

from uuid import uuid4

from piccolo.columns import JSONB, UUID, Boolean, Bytea, Date, ForeignKey, Integer, OnDelete, Text, Timestamptz
from piccolo.columns.reference import LazyTableReference
from piccolo.table import Table

from app.accounts.tables import Account
from app.catalogue.rules.windows import Category
from app.catalogue.tables import School
from app.core import clock


class Household(Table, tablename="household"):
    """`category`: whether it lives in the commune, which decides when booking opens for it. `address` has its lines, as on an envelope.

    `merged_into`: the household that took over all of this one, which is kept empty so that it can be undone; nobody is shown it.

    `search_name`, here, of adults and of children: how the desk finds it. PostgreSQL computes it from the names; nobody writes it.
    """

    id = UUID(primary_key=True, default=uuid4)
    name = Text(default="")
    address = Text(default="")
    category = Text(default=Category.RESIDENT.value)
    created_at = Timestamptz(default=clock.now)
    merged_into = ForeignKey(references="self", default=None, null=True, on_delete=OnDelete.restrict)  # type: ignore[var-annotated]
    search_name = Text(default="")


class Guardian(Table, tablename="guardian"):
    """A représentant légal. The account is the one that signs in as this adult; who left the household has none here any more.

    Telephone numbers are kept as E.164, here and on contacts (`rules/phones.py`).
    """

    id = UUID(primary_key=True, default=uuid4)
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.restrict)
    account = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    first_name = Text(default="")
    last_name = Text(default="")
    phone = Text(default="")
    second_phone = Text(default="")
    position = Integer(default=0)
    left_at = Timestamptz(default=None, null=True)
    search_name = Text(default="")


class Child(Table, tablename="child"):
    """May belong to two households when the parents live apart."""

    id = UUID(primary_key=True, default=uuid4)
    first_name = Text(default="")
    last_name = Text(default="")
    birth_date = Date(default=clock.today)
    school = ForeignKey(references=School, default=None, null=True, on_delete=OnDelete.restrict)
    search_name = Text(default="")


class HouseholdChild(Table, tablename="household_child"):
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.cascade, primary_key=True)
    child = ForeignKey(references=Child, null=False, on_delete=OnDelete.cascade)


class Contact(Table, tablename="contact"):
    """Somebody whom a household names for its children: once, whatever how many of them. `person_key`: see `rules/names.py`."""

    id = UUID(primary_key=True, default=uuid4)
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.cascade)
    first_name = Text(default="")
    last_name = Text(default="")
    person_key = Text(default="")
    link = Text(default="")
    phone = Text(default="")
    second_phone = Text(default="")
    created_at = Timestamptz(default=clock.now)


class ContactChild(Table, tablename="contact_child"):
    """What a contact does for a child: a pair (household, child) and a pair (contact, household) that exist. `barred` excludes `may_collect`."""

    contact = ForeignKey(references=Contact, null=False, on_delete=OnDelete.cascade, primary_key=True)
    household = ForeignKey(references=LazyTableReference("HouseholdChild", module_path=__name__), null=False, on_delete=OnDelete.cascade)  # type: ignore[var-annotated]
    child = UUID(default=uuid4)
    may_collect = Boolean(default=False)
    barred = Boolean(default=False)
    emergency_rank = Integer(default=None, null=True)


class ContactDraft(Table, tablename="contact_draft"):
    """The contact that an adult is adding: one at a time. `contact` is the id that it will have, so that it is added once."""

    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.cascade, primary_key=True)
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.cascade)
    contact = UUID(default=uuid4)
    first_name = Text(default="")
    last_name = Text(default="")
    link = Text(default="")
    phone = Text(default="")
    second_phone = Text(default="")
    choices = JSONB(default=None, null=True)
    changed_at = Timestamptz(default=clock.now)


class BarredPickup(Table, tablename="barred_pickup"):
    """A person who must not collect a child, as the service states it on the `grounds` of a decision; `lift_grounds`: of the one that ended it. No family
    reads it. Sealed: `sealed.py`."""

    id = UUID(primary_key=True, default=uuid4)
    child = ForeignKey(references=Child, null=False, on_delete=OnDelete.cascade)
    person = Bytea(default=b"")
    grounds = Bytea(default=b"")
    set_by = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    set_at = Timestamptz(default=clock.now)
    lifted_at = Timestamptz(default=None, null=True)
    lift_grounds = Bytea(default=None, null=True)


class CustodyStatement(Table, tablename="custody_statement"):
    """The weeks of a child in this household, as this household states them: for itself and the service. Sealed: `sealed.py`."""

    id = UUID(primary_key=True, default=uuid4)
    household = ForeignKey(references=LazyTableReference("HouseholdChild", module_path=__name__), null=False, on_delete=OnDelete.cascade)  # type: ignore[var-annotated]
    child = UUID(default=uuid4)
    said = Bytea(default=b"")
    stated_at = Timestamptz(default=clock.now)


class PendingChange(Table, tablename="pending_change"):
    """One field that a family asked to change: what it said, what it shall say. One open change per field (`rules/fields.py`).

    `correction`: the service changed it of itself, with the others of the same correction; it was accepted as it was written.
    `taken_by`: the agent who has taken it in charge.
    """

    id = UUID(primary_key=True, default=uuid4)
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.cascade)
    guardian = ForeignKey(references=Guardian, default=None, null=True, on_delete=OnDelete.cascade)
    child = ForeignKey(references=Child, default=None, null=True, on_delete=OnDelete.cascade)
    field = Text(default="")
    old_value = Text(default="")
    new_value = Text(default="")
    status = Text(default="open")
    reason = Text(default="")
    asked_by = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    asked_at = Timestamptz(default=clock.now)
    decided_by = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    decided_at = Timestamptz(default=None, null=True)
    correction = UUID(default=None, null=True)
    taken_by = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    taken_at = Timestamptz(default=None, null=True)
