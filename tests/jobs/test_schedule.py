"""The schedule: each job at its time by the portal's clock, in one process at a time, whatever one of them does."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import asyncpg
import pytest

from app.core import clock, database
from jobs import schedule
from jobs.schedule import Periodic, Timetable, Turn
from tests.messages.ground import NOW

pytestmark = pytest.mark.usefixtures("empty_database")


class Runs(Counter[str]):
    def job(self, name: str, *, every: timedelta, raises: Exception | None = None) -> Periodic:
        async def run(_now: datetime) -> None:
            self[name] += 1
            if raises:
                raise raises

        return Periodic(name=name, every=every, run=run)


async def test_each_job_runs_at_its_time_by_the_portals_clock() -> None:
    runs = Runs()
    timetable = Timetable((runs.job("minute", every=timedelta(minutes=1)), runs.job("hour", every=timedelta(hours=1))))
    for seconds in range(0, 3_601, 30):
        with clock.frozen(NOW + timedelta(seconds=seconds)):
            await timetable.run_due()
    assert runs == {"minute": 61, "hour": 2}


async def test_a_job_that_fails_keeps_no_other_from_running_and_runs_again() -> None:
    runs = Runs()
    timetable = Timetable((runs.job("bad", every=timedelta(minutes=1), raises=ValueError()), runs.job("good", every=timedelta(minutes=1))))
    for minutes in range(3):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            await timetable.run_due()
    assert runs == {"bad": 3, "good": 3}


async def test_of_two_processes_one_has_the_turn_and_the_other_takes_it_when_it_ends() -> None:
    first, second = Turn(), Turn()
    assert [await first.is_ours(), await second.is_ours(), await first.is_ours()] == [True, False, True]
    await first.give_up()
    await until(second.is_ours)
    assert not await first.is_ours()
    await first.give_up()
    await second.give_up()


async def test_a_turn_whose_connection_was_lost_is_not_believed(empty_database: str) -> None:
    turn, other = Turn(), Turn()
    assert await turn.is_ours()
    cutter = await asyncpg.connect(empty_database)
    await cutter.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = $1", schedule.LOCK_KEY)
    await cutter.close()
    await until(other.is_ours)
    with pytest.raises((OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)):
        await turn.is_ours()
    assert not await turn.is_ours()
    await turn.give_up()
    await other.give_up()


async def test_two_processes_run_each_job_once() -> None:
    runs = Runs()
    jobs = (runs.job("day", every=timedelta(days=1)),)
    async with schedule.running(jobs, pause=0.01), schedule.running(jobs, pause=0.01):
        await until(lambda: ran(runs))
        await asyncio.sleep(0.2)
    assert runs == {"day": 1}


async def ran(runs: Runs) -> bool:
    return bool(runs)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await holds():  # noqa: ASYNC110 - a lock sends no event
            await asyncio.sleep(0.02)


async def test_every_job_of_the_table_runs_on_an_empty_database(monkeypatch: pytest.MonkeyPatch) -> None:
    failed: list[str] = []
    monkeypatch.setattr(schedule.log, "warning", lambda _event, **told: failed.append(told["periodic"]))
    await Timetable(schedule.PERIODIC).run_due()
    assert failed == []
    assert len({job.name for job in schedule.PERIODIC}) == len(schedule.PERIODIC)


async def test_the_audit_trail_is_sealed_by_the_schedule() -> None:
    await database.fetch("insert into audit_entry (at, role, act) values ({}, 'family', 'signed in')", NOW)
    await Timetable(schedule.PERIODIC).run_due()
    assert await database.fetch_value("select count(*) from audit_entry where seal is null") == 0


async def test_a_place_held_for_too_long_is_freed_by_the_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[datetime] = []

    async def free(*, now: datetime) -> int:
        asked.append(now)
        return 0

    monkeypatch.setattr("app.bookings.actions.free_expired_holds", free)
    timetable = Timetable(schedule.PERIODIC)
    for minutes in range(3):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            await timetable.run_due()
    assert asked == [NOW + timedelta(minutes=minutes) for minutes in range(3)]
