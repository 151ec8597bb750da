"""Signed links to ourselves, sent by mail: each kind with a purpose of its own, used once, and dead as soon as the password or the address changes."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app import settings
from app.accounts import queries
from app.accounts.queries import AccountView
from app.accounts.rules import lifetimes
from app.core import database, signing
from app.core.doors import Door

MARK = "account-mark"


@dataclass(frozen=True, kw_only=True)
class Kind:
    purpose: str
    path: str
    lasts: timedelta


INVITATION = Kind(purpose="accounts.invitation", path="/activation/", lasts=lifetimes.INVITATION)
RESET = Kind(purpose="accounts.reset", path="/mot-de-passe/", lasts=lifetimes.RESET)
EMAIL_CHANGE = Kind(purpose="accounts.email-change", path="/compte/adresse/", lasts=lifetimes.EMAIL_CHANGE)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A link that may still be used. `subject` is the account, or the change of address."""

    subject: UUID
    jti_hash: bytes
    account: AccountView


async def invitation_link(account_id: UUID) -> str | None:
    """The address to put in the mail, made when it leaves; None when there is nothing to send any more (already active, closed)."""
    account = await queries.account_of(account_id)
    if account is None or account.disabled_at is not None or account.password_hash is not None:
        return None
    return _address(INVITATION, account.id, account=account)


async def reset_link(account_id: UUID) -> str | None:
    account = await queries.account_of(account_id)
    return _address(RESET, account.id, account=account) if account is not None and account.is_active else None


async def email_change_link(email_change_id: UUID) -> str | None:
    found = await _change(email_change_id)
    return _address(EMAIL_CHANGE, email_change_id, account=found) if found is not None and found.is_active else None


async def opened(token: str, kind: Kind, *, door: Door = Door.FAMILY) -> Opened | None:
    """What the link gives right to, or None: altered, of another kind or door, too old, used, or made before the last change of password or address."""
    payload = signing.unseal(token, purpose=kind.purpose, max_age_seconds=int(kind.lasts.total_seconds()))
    if payload is None:
        return None
    subject, jti, mark = UUID(payload[0]), str(payload[1]), str(payload[2])
    account = await (_change(subject) if kind is EMAIL_CHANGE else queries.account_of(subject))
    if account is None or account.kind is not door or account.disabled_at is not None or not _is_marked(account, mark):
        return None
    jti_hash = hashlib.sha256(jti.encode()).digest()
    if await database.fetch_one("select 1 from used_link where jti_hash = {}", jti_hash):
        return None
    return Opened(subject=subject, jti_hash=jti_hash, account=account)


def _address(kind: Kind, subject: UUID, *, account: AccountView) -> str:
    """Under the configured address, never under the one that a request claims (rule 40)."""
    token = signing.seal([subject.hex, secrets.token_urlsafe(16), _marks(account)[0]], purpose=kind.purpose)
    return f"{settings.current().base_url}{account.kind.at(kind.path)}{token}"


async def _change(email_change_id: UUID) -> AccountView | None:
    """The account of a change of address that nobody has confirmed."""
    owner = await database.fetch_value("select account from email_change where id = {} and confirmed_at is null", email_change_id)
    return await queries.account_of(owner) if owner else None


def _marks(account: AccountView) -> list[str]:
    """Says nothing of the account, and changes with its password and its address. One per accepted key, newest first."""
    changed_at = account.password_changed_at.isoformat() if account.password_changed_at else ""
    return [mark.hex()[:24] for mark in signing.keyed_hashes(f"{account.id}\0{account.email}\0{changed_at}", purpose=MARK)]


def _is_marked(account: AccountView, mark: str) -> bool:
    return any(hmac.compare_digest(mark, known) for known in _marks(account))
