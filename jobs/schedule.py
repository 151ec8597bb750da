"""Every periodic job, in one table, and the one process at a time that runs them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from app.accounts import actions as accounts
from app.bookings import actions as bookings
from app.core import audit, clock, database
from app.documents import actions as documents
from app.dossiers.papers import actions as papers
from app.filings.drafts import actions as filing_drafts
from app.households import actions as households
from app.intake import actions as intake
from app.messages import actions as messages
from app.staff import actions as staff
from jobs import dead_letters

if TYPE_CHECKING:
    import asyncpg

LOCK_KEY = 7_305_003  # any number, the same in every process
PAUSE = 5.0  # seconds
LONGEST = 300.0  # seconds

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Periodic:
    """`run` receives the present instant. It may run twice: it finds its work by state."""

    name: str
    every: timedelta
    run: Callable[[datetime], Awaitable[object]]


PERIODIC = (
    Periodic(name="seal_audit_trail", every=timedelta(minutes=1), run=lambda _now: audit.seal_pending()),
    Periodic(name="free_expired_holds", every=timedelta(minutes=1), run=lambda now: bookings.free_expired_holds(now=now)),
    Periodic(name="carry_what_a_merge_left", every=timedelta(minutes=1), run=lambda now: intake.carry_late(now=now)),
    Periodic(name="forget_ended_sessions", every=timedelta(hours=1), run=lambda now: accounts.purge_ended_sessions(now=now)),
    Periodic(name="forget_tries_and_links", every=timedelta(hours=1), run=lambda now: accounts.purge_tries_and_links(now=now)),
    Periodic(name="remind_of_ending_documents", every=timedelta(hours=1), run=lambda now: documents.remind_ending(now=now)),
    Periodic(name="sweep_documents", every=timedelta(hours=1), run=lambda now: documents.sweep(now=now)),
    Periodic(name="forget_unconfirmed_resets", every=timedelta(hours=1), run=lambda now: staff.forget_resets(now=now)),
    Periodic(name="forget_old_jobs", every=timedelta(days=1), run=lambda now: dead_letters.purge(now=now)),
    Periodic(name="forget_old_drafts", every=timedelta(days=1), run=lambda now: filing_drafts.purge(now=now)),
    Periodic(name="forget_unconfirmed_papers", every=timedelta(days=1), run=lambda now: papers.purge(now=now)),
    Periodic(name="forget_unfinished_contacts", every=timedelta(days=1), run=lambda now: households.purge_drafts(now=now)),
    Periodic(name="forget_old_imports", every=timedelta(days=1), run=lambda now: intake.purge(now=now)),
    Periodic(name="forget_old_mails", every=timedelta(days=1), run=lambda now: messages.purge(now=now)),
)


@contextlib.asynccontextmanager
async def running(jobs: tuple[Periodic, ...] = PERIODIC, *, pause: float = PAUSE) -> AsyncIterator[None]:
    """Around the life of a process that may run them: it does when no other does."""
    turning = asyncio.create_task(_turn(Timetable(jobs), pause=pause))
    try:
        yield
    finally:
        turning.cancel()
        await asyncio.wait({turning})


async def _turn(timetable: "Timetable", *, pause: float) -> None:
    turn = Turn()
    try:
        while True:
            try:
                if await turn.is_ours():
                    await timetable.run_due()
            except Exception as error:  # the database is away: another turn will come
                log.warning("schedule_not_run", exc_info=error)
            await asyncio.sleep(pause)
    finally:
        await turn.give_up()


class Timetable:
    """What is due, by the portal's clock. All is due at first: whoever takes the turn does not know what was done before."""

    def __init__(self, jobs: tuple[Periodic, ...]) -> None:
        self.jobs = jobs
        self.ran_at: dict[str, datetime] = {}

    async def run_due(self) -> None:
        for job in self.jobs:
            now = clock.now()
            last = self.ran_at.get(job.name)
            if last is None or now - last >= job.every:
                self.ran_at[job.name] = now
                await _run(job, now=now)


async def _run(job: Periodic, *, now: datetime) -> None:
    try:
        async with asyncio.timeout(LONGEST):
            await asyncio.create_task(_as_coroutine(job, now))
    except Exception as error:  # the others run all the same, and this one again at its next time
        log.warning("periodic_job_failed", periodic=job.name, exc_info=error)


async def _as_coroutine(job: Periodic, now: datetime) -> None:
    await job.run(now)


class Turn:
    """An advisory lock on a connection of its own: PostgreSQL gives it to another process as soon as this one is gone."""

    def __init__(self) -> None:
        self.connection: asyncpg.Connection[asyncpg.Record] | None = None
        self.held = False

    async def is_ours(self) -> bool:
        try:
            if self.connection is None:
                self.connection = await database.engine().get_new_connection()
            # Asked each time: a lock whose connection was lost is not ours any more.
            self.held = await self.connection.fetchval("select $1 or pg_try_advisory_lock($2)", self.held, LOCK_KEY)
        except BaseException:
            await self.give_up()
            raise
        return self.held

    async def give_up(self) -> None:
        connection, self.connection, self.held = self.connection, None, False
        if connection is not None:
            connection.terminate()
