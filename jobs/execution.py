"""One row of the outbox, carried out once at a time: begun, kept while it lasts, then done, tried later or dead."""

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from app.core import clock, database
from app.core.outbox import Announcement, Failed, GiveUp
from jobs import handlers

# Before the 2nd try, the 3rd… about a day in all: a mail server gone for an hour, or for a night, delays mails and loses none.
DELAYS = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 600, 1_200, 2_400, 3_600, 7_200, 14_400, 28_800, 28_800))
TRIES = len(DELAYS) + 1
LEASE = timedelta(seconds=60)  # a runner that was killed leaves the row to others after that
RENEWED_EVERY = 20.0  # seconds
LONGEST = 900.0  # seconds; more than a mail server may take to answer

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Run:
    """A try that has begun. Its number is the proof that the row is still ours when it ends."""

    announcement: Announcement
    attempt: int


async def execute(row_id: UUID) -> None:
    """Carry the row out, unless it is done, dead, not due or in another runner's hands. Raises on a lost database only."""
    run = await _begin(row_id)
    if run is None:
        return
    failure = await _failure_of(run)
    if failure is None:
        await _mark(run, "done_at = {}", clock.now())
        log.info("job_done", job=str(row_id), job_event=run.announcement.event, attempt=run.attempt)
    elif isinstance(failure, GiveUp) or run.attempt >= TRIES:
        await _mark(run, "dead_at = {}, last_error = {}", clock.now(), failure.code)
        log.error("job_dead", job=str(row_id), job_event=run.announcement.event, attempt=run.attempt, code=failure.code)
    else:
        await _mark(run, "due_at = {}, last_error = {}, claimed_until = null, running_until = null", clock.now() + DELAYS[run.attempt - 1], failure.code)
        log.warning("job_later", job=str(row_id), job_event=run.announcement.event, attempt=run.attempt, code=failure.code)


async def _begin(row_id: UUID) -> Run | None:
    """The guarded UPDATE that keeps two runners from one row."""
    now = clock.now()
    row = await database.fetch_one(
        "update outbox set attempts = attempts + 1, running_until = {} where id = {} and done_at is null and dead_at is null "
        "and due_at <= {} and coalesce(running_until, {}) <= {} returning id, event, ids, attempts",
        now + LEASE,
        row_id,
        now,
        now,
        now,
    )
    if row is None:
        return None
    return Run(announcement=Announcement(key=row["id"], event=row["event"], ids=json.loads(row["ids"])), attempt=row["attempts"])


async def _failure_of(run: Run) -> Failed | None:
    """Runs the handler. Whatever it raises becomes a code: the message of an error may quote somebody."""
    handler = handlers.HANDLERS.get(run.announcement.event)
    if handler is None:
        return GiveUp("unknown-event")
    if run.attempt > TRIES:
        return GiveUp("interrupted")  # it ended its runner each time, before it could be marked
    failure: Failed | None = None
    try:
        async with asyncio.timeout(LONGEST):
            await _while_leased(run, asyncio.ensure_future(handler(run.announcement, now=clock.now())))
    except Failed as failed:
        failure = failed
    except Exception as error:  # a job's bug is the job's, the runner goes on
        log.warning("job_raised", job=str(run.announcement.key), exc_info=error)
        failure = Failed(type(error).__name__)
    return failure


async def _while_leased(run: Run, work: asyncio.Future[None]) -> None:
    """Wait for the handler (a task of its own: what it leaves in its context dies with it), telling the others that it is at work."""
    try:
        while not (await asyncio.wait({work}, timeout=RENEWED_EVERY))[0]:
            await _renew(run)
    finally:
        work.cancel()
    await work


async def _renew(run: Run) -> None:
    try:
        await _mark(run, "running_until = {}", clock.now() + LEASE)
    except Exception as error:  # the work under way matters more: the next renewal may succeed
        log.warning("lease_not_renewed", job=str(run.announcement.key), exc_info=error)


async def _mark(run: Run, assignments: str, *values: object) -> None:
    """Only while the row is at this try: a runner that was away for longer than its lease changes nothing."""
    sql = f"update outbox set {assignments} where id = {{}} and attempts = {{}} and done_at is null and dead_at is null"  # noqa: S608 - constants
    await database.fetch(sql, *values, run.announcement.key, run.attempt)
