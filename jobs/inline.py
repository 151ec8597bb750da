"""The runner inside the server's processes, when there is no Redis. Each process takes what is due; none takes what another has."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import UUID

import structlog

from app import settings
from jobs import execution, relay, schedule

PAUSE = 0.5  # seconds between two looks at the outbox
AT_ONCE = 4  # of the process's 8 database connections, the pages need some
STOP_WAIT = 15.0  # seconds given to the jobs under way, less than the server gives its workers

log = structlog.get_logger()


@contextlib.asynccontextmanager
async def running(*, pause: float = PAUSE) -> AsyncIterator[None]:
    """Around the life of a server process. With Redis, its workers do all of this and nothing happens here."""
    if settings.current().redis_url:
        yield
        return
    runner = Runner(pause=pause)
    looking = asyncio.create_task(runner.run())
    try:
        async with schedule.running():
            yield
    finally:
        await runner.stop()
        await looking


class Runner:
    """Takes rows as it has hands free, until it is stopped. No error ends it: the database may go and come back."""

    def __init__(self, *, pause: float = PAUSE) -> None:
        self.pause = pause
        self.stopping = asyncio.Event()
        self.under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        stop = asyncio.create_task(self.stopping.wait())
        while not self.stopping.is_set():
            await self._look()
            # A job that ends may have announced the next one.
            await asyncio.wait({stop, *self.under_way}, timeout=self.pause, return_when=asyncio.FIRST_COMPLETED)

    async def stop(self) -> None:
        """No new row; those under way are finished, or left to whoever starts next."""
        self.stopping.set()
        if self.under_way:
            _, late = await asyncio.wait(self.under_way, timeout=STOP_WAIT)
            for job in late:
                job.cancel()

    async def _look(self) -> None:
        free = AT_ONCE - len(self.under_way)
        try:
            claimed = await relay.claim(limit=free) if free else []
        except Exception as error:  # the database is away: look again later
            log.warning("outbox_not_read", exc_info=error)
            claimed = []
        for row_id in claimed:
            job = asyncio.create_task(self._carry_out(row_id))
            self.under_way.add(job)
            job.add_done_callback(self.under_way.discard)

    async def _carry_out(self, row_id: UUID) -> None:
        try:
            await execution.execute(row_id)
        except Exception as error:  # as above: the row is free again when its lease ends
            log.warning("job_not_marked", job=str(row_id), exc_info=error)
