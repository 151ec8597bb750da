"""Demandes and their history."""

from uuid import uuid4

from piccolo.columns import JSONB, UUID, BigInt, BigSerial, ForeignKey, OnDelete, Text, Timestamptz
from piccolo.table import Table

from app.accounts.tables import Account
from app.core import clock
from app.households.tables import Child, Household


class Filing(Table, tablename="filing"):
    """One demande, numbered in the one sequence of the commune. A submission id is sent once."""

    id = UUID(primary_key=True, default=uuid4)
    number = BigInt(default=0)
    procedure = Text(default="")
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.restrict)
    applicant = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    beneficiary = ForeignKey(references=Child, default=None, null=True, on_delete=OnDelete.restrict)
    status = Text(default="sent")
    subject = Text(default="")
    payload = JSONB(default="{}")
    submission_id = UUID(default=uuid4)
    sent_at = Timestamptz(default=clock.now)


class FilingEvent(Table, tablename="filing_event"):
    """A status that the demande took, as the family sees it."""

    id = BigSerial(primary_key=True)
    filing = ForeignKey(references=Filing, null=False, on_delete=OnDelete.cascade)
    status = Text(default="")
    at = Timestamptz(default=clock.now)
    note = Text(default="")
