"""An adult is invited to create their access."""

from datetime import datetime
from uuid import UUID, uuid4

from app.accounts import queries
from app.accounts.actions import steps
from app.accounts.actions.steps import Caller
from app.accounts.rules import email_addresses, refusals
from app.accounts.rules.refusals import Refusal
from app.core import database
from app.core.doors import Door


class InvitationRefused(Exception):
    """For the command: one French sentence, nothing was changed."""


async def invite_from_console(email: str, *, now: datetime) -> str:
    outcome = await invite(email, now=now)
    if isinstance(outcome, Refusal):
        raise InvitationRefused(outcome.sentence)
    return f"L’invitation part vers {email_addresses.normalised(email)} : son lien sera valable 72 heures."


@database.retried
async def invite(email: str, *, now: datetime) -> UUID | Refusal:
    """The account's id. Created when absent; who was invited and did nothing yet is invited again."""
    address = email_addresses.normalised(email)
    if address is None:
        return refusals.NOT_AN_ADDRESS
    async with database.transaction():
        return await apply_invite(address, door=Door.FAMILY, by=None, now=now)


async def apply_invite(address: str, *, door: Door, by: UUID | None, origin: str = "", now: datetime) -> UUID | Refusal:
    """The same, as a step of somebody's transaction. `address` is normalised; `by`: the agent who invites, None from the console."""
    database.require_transaction()
    await database.fetch(
        "insert into account (id, kind, email, created_at) values ({}, {}, {}, {}) on conflict (email, kind) do nothing", uuid4(), door, address, now
    )
    account = await queries.account_named(address, door=door)
    if account is None or account.disabled_at is not None:
        return refusals.CLOSED
    if account.is_active:
        return refusals.ALREADY_ACTIVE
    await database.fetch("update account set invited_at = {} where id = {}", now, account.id)
    await steps.apply_tell("accounts:invited", account_id=account.id, now=now)
    await steps.apply_note("invited", account_id=by, caller=Caller(door=Door.STAFF if by else door, origin=origin), now=now, about=("account", account.id))
    return account.id
