"""Accounts, sessions, links used once, tries."""

from uuid import uuid4

from piccolo.columns import UUID, Bytea, ForeignKey, Integer, OnDelete, Text, Timestamptz
from piccolo.table import Table

from app.core import clock
from app.core.doors import Door


class Account(Table, tablename="account"):
    """One person who signs in at one door (`kind`): an adult of a household, or an agent. Without a password until the invitation is used.

    `invited_at`: when the last invitation was asked for.
    """

    id = UUID(primary_key=True, default=uuid4)
    kind = Text(default=Door.FAMILY.value)
    email = Text(default="")
    password_hash = Text(default=None, null=True, secret=True)
    created_at = Timestamptz(default=clock.now)
    password_changed_at = Timestamptz(default=None, null=True)
    disabled_at = Timestamptz(default=None, null=True)
    invited_at = Timestamptz(default=None, null=True)


class Session(Table, tablename="session"):
    """One signed-in browser. Only the hash of its token is kept. `ends_at` bounds its whole life; idleness is counted from `seen_at`.
    `factor_at`: when an agent gave the second factor; until then it opens nothing."""

    id = UUID(primary_key=True, default=uuid4)
    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.cascade)
    token_hash = Bytea(default=b"", secret=True)
    created_at = Timestamptz(default=clock.now)
    seen_at = Timestamptz(default=clock.now)
    ends_at = Timestamptz(default=clock.now)
    proved_at = Timestamptz(default=clock.now)
    factor_at = Timestamptz(default=None, null=True)
    device = Text(default="")


class UsedLink(Table, tablename="used_link"):
    """A signed link that has been used: its second use finds this row."""

    jti_hash = Bytea(primary_key=True, default=b"", secret=True)
    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.cascade)
    used_at = Timestamptz(default=clock.now)


class EmailChange(Table, tablename="email_change"):
    """An address that changes hands: the old one is told, the new one must confirm."""

    id = UUID(primary_key=True, default=uuid4)
    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.cascade)
    old_email = Text(default="")
    new_email = Text(default="")
    asked_at = Timestamptz(default=clock.now)
    confirmed_at = Timestamptz(default=None, null=True)


class Throttle(Table, tablename="throttle"):
    """Tries, by hashed bucket (an address, an origin, everybody). `failures` is as it stood at `counted_at`: it fades."""

    bucket = Bytea(primary_key=True, default=b"")
    failures = Integer(default=0)
    counted_at = Timestamptz(default=clock.now)
    blocked_until = Timestamptz(default=None, null=True)
