"""An account changes its e-mail address: the new one confirms, the old one is told."""

from datetime import datetime
from uuid import uuid4

import asyncpg

from app.accounts import queries, throttle
from app.accounts.actions import steps
from app.accounts.actions.steps import Caller
from app.accounts.links import Opened
from app.accounts.rules import refusals
from app.accounts.rules.refusals import Refusal
from app.core import database
from app.core.access import Identity


@database.retried
async def ask_email_change(identity: Identity, *, email: str, caller: Caller, now: datetime) -> Refusal | None:
    """`email` is normalised; the password has just been given. Whether somebody else has this address is not told here."""
    account = await queries.account_of(identity.account_id)
    if account is None or account.email == email:
        return refusals.ADDRESS_SAME
    if wait := await throttle.take(throttle.mail_buckets(to=str(account.id), origin=caller.origin), now=now):
        return refusals.asked_too_often(wait)
    change_id = uuid4()
    async with database.transaction():
        await database.fetch(
            "insert into email_change (id, account, old_email, new_email, asked_at) values ({}, {}, {}, {}, {})",
            change_id,
            account.id,
            account.email,
            email,
            now,
        )
        await steps.apply_tell("accounts:email_change_asked", account_id=account.id, now=now, email_change_id=change_id)
        await steps.apply_note("email_change_asked", account_id=account.id, caller=caller, now=now, about=("email_change", change_id))
        return None


async def confirm_email_change(link: Opened, *, identity: Identity, caller: Caller, now: datetime) -> Refusal | None:
    """By the account's own session: whoever holds the new mailbox, were it mistyped, gets nothing by the link alone."""
    try:
        return await _confirm(link, identity=identity, caller=caller, now=now)
    except asyncpg.UniqueViolationError:
        return refusals.ADDRESS_TAKEN


@database.retried
async def _confirm(link: Opened, *, identity: Identity, caller: Caller, now: datetime) -> Refusal | None:
    async with database.transaction():
        account = await queries.account_for_update(identity.account_id)
        if account is None or account != link.account or not await steps.apply_burn(link, now):
            return refusals.LINK_DEAD
        await database.fetch(
            "update account set email = email_change.new_email from email_change where email_change.id = {} and account.id = {}", link.subject, account.id
        )
        await database.fetch("update email_change set confirmed_at = {} where id = {}", now, link.subject)
        await steps.apply_tell("accounts:email_changed", account_id=account.id, now=now, email_change_id=link.subject)
        await steps.apply_note("email_changed", account_id=account.id, caller=caller, now=now, about=("email_change", link.subject))
        return None
