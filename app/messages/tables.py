"""Mails: one row per recipient and cause, so that none is written twice."""

from uuid import uuid4

from piccolo.columns import JSONB, UUID, ForeignKey, OnDelete, Text, Timestamptz
from piccolo.table import Table

from app.accounts.tables import Account
from app.core import clock


class Mail(Table, tablename="mail"):
    """A mail to one address, caused by one outbox event. Its id makes its Message-ID; its text is written from `ids` when it leaves."""

    id = UUID(primary_key=True, default=uuid4)
    cause = UUID(default=uuid4)
    template = Text(default="")
    ids = JSONB(default="{}")
    recipient = Text(default="")
    account = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(default=clock.now)
    sent_at = Timestamptz(default=None, null=True)
