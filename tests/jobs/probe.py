"""A handler that tests drive: it counts its runs and does as it is told."""

import asyncio
from collections import Counter
from datetime import datetime
from uuid import UUID

from app.core import database
from app.core.outbox import Announcement

EVENT = "tests:probed"


class Probe:
    """`failures` are raised in turn, one a run; `gate` holds every run while it is closed."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.runs: Counter[UUID] = Counter()
        self.began = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, announcement: Announcement, *, now: datetime) -> None:
        self.runs[announcement.key] += 1
        self.began.set()
        await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)


async def state(row_id: UUID) -> str:
    row = await database.fetch_one("select done_at, dead_at, last_error, attempts, running_until from outbox where id = {}", row_id)
    assert row is not None
    if row["done_at"]:
        return "done"
    if row["dead_at"]:
        return f"dead: {row['last_error']}"
    return f"later: {row['last_error']}" if row["last_error"] else "waiting"
