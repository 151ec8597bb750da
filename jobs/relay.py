"""The relay: rows of the outbox that are due are claimed and handed over to a runner. PostgreSQL remembers, the runner may forget."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from uuid import UUID

from app.core import clock, database

CLAIM = timedelta(seconds=60)  # a row handed over and not begun by then is handed over again

CLAIM_SQL = """
with waiting as (
    select id from outbox
    where done_at is null and dead_at is null and due_at <= {} and coalesce(claimed_until, {}) <= {} and coalesce(running_until, {}) <= {}
    order by due_at, id
    limit {}
    for update skip locked
)
update outbox set claimed_until = {} from waiting where outbox.id = waiting.id
returning outbox.id
"""


async def claim(*, limit: int) -> list[UUID]:
    """Rows that are due and that no runner has. Two relays at once never take the same: one statement, SKIP LOCKED."""
    now = clock.now()
    rows = await database.fetch(CLAIM_SQL, now, now, now, now, now, limit, now + CLAIM)
    return [row["id"] for row in rows]


async def relay(hand_over: Callable[[UUID], Awaitable[None]], *, limit: int) -> int:
    """Hand over what is due; how many were. What could not be handed over is free again at once."""
    claimed = await claim(limit=limit)
    for position, row_id in enumerate(claimed):
        try:
            await hand_over(row_id)
        except BaseException:
            await _release(claimed[position:])
            raise
    return len(claimed)


async def _release(row_ids: Sequence[UUID]) -> None:
    await database.fetch("update outbox set claimed_until = null where id = any({})", list(row_ids))
