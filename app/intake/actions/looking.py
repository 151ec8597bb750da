"""Looking for households that are there twice, and saying of two that they are not."""

import asyncio
from datetime import datetime
from uuid import UUID, uuid4

from app.core import audit, database, outbox
from app.core.access import Agent
from app.core.outbox import Announcement
from app.intake.queries import duplicates
from app.intake.rules import likeness

LOOK = "intake:look_for_duplicates"
LOCK = 7305016


@database.retried
async def ask_to_look(*, now: datetime) -> None:
    async with database.transaction():
        await apply_ask_to_look(now=now)


async def apply_ask_to_look(*, now: datetime) -> None:
    await outbox.announce(LOOK, key=uuid4(), ids={}, now=now)


async def look(announcement: Announcement, *, now: datetime) -> None:  # noqa: ARG001 - what the registry gives
    """Compares in a thread, out of any transaction; then writes what was found."""
    households = await duplicates.looks()
    pairs = await asyncio.to_thread(likeness.likely_pairs, households)
    async with database.transaction():
        await database.fetch("select pg_advisory_xact_lock({})", LOCK)
        # Households that went meanwhile are nobody's double.
        await database.fetch(
            """
            insert into likely_pair (first, second, score, reasons, found_at)
            select row.first, row.second, row.score, row.reasons::jsonb, {}
            from unnest({}::uuid[], {}::uuid[], {}::integer[], {}::text[]) as row (first, second, score, reasons)
            join household f on f.id = row.first join household s on s.id = row.second
            on conflict (first, second) do update set score = excluded.score, reasons = excluded.reasons, found_at = excluded.found_at
            """,
            *(now, *duplicates.rows_of(pairs)),
        )
        await database.fetch("delete from likely_pair where found_at < {} and denied_at is null", now)


@database.retried
async def deny(agent: Agent, first: UUID, *, second: UUID, denied: bool, origin: str = "", now: datetime) -> bool:
    """« Ce ne sont pas les mêmes », or the contrary again. False when the pair is no longer there."""
    async with database.transaction():
        by, at = (agent.account_id, now) if denied else (None, None)
        changed = await database.fetch(
            "update likely_pair set denied_by = {}, denied_at = {} where first = {} and second = {} returning first",
            by,
            at,
            min(first, second),
            max(first, second),
        )
        if changed:
            act, about = "intake:not_the_same" if denied else "intake:perhaps_the_same", ("household", min(first, second))
            details = {"other": str(max(first, second))}
            await audit.record(act, actor=agent.account_id, role=agent.role, now=now, about=about, details=details, origin=origin)
        return bool(changed)
