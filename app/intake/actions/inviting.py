"""Inviting all the adults of a selection: a batch, carried out a few at a time so that the mail server and the families follow."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from app.accounts import actions as accounts
from app.accounts.rules import refusals
from app.accounts.rules.refusals import Refusal
from app.core import audit, database, outbox
from app.core.access import Agent
from app.core.doors import Door
from app.core.outbox import Announcement
from app.intake.queries.inviting import TO_INVITE

INVITE = "intake:invite"
AT_ONCE, PAUSE = 50, timedelta(seconds=30)
"""A hundred mails a minute: what the relay of a mairie takes, and families do not all come at once."""
LOCK = 7305018


@database.retried
async def invite_all(agent: Agent, batch_id: UUID, *, school_id: UUID | None, before: datetime, origin: str = "", now: datetime) -> int:
    """How many will be invited: never yet, or before that instant, and not in a batch that is under way. Asked twice under the same id, it is one batch."""
    async with database.transaction():
        await database.fetch("select pg_advisory_xact_lock({})", LOCK)
        made = await database.fetch(
            "insert into invitation_batch (id, asked_by, asked_at) values ({}, {}, {}) on conflict do nothing returning id", batch_id, agent.account_id, now
        )
        if not made:
            return int(await database.fetch_value("select count(*) from batch_invitation where batch = {}", batch_id))
        rows = await database.fetch(
            f"""
            insert into batch_invitation (batch, account) select {{}}, a.id {TO_INVITE}
            and not exists (select 1 from batch_invitation other where other.account = a.id and other.outcome is null) returning account
            """,  # noqa: S608 - constants
            *(batch_id, school_id, school_id, before),
        )
        await outbox.announce(INVITE, key=batch_id, ids={"batch_id": batch_id}, now=now)
        details: dict[str, str | int | bool | None] = {"number": len(rows), "school": str(school_id) if school_id else None}
        about = ("invitation_batch", batch_id)
        await audit.record("intake:invited", actor=agent.account_id, role=agent.role, now=now, about=about, details=details, origin=origin)
        return len(rows)


@database.retried
async def invite_some(announcement: Announcement, *, now: datetime) -> None:
    """The next ones of the batch, in one transaction with their mails; then the same event again, a little later. Cut anywhere, nobody is invited twice."""
    batch_id = UUID(announcement.ids["batch_id"])
    async with database.transaction():
        asked_by = await database.fetch_value("select asked_by from invitation_batch where id = {} for update", batch_id)
        rows = await database.fetch(
            """
            select i.account, a.email from batch_invitation i join account a on a.id = i.account
            where i.batch = {} and i.outcome is null order by i.account limit {} for update of i
            """,
            *(batch_id, AT_ONCE),
        )
        outcomes = [await _apply_one(row["email"], by=asked_by, now=now) for row in rows]
        await database.fetch(
            "update batch_invitation i set outcome = done.outcome from unnest({}::uuid[], {}::text[]) as done (account, outcome) "
            "where i.batch = {} and i.account = done.account",
            *([row["account"] for row in rows], outcomes, batch_id),
        )
        if len(rows) == AT_ONCE:
            await outbox.announce(INVITE, key=uuid5(announcement.key, "next"), ids={"batch_id": batch_id}, now=now, due=now + PAUSE)


async def _apply_one(email: str, *, by: UUID | None, now: datetime) -> str:
    """What became of it: an access that was created, or closed, meanwhile is left alone."""
    outcome = await accounts.apply_invite(email, door=Door.FAMILY, by=by, now=now)
    if isinstance(outcome, Refusal):
        return "active" if outcome is refusals.ALREADY_ACTIVE else "closed"
    return "sent"
