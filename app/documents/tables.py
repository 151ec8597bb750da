"""Pièces justificatives: what families give, and what demandes use."""

from uuid import uuid4

from piccolo.columns import UUID, Bytea, Date, ForeignKey, Integer, OnDelete, SmallInt, Text, Timestamptz
from piccolo.table import Table

from app.accounts.tables import Account
from app.catalogue.tables import DocumentKind
from app.core import clock
from app.households.tables import Child, Household


class SupportingDocument(Table, tablename="supporting_document"):
    """A pièce that a household gave: its file lies under its id, sealed, in the data folder.

    `name`: sealed. `scanned_at`: no virus was found; until then nobody opens it. `retired_at`: replaced or given up, kept while a demande uses it.
    `reminders`: how many of those that come before its end were sent, the last with others of the household under `reminder_id`.
    """

    id = UUID(primary_key=True, default=uuid4)
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.restrict)
    child = ForeignKey(references=Child, default=None, null=True, on_delete=OnDelete.restrict)
    kind = ForeignKey(references=DocumentKind, null=False, on_delete=OnDelete.restrict)
    status = Text(default="received")
    reason = Text(default="")
    given_by = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    given_at = Timestamptz(default=clock.now)
    valid_until = Date(default=None, null=True)
    name = Bytea(default=b"")
    media_type = Text(default="application/pdf")
    size_bytes = Integer(default=0)
    pages = SmallInt(default=1)
    checksum = Bytea(default=b"")
    submission_id = UUID(default=uuid4)
    scanned_at = Timestamptz(default=None, null=True)
    retired_at = Timestamptz(default=None, null=True)
    reminders = SmallInt(default=0)
    reminder_id = UUID(default=None, null=True)


class DocumentUse(Table, tablename="document_use"):
    """A demande, or whatever else a higher feature has, that rests on a document: it may be replaced, not deleted."""

    document = ForeignKey(references=SupportingDocument, null=False, on_delete=OnDelete.restrict, primary_key=True)
    holder = UUID(default=uuid4)
