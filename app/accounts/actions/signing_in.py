"""Signing in and out, giving the password again, staying signed in."""

from datetime import datetime

from app.accounts import passwords, queries, throttle
from app.accounts.actions import steps
from app.accounts.actions.steps import Caller, SignedIn
from app.accounts.queries import AccountView
from app.accounts.rules import email_addresses, refusals
from app.accounts.rules.refusals import Refusal
from app.core import database
from app.core.access import Identity


async def sign_in(*, email: str, password: str, caller: Caller, now: datetime) -> SignedIn | Refusal:
    """The same answer after the same work, whether the address, the password or both are wrong."""
    named = email_addresses.normalised(email) or ""
    buckets = throttle.sign_in_buckets(email=named, door=caller.door, origin=caller.origin)
    if wait := await throttle.take(buckets, now=now):
        return refusals.throttled(wait)
    account = await queries.account_named(named, door=caller.door)
    try:
        right = await passwords.matches(password, account.password_hash if account else None)
        renewed = await _hashed_anew(account, password) if right else None
    except passwords.TooManyAtOnce:
        return refusals.BUSY
    if account is None or not right:
        return await _refuse(account, caller=caller, now=now)
    return await _let_in(account, buckets=buckets, renewed=renewed, caller=caller, now=now)


async def _hashed_anew(account: AccountView | None, password: str) -> str | None:
    """When the parameters of today are stronger than those of the hash."""
    known = account.password_hash if account else None
    return await passwords.hashed(password) if known and passwords.is_outdated(known) else None


@database.retried
async def _let_in(account: AccountView, *, buckets: list[throttle.Bucket], renewed: str | None, caller: Caller, now: datetime) -> SignedIn | Refusal:
    """The account is read again, locked: its password may have changed, or its access been closed, while the hash was computed."""
    async with database.transaction():
        current = await queries.account_for_update(account.id)
        if current is None or current.disabled_at is not None or current.password_changed_at != account.password_changed_at:
            await steps.apply_note("sign_in_refused", account_id=None, caller=caller, now=now, about=("account", account.id), reason="closed")
            return refusals.WRONG_SIGN_IN
        if renewed:
            await database.fetch("update account set password_hash = {} where id = {}", renewed, account.id)
        signed_in = await steps.apply_open_session(account.id, caller=caller, now=now)
        await throttle.apply_success(buckets, now=now)
        await steps.apply_note("signed_in", account_id=account.id, caller=caller, now=now)
        return signed_in


@database.retried
async def _refuse(account: AccountView | None, *, caller: Caller, now: datetime) -> Refusal:
    async with database.transaction():
        await steps.apply_note("sign_in_refused", account_id=None, caller=caller, now=now, about=("account", account.id if account else ""), reason="wrong")
        return refusals.WRONG_SIGN_IN


@database.retried
async def sign_out(identity: Identity, *, caller: Caller, now: datetime) -> None:
    """The row goes: nothing that is still under way can bring it back."""
    async with database.transaction():
        await database.fetch("delete from session where id = {}", identity.session_id)
        await steps.apply_note("signed_out", account_id=identity.account_id, caller=caller, now=now)


async def prove(identity: Identity, *, password: str, caller: Caller, now: datetime) -> SignedIn | Refusal:
    """The password again, before something sensitive. The session gets a new token."""
    if refusal := await check_current(identity, password=password, caller=caller, now=now):
        return refusal
    return await _renew(identity, caller=caller, now=now)


async def check_current(identity: Identity, *, password: str, caller: Caller, now: datetime) -> Refusal | None:
    """Tries are counted by session: a stranger cannot stop the owner, nor somebody who holds an open session guess at will."""
    if wait := await throttle.take(throttle.proof_buckets(identity.session_id), now=now):
        return refusals.throttled(wait)
    account = await queries.account_of(identity.account_id)
    try:
        right = await passwords.matches(password, account.password_hash if account else None)
    except passwords.TooManyAtOnce:
        return refusals.BUSY
    return await _conclude_proof(identity, right=right, caller=caller, now=now)


@database.retried
async def _conclude_proof(identity: Identity, *, right: bool, caller: Caller, now: datetime) -> Refusal | None:
    async with database.transaction():
        if right:
            await throttle.apply_success(throttle.proof_buckets(identity.session_id), now=now)
            return None
        await steps.apply_note("proof_refused", account_id=identity.account_id, caller=caller, now=now, reason="wrong")
        return refusals.WRONG_CURRENT


@database.retried
async def _renew(identity: Identity, *, caller: Caller, now: datetime) -> SignedIn | Refusal:
    async with database.transaction():
        signed_in = await steps.apply_renew_token(identity, proved_at=now)
        if signed_in is None:
            return refusals.WRONG_CURRENT
        await steps.apply_note("proved", account_id=identity.account_id, caller=caller, now=now)
        return signed_in


async def prolong(identity: Identity, *, now: datetime) -> None:
    """« Rester connecté »: as if the person had just been seen. The whole life of the session stays bounded."""
    await database.fetch("update session set seen_at = {} where id = {} and seen_at < {}", now, identity.session_id, now)
