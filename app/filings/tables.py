"""Demandes, their history, and the drafts of those that are not sent yet."""

from uuid import uuid4

from piccolo.columns import JSONB, UUID, BigInt, BigSerial, Bytea, ForeignKey, OnDelete, SmallInt, Text, Timestamptz
from piccolo.table import Table

from app.accounts.tables import Account
from app.core import clock
from app.households.tables import Child, Household


class Filing(Table, tablename="filing"):
    """One demande, numbered in the one sequence of the commune. A submission id is sent once. `outcome` is what its acceptance made. `agent`: who made
    it at the desk in the family's place; then nobody of the household applied.
    Of a démarche that is sealed, `payload` and `outcome` are empty, and what they would hold is in the columns beside them.
    `taken_by`: the agent who has taken it in charge."""

    id = UUID(primary_key=True, default=uuid4)
    number = BigInt(default=0)
    procedure = Text(default="")
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.restrict)
    applicant = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    agent = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.restrict)
    beneficiary = ForeignKey(references=Child, default=None, null=True, on_delete=OnDelete.restrict)
    status = Text(default="sent")
    subject = Text(default="")
    payload = JSONB(default="{}")
    first_year = SmallInt(default=None, null=True)
    outcome = JSONB(default="{}")
    payload_sealed = Bytea(default=None, null=True)
    outcome_sealed = Bytea(default=None, null=True)
    submission_id = UUID(default=uuid4)
    sent_at = Timestamptz(default=clock.now)
    taken_by = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    taken_at = Timestamptz(default=None, null=True)


class FilingEvent(Table, tablename="filing_event"):
    """A status that the demande took, as the family sees it. `agent`: the account of who decided it, for the service alone; it outlives that account."""

    id = BigSerial(primary_key=True)
    filing = ForeignKey(references=Filing, null=False, on_delete=OnDelete.cascade)
    status = Text(default="")
    at = Timestamptz(default=clock.now)
    note = Text(default="")
    agent = UUID(default=None, null=True)


class FilingDraft(Table, tablename="filing_draft"):
    """What the adults of a household have answered so far of a démarche, for one beneficiary: one draft, theirs together. `filing` is the demande
    that it completes."""

    id = UUID(primary_key=True, default=uuid4)
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.cascade)
    procedure = Text(default="")
    child = ForeignKey(references=Child, default=None, null=True, on_delete=OnDelete.cascade)
    first_year = SmallInt(default=None, null=True)
    filing = ForeignKey(references=Filing, default=None, null=True, on_delete=OnDelete.cascade)
    answers = JSONB(default="{}")
    answers_sealed = Bytea(default=None, null=True)
    submission_id = UUID(default=uuid4)
    changed_by = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    changed_at = Timestamptz(default=clock.now)
