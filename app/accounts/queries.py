"""What is read about accounts and their sessions."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.accounts.rules import lifetimes
from app.core import database
from app.core.access import Identity
from app.core.doors import Door
from components.accounts import Connection


@dataclass(frozen=True, kw_only=True)
class AccountView:
    id: UUID
    kind: Door
    email: str
    password_hash: str | None
    password_changed_at: datetime | None
    disabled_at: datetime | None

    @property
    def is_active(self) -> bool:
        return self.password_hash is not None and self.disabled_at is None


ACCOUNT_COLUMNS = "id, kind, email, password_hash, password_changed_at, disabled_at"
ALIVE = "session.ends_at > {} and session.seen_at > {} and account.disabled_at is null"


FOUND = f"""
found as (
    select session.id, session.account, session.seen_at, session.ends_at, session.proved_at, session.factor_at
    from session join account on account.id = session.account
    where session.token_hash = {{}} and {ALIVE} and account.kind = {{}}
), seen as (
    update session set seen_at = {{}} from found where session.id = found.id and found.seen_at <= {{}} returning session.seen_at
)
"""  # noqa: S608 - constants
"""The session of a token at a door, which notes that it was seen, at most once a minute: the only write of a GET. Its values: `found_by`."""


def found_by(token: str, *, door: Door, now: datetime) -> tuple[object, ...]:
    return (token_hash(token), now, now - lifetimes.IDLE, door, now, now - lifetimes.SEEN_AT_MOST_EVERY)


def token_hash(token: str) -> bytes:
    """What the table holds. The token has 256 random bits: a plain hash is enough, and quick."""
    return hashlib.sha256(token.encode()).digest()


async def identify(token: str, now: datetime) -> Identity | None:
    """Which adult this session token belongs to, in one statement."""
    row = await database.fetch_one(
        f"with {FOUND} select id, account, ends_at, proved_at, coalesce((select seen_at from seen), found.seen_at) as seen_at from found",  # noqa: S608
        *found_by(token, door=Door.FAMILY, now=now),
    )
    if row is None:
        return None
    ends_at = lifetimes.session_end(seen_at=row["seen_at"], ends_at=row["ends_at"])
    return Identity(session_id=row["id"], account_id=row["account"], ends_at=ends_at, proved_at=row["proved_at"])


async def account_of(account_id: UUID) -> AccountView | None:
    return _account(await database.fetch_one(f"select {ACCOUNT_COLUMNS} from account where id = {{}}", account_id))  # noqa: S608 - constants


async def account_for_update(account_id: UUID) -> AccountView | None:
    """The same, locked: two changes of one account take turns."""
    database.require_transaction()
    return _account(await database.fetch_one(f"select {ACCOUNT_COLUMNS} from account where id = {{}} for update", account_id))  # noqa: S608 - constants


async def account_named(email: str, *, door: Door) -> AccountView | None:
    """`email` is normalised. The same person may have an account at each door."""
    return _account(await database.fetch_one(f"select {ACCOUNT_COLUMNS} from account where email = {{}} and kind = {{}}", email, door))  # noqa: S608


async def owner_of_ended(token: str) -> UUID | None:
    """Whose session it was: its row is kept for a day after its end."""
    owner: UUID | None = await database.fetch_value("select account from session where token_hash = {}", token_hash(token))
    return owner


async def connections_of(account_id: UUID, *, this: UUID, now: datetime) -> tuple[Connection, ...]:
    """The browsers that are signed in: this one, then the last one seen first."""
    rows = await database.fetch(
        f"""
        select session.id, session.device, session.created_at, session.seen_at
        from session join account on account.id = session.account
        where session.account = {{}} and {ALIVE} order by session.id <> {{}}, session.seen_at desc, session.id
        """,  # noqa: S608 - constants
        account_id,
        now,
        now - lifetimes.IDLE,
        this,
    )
    return tuple(Connection(**row, is_this_one=row["id"] == this) for row in rows)


async def new_email_of(email_change_id: UUID) -> str:
    new: str = await database.fetch_value("select new_email from email_change where id = {}", email_change_id)
    return new


def _account(row: dict[str, object] | None) -> AccountView | None:
    return None if row is None else AccountView(**row | {"kind": Door(str(row["kind"]))})  # type: ignore[arg-type]
