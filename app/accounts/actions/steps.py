"""Steps that the verbs of signing in share. Each is a part of somebody's transaction."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from app.accounts import queries
from app.accounts.links import Opened
from app.accounts.rules import devices, lifetimes
from app.core import audit, database, outbox
from app.core.access import Identity
from app.core.doors import Door

TOKEN_BYTES = 32
LASTS = {Door.FAMILY: lifetimes.FAMILY_SESSION, Door.STAFF: lifetimes.STAFF_SESSION}


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Where a request comes from: by which door, its network address, its browser, and the session token that it carries, alive or not."""

    door: Door = Door.FAMILY
    origin: str = ""
    user_agent: str = ""
    token: str | None = None


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """An open session. `token` goes to the browser and nowhere else. `resumes`: the same person's session had ended there."""

    account_id: UUID
    session_id: UUID
    token: str
    resumes: bool = False


async def apply_open_session(account_id: UUID, *, caller: Caller, now: datetime) -> SignedIn:
    """Always a new token: what the browser brought is never adopted, and the session that it named is closed (ASVS 7.2.4)."""
    database.require_transaction()
    resumes = False
    if caller.token:
        resumes = await queries.owner_of_ended(caller.token) == account_id
        await database.fetch("delete from session where token_hash = {}", queries.token_hash(caller.token))
    session_id, token = uuid4(), secrets.token_urlsafe(TOKEN_BYTES)
    await database.fetch(
        "insert into session (id, account, token_hash, created_at, seen_at, ends_at, proved_at, device) values ({}, {}, {}, {}, {}, {}, {}, {})",
        session_id,
        account_id,
        queries.token_hash(token),
        now,
        now,
        now + LASTS[caller.door],
        now,
        devices.words_of(caller.user_agent),
    )
    return SignedIn(account_id=account_id, session_id=session_id, token=token, resumes=resumes)


async def apply_renew_token(identity: Identity, *, proved_at: datetime) -> SignedIn | None:
    """Same session, new token, password just given; None when the session was closed meanwhile."""
    database.require_transaction()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    renewed = await database.fetch(
        "update session set token_hash = {}, proved_at = {} where id = {} returning id", queries.token_hash(token), proved_at, identity.session_id
    )
    return SignedIn(account_id=identity.account_id, session_id=identity.session_id, token=token, resumes=True) if renewed else None


async def apply_close_sessions(account_id: UUID, *, but: UUID | None = None) -> int:
    """All the sessions of the account, or all but one."""
    database.require_transaction()
    closed = await database.fetch("delete from session where account = {} and id is distinct from {}::uuid returning id", account_id, but)
    return len(closed)


async def apply_burn(link: Opened, now: datetime) -> bool:
    """False when the link has been used meanwhile: the row in the table decides."""
    database.require_transaction()
    burnt = await database.fetch(
        "insert into used_link (jti_hash, account, used_at) values ({}, {}, {}) on conflict do nothing returning jti_hash",
        link.jti_hash,
        link.account.id,
        now,
    )
    return bool(burnt)


async def apply_set_password(account_id: UUID, *, password_hash: str, now: datetime) -> None:
    """Kills the links sent before: they carry a mark of this instant."""
    database.require_transaction()
    await database.fetch("update account set password_hash = {}, password_changed_at = {} where id = {}", password_hash, now, account_id)


async def apply_tell(event: str, *, account_id: UUID, now: datetime, **ids: UUID) -> None:
    """A mail to send."""
    await outbox.announce(event, key=uuid4(), ids={"account_id": account_id, **ids}, now=now)


async def apply_note(
    act: str, *, account_id: UUID | None, caller: Caller, now: datetime, about: tuple[str, object] | None = None, reason: str | None = None
) -> None:
    """In the audit trail. `account_id` is None when nobody is known to act."""
    details = {"reason": reason} if reason else None
    await audit.record(
        f"accounts:{act}", actor=account_id, role=caller.door, now=now, about=about or ("account", account_id or ""), details=details, origin=caller.origin
    )
