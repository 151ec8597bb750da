"""A row of the outbox: run once at a time, tried again for a day, then kept aside with a code."""

import asyncio
import io
from contextlib import redirect_stderr
from datetime import timedelta
from uuid import UUID

import pytest

from app.core import clock, database, logs
from app.core.outbox import GiveUp, TryLater
from jobs import execution, handlers, relay
from tests.jobs.probe import EVENT, Probe, state
from tests.messages import ground
from tests.messages.ground import NOW

pytestmark = pytest.mark.usefixtures("empty_database")


def handle_with(probe: Probe, patch: pytest.MonkeyPatch) -> Probe:
    patch.setattr(handlers, "HANDLERS", {EVENT: probe})
    return probe


async def due_at(row_id: UUID) -> timedelta:
    """After `NOW`."""
    due = await database.fetch_value("select due_at from outbox where id = {}", row_id)
    return timedelta(seconds=(due - NOW).total_seconds())


async def test_a_row_is_done_when_its_handler_succeeded_and_never_runs_again(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = handle_with(Probe(), monkeypatch)
    row = await ground.announce(EVENT)
    for _ in range(3):
        await execution.execute(row)
    assert (await state(row), probe.runs[row]) == ("done", 1)


async def test_two_runners_at_once_run_a_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = handle_with(Probe(), monkeypatch)
    rows = [await ground.announce(EVENT) for _ in range(20)]
    await asyncio.gather(*(execution.execute(row) for row in rows for _ in range(3)))
    assert set(probe.runs.values()) == {1}
    assert await ground.left() == 0


async def test_without_its_guard_two_runners_would_run_a_row_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = handle_with(Probe(), monkeypatch)
    fetch_one = database.fetch_one

    async def unguarded(sql: str, *values: object) -> dict[str, object] | None:
        return await fetch_one(sql.replace("coalesce(running_until, {}) <= {}", "{}::timestamptz = {}"), *values)

    monkeypatch.setattr(database, "fetch_one", unguarded)
    row = await ground.announce(EVENT)
    probe.gate.clear()
    runs = [asyncio.create_task(execution.execute(row)) for _ in range(2)]
    await asyncio.sleep(0.2)
    probe.gate.set()
    await asyncio.gather(*runs)
    assert probe.runs[row] == 2


async def test_what_fails_for_a_time_is_tried_later_and_later_for_about_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = handle_with(Probe(*[TryLater("not-now")] * 100), monkeypatch)
    with clock.frozen(NOW):
        row = await ground.announce(EVENT)
    waits, elapsed = [], timedelta()
    while await state(row) in {"waiting", "later: not-now"}:
        with clock.frozen(NOW + elapsed):
            await execution.execute(row)
            await execution.execute(row)  # too early: nothing
        waits.append(await due_at(row) - elapsed)
        elapsed = await due_at(row)
    assert await state(row) == "dead: not-now"
    assert probe.runs[row] == execution.TRIES
    assert tuple(waits[:-1]) == execution.DELAYS
    assert sorted(execution.DELAYS) == list(execution.DELAYS)
    assert timedelta(hours=23) < elapsed < timedelta(hours=26)


async def test_what_will_never_succeed_is_dead_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    handle_with(Probe(GiveUp("smtp-550")), monkeypatch)
    row = await ground.announce(EVENT)
    await execution.execute(row)
    assert await state(row) == "dead: smtp-550"


async def test_an_event_that_nobody_handles_is_dead_with_a_code_that_says_so() -> None:
    row = await ground.announce("tests:unheard_of")
    await execution.execute(row)
    assert await state(row) == "dead: unknown-event"


@pytest.mark.rule(66)
async def test_the_message_of_an_error_is_neither_kept_nor_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    handle_with(Probe(ValueError("marie.martin@canari.test")), monkeypatch)
    row = await ground.announce(EVENT)
    with redirect_stderr(io.StringIO()) as told:
        logs.configure()
        await execution.execute(row)
    assert await state(row) == "later: ValueError"
    assert "ValueError" in told.getvalue()
    assert str(row) in told.getvalue()
    assert "canari" not in told.getvalue()


async def test_a_runner_at_work_keeps_its_row_for_as_long_as_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "RENEWED_EVERY", 0.01)
    probe = handle_with(Probe(), monkeypatch)
    probe.gate.clear()
    row = await ground.announce(EVENT)
    running = asyncio.create_task(execution.execute(row))
    await probe.began.wait()
    first = await database.fetch_value("select running_until from outbox where id = {}", row)
    await asyncio.sleep(0.2)
    assert await database.fetch_value("select running_until from outbox where id = {}", row) > first
    probe.gate.set()
    await running
    assert await state(row) == "done"


async def test_the_row_of_a_runner_that_was_killed_is_run_by_another_when_its_lease_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = handle_with(Probe(), monkeypatch)
    with clock.frozen(NOW):
        row = await ground.announce(EVENT)
        await relay.claim(limit=1)
        killed = await execution._begin(row)
        await execution.execute(row)
    assert killed is not None
    assert probe.runs[row] == 0
    with clock.frozen(NOW + execution.LEASE):
        assert await relay.claim(limit=1) == [row]
        await execution.execute(row)
    assert (await state(row), probe.runs[row]) == ("done", 1)


async def test_a_row_that_ends_its_runner_each_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    handle_with(Probe(), monkeypatch)
    with clock.frozen(NOW):
        row = await ground.announce(EVENT)
    for attempt in range(execution.TRIES):
        with clock.frozen(NOW + attempt * execution.LEASE):
            await execution._begin(row)
    with clock.frozen(NOW + timedelta(days=1)):
        await execution.execute(row)
    assert await state(row) == "dead: interrupted"


async def test_a_runner_that_was_away_for_longer_than_its_lease_marks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = handle_with(Probe(TryLater("late")), monkeypatch)
    with clock.frozen(NOW):
        row = await ground.announce(EVENT)
        probe.gate.clear()
        slow = asyncio.create_task(execution.execute(row))
        await probe.began.wait()
    with clock.frozen(NOW + execution.LEASE):
        other = await execution._begin(row)
    assert other is not None
    probe.gate.set()
    await slow
    assert await state(row) == "waiting"
