"""A password is chosen: by an invitation, after « mot de passe oublié », or from « Mon compte »."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from app.accounts import passwords, queries, throttle
from app.accounts.actions import signing_in, steps
from app.accounts.actions.steps import Caller, SignedIn
from app.accounts.links import Opened
from app.accounts.rules import email_addresses, refusals
from app.accounts.rules.refusals import Refusal
from app.core import database
from app.core.access import Identity
from app.core.doors import Door


@database.retried
async def ask_reset(email: str, *, caller: Caller, now: datetime) -> Refusal | None:
    """Nothing tells whether the address is known, not even the time it takes: for an unknown one, the event names an account that does not exist,
    and its mail finds nobody to go to. Who never used an invitation gets a new one.
    """
    address = email_addresses.normalised(email)
    if address is None:
        return refusals.NOT_AN_ADDRESS
    if wait := await throttle.take(throttle.mail_buckets(to=address, origin=caller.origin), now=now):
        return refusals.asked_too_often(wait)
    async with database.transaction():
        account = await queries.account_named(address, door=caller.door)
        joins = account is not None and account.password_hash is None
        subject = account.id if account else uuid4()
        await steps.apply_tell("accounts:invited" if joins else "accounts:reset_asked", account_id=subject, now=now)
        await steps.apply_note("reset_asked", account_id=None, caller=caller, now=now, about=("account", account.id if account else ""))
        return None


async def activate(link: Opened, *, password: str, own_words: Iterable[str], caller: Caller, now: datetime) -> SignedIn | Refusal:
    """The link proves the mailbox and the password is theirs: the person is signed in at once."""
    made = await _made(password, own_words=[*own_words, link.account.email], door=link.account.kind)
    return made if isinstance(made, Refusal) else await _activate(link, password_hash=made, caller=caller, now=now)


@database.retried
async def _activate(link: Opened, *, password_hash: str, caller: Caller, now: datetime) -> SignedIn | Refusal:
    async with database.transaction():
        if not await _apply_use(link, password_hash=password_hash, now=now):
            return refusals.LINK_DEAD
        await steps.apply_note("activated", account_id=link.account.id, caller=caller, now=now)
        return await steps.apply_open_session(link.account.id, caller=caller, now=now)


async def reset_password(link: Opened, *, password: str, own_words: Iterable[str], caller: Caller, now: datetime) -> SignedIn | Refusal:
    """Ends every session of the account, forgets the wrong tries, and opens a session here: this way in cannot be blocked by a stranger."""
    made = await _made(password, own_words=[*own_words, link.account.email], door=link.account.kind)
    return made if isinstance(made, Refusal) else await _reset(link, password_hash=made, caller=caller, now=now)


@database.retried
async def _reset(link: Opened, *, password_hash: str, caller: Caller, now: datetime) -> SignedIn | Refusal:
    account = link.account
    async with database.transaction():
        if not await _apply_use(link, password_hash=password_hash, now=now):
            return refusals.LINK_DEAD
        signed_in = await steps.apply_open_session(account.id, caller=caller, now=now)
        await steps.apply_close_sessions(account.id, but=signed_in.session_id)
        await throttle.apply_success(throttle.sign_in_buckets(email=account.email, door=account.kind, origin=""), now=now)
        await steps.apply_tell("accounts:password_changed", account_id=account.id, now=now)
        await steps.apply_note("password_reset", account_id=account.id, caller=caller, now=now)
        return signed_in


async def _apply_use(link: Opened, *, password_hash: str, now: datetime) -> bool:
    """False when the link died since it was read: used, or made before the last change of password or address."""
    current = await queries.account_for_update(link.account.id)
    if current != link.account or not await steps.apply_burn(link, now):
        return False
    await steps.apply_set_password(link.account.id, password_hash=password_hash, now=now)
    return True


async def change_password(
    identity: Identity, *, current: str, new: str, own_words: Iterable[str], closes_others: bool, caller: Caller, now: datetime
) -> SignedIn | Refusal:
    """The session stays open, under a new token."""
    account = await queries.account_of(identity.account_id)
    if refusal := await signing_in.check_current(identity, password=current, caller=caller, now=now):
        return refusal
    made = await _made(new, own_words=[*own_words, account.email if account else ""], door=caller.door)
    if isinstance(made, Refusal):
        return made
    return await _change(identity, password_hash=made, closes_others=closes_others, caller=caller, now=now)


@database.retried
async def _change(identity: Identity, *, password_hash: str, closes_others: bool, caller: Caller, now: datetime) -> SignedIn | Refusal:
    account_id = identity.account_id
    async with database.transaction():
        await queries.account_for_update(account_id)
        signed_in = await steps.apply_renew_token(identity, proved_at=now)
        if signed_in is None:
            return refusals.WRONG_CURRENT
        await steps.apply_set_password(account_id, password_hash=password_hash, now=now)
        if closes_others:
            await steps.apply_close_sessions(account_id, but=identity.session_id)
        await steps.apply_tell("accounts:password_changed", account_id=account_id, now=now)
        await steps.apply_note("password_changed", account_id=account_id, caller=caller, now=now)
        return signed_in


async def _made(password: str, *, own_words: Iterable[str], door: Door) -> str | Refusal:
    """The hash of an acceptable password. Slow: before any transaction."""
    try:
        return await passwords.why_refused(password, own_words=own_words, door=door) or await passwords.hashed(password)
    except passwords.TooManyAtOnce:
        return refusals.BUSY
