"""Ending things: one connection, the others, an account; and forgetting what has ended long ago."""

from datetime import datetime
from uuid import UUID

from app.accounts.actions import steps
from app.accounts.actions.steps import Caller
from app.accounts.rules import lifetimes
from app.core import database
from app.core.access import Identity


@database.retried
async def close_session(identity: Identity, *, session_id: UUID, caller: Caller, now: datetime) -> bool:
    """False when this account has no such connection."""
    async with database.transaction():
        closed = await database.fetch("delete from session where id = {} and account = {} returning id", session_id, identity.account_id)
        if closed:
            await steps.apply_note("session_closed", account_id=identity.account_id, caller=caller, now=now, about=("session", session_id))
        return bool(closed)


@database.retried
async def close_other_sessions(identity: Identity, *, caller: Caller, now: datetime) -> None:
    async with database.transaction():
        await steps.apply_close_sessions(identity.account_id, but=identity.session_id)
        await steps.apply_note("other_sessions_closed", account_id=identity.account_id, caller=caller, now=now)


@database.retried
async def disable(account_id: UUID, *, actor: UUID | None, now: datetime) -> None:
    """The access is closed from the next request on (ASVS 7.4.2)."""
    async with database.transaction():
        await database.fetch("update account set disabled_at = {} where id = {} and disabled_at is null", now, account_id)
        await steps.apply_close_sessions(account_id)
        await steps.apply_note("disabled", account_id=actor, caller=Caller(), now=now, about=("account", account_id))


async def purge_ended_sessions(*, now: datetime) -> int:
    """For the schedule. A row outlives its session by a day, so that who comes back is recognised."""
    return await _count_gone("delete from session where ends_at < {} returning 1", now - lifetimes.ENDED_SESSION_KEPT)


async def purge_tries_and_links(*, now: datetime) -> int:
    """For the schedule: faded tries, used links that are too old to be opened again, and old changes of address."""
    return (
        await _count_gone("delete from throttle where counted_at < {} returning 1", now - lifetimes.TRIES_KEPT)
        + await _count_gone("delete from used_link where used_at < {} returning 1", now - lifetimes.USED_LINK_KEPT)
        + await _count_gone("delete from email_change where asked_at < {} returning 1", now - lifetimes.EMAIL_CHANGE_KEPT)
    )


async def _count_gone(statement: str, before: datetime) -> int:
    return int(await database.fetch_value(f"with gone as ({statement}) select count(*) from gone", before))  # noqa: S608 - constants
