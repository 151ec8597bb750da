"""Drafts, the places they hold, and bookings."""

from uuid import uuid4

from piccolo.columns import JSONB, UUID, BigSerial, Boolean, ForeignKey, Integer, OnDelete, Timestamptz
from piccolo.table import Table

from app.accounts.tables import Account
from app.catalogue.tables import CapacityCounter, Slot
from app.core import clock
from app.enrolments.tables import Enrolment
from app.filings.tables import Filing
from app.households.tables import Child, Household


class Place(Table, tablename="place"):
    """One place of a counter taken by a child, by as many bookings and holds as `uses` says. The last one frees it."""

    counter = ForeignKey(references=CapacityCounter, null=False, on_delete=OnDelete.restrict, primary_key=True)
    child = ForeignKey(references=Child, null=False, on_delete=OnDelete.restrict)
    uses = Integer(default=1)


class Draft(Table, tablename="draft"):
    """Changes not yet validated: one shared by the adults of the household, and one of each agent who reserves in their place. Its submission id makes
    validation happen once."""

    id = UUID(primary_key=True, default=uuid4)
    enrolment = ForeignKey(references=Enrolment, null=False, on_delete=OnDelete.cascade)
    agent = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.restrict)
    submission_id = UUID(default=uuid4)
    changed_at = Timestamptz(default=clock.now)


class DraftCell(Table, tablename="draft_cell"):
    """A wanted change of one slot. While `held_until` is set, the place is counted as taken; `beyond`: an agent had it granted beyond the capacity."""

    draft = ForeignKey(references=Draft, null=False, on_delete=OnDelete.cascade, primary_key=True)
    slot = ForeignKey(references=Slot, null=False, on_delete=OnDelete.restrict)
    wanted = Boolean(default=True)
    account = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    changed_at = Timestamptz(default=clock.now)
    held_since = Timestamptz(default=None, null=True)
    held_until = Timestamptz(default=None, null=True)
    beyond = Boolean(default=False)


class DraftTap(Table, tablename="draft_tap"):
    """What each adult tapped, so that each can undo their own last tap: the cells that one tap changed have the same `tap`."""

    id = BigSerial(primary_key=True)
    draft = ForeignKey(references=Draft, null=False, on_delete=OnDelete.cascade)
    slot = ForeignKey(references=Slot, null=False, on_delete=OnDelete.restrict)
    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.cascade)
    tap = UUID(default=uuid4)
    wanted_before = Boolean(default=False)
    at = Timestamptz(default=clock.now)


class Cancellation(Table, tablename="cancellation"):
    """What the commune took back from a household at once. `told` keeps the words of that day: whose days, which units, why."""

    id = UUID(primary_key=True, default=uuid4)
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.restrict)
    told = JSONB(default="[]")
    at = Timestamptz(default=clock.now)


class Booking(Table, tablename="booking"):
    """A child has a place in a slot. The price is frozen; a withdrawn booking stays as history: by the family's demande (`withdrawn_in`) or
    by the commune (`cancelled_in`), then without its slot when that is no longer offered.

    `surcharge_cents` comes on top of the price of what was booked late. `owed_cents`: withdrawn late, what stays billed, surcharges included;
    nothing when withdrawn in time, or when the commune has closed the day since.
    """

    id = UUID(primary_key=True, default=uuid4)
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.restrict)
    child = ForeignKey(references=Child, null=False, on_delete=OnDelete.restrict)
    slot = ForeignKey(references=Slot, default=None, null=True, on_delete=OnDelete.set_null)
    price_cents = Integer(default=0)
    surcharge_cents = Integer(default=0)
    booked_in = ForeignKey(references=Filing, null=False, on_delete=OnDelete.restrict)
    booked_at = Timestamptz(default=clock.now)
    withdrawn_in = ForeignKey(references=Filing, default=None, null=True, on_delete=OnDelete.restrict)
    cancelled_in = ForeignKey(references=Cancellation, default=None, null=True, on_delete=OnDelete.restrict)
    withdrawn_at = Timestamptz(default=None, null=True)
    owed_cents = Integer(default=0)
