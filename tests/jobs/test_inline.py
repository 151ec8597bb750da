"""The runner inside the server: quick, stopped gently, and ended by nothing else."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import asyncpg
import pytest

from app.core import database
from app.core.outbox import Announcement
from jobs import execution, handlers, inline, relay
from tests.jobs.probe import EVENT, Probe, state
from tests.messages import ground
from tests.messages.mail_server import MailServer

PAUSE = 0.02


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await holds():  # noqa: ASYNC110 - rows of a table send no event
            await asyncio.sleep(0.02)


async def nothing_left() -> bool:
    return await ground.left() == 0


@pytest.mark.usefixtures("commune")
async def test_two_runners_send_each_mail_once(mail: MailServer) -> None:
    await ground.invited(*(f"parent{number}@famille.test" for number in range(12)))
    async with inline.running(pause=PAUSE), inline.running(pause=PAUSE):
        await until(nothing_left)
    assert mail.times_taken() == {f"parent{number}@famille.test": 1 for number in range(12)}


@pytest.mark.usefixtures("empty_database")
async def test_stopping_finishes_the_job_under_way_and_begins_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = Probe()
    monkeypatch.setattr(handlers, "HANDLERS", {EVENT: probe})
    monkeypatch.setattr(inline, "AT_ONCE", 1)
    first, second = await ground.announce(EVENT), await ground.announce(EVENT)
    probe.gate.clear()
    runner = inline.Runner(pause=PAUSE)
    running = asyncio.create_task(runner.run())
    await probe.began.wait()
    stopping = asyncio.create_task(runner.stop())
    await asyncio.sleep(0.1)
    assert not stopping.done()
    probe.gate.set()
    await asyncio.gather(stopping, running)
    assert {await state(first), await state(second)} == {"done", "waiting"}


async def test_the_database_may_go_and_come_back(monkeypatch: pytest.MonkeyPatch, empty_database: str) -> None:
    """Every connection is cut while a job is in a transaction, more often than the pool has connections."""
    cuts = 3

    async def in_a_transaction(announcement: Announcement, *, now: datetime) -> None:
        nonlocal cuts
        async with database.transaction():
            await database.fetch("select 1")
            if cuts:
                cuts -= 1
                await cut_all(empty_database)
                await database.fetch("select 1")

    monkeypatch.setattr(handlers, "HANDLERS", {EVENT: in_a_transaction})
    monkeypatch.setattr(execution, "DELAYS", (timedelta(milliseconds=20),) * (execution.TRIES - 1))
    monkeypatch.setattr(execution, "LEASE", timedelta(milliseconds=300))
    monkeypatch.setattr(relay, "CLAIM", timedelta(milliseconds=300))
    await database.close_pool()
    await database.open_pool(largest=2)
    row = await ground.announce(EVENT)
    async with inline.running(pause=PAUSE):
        await until(lambda: is_done(row))
    assert cuts == 0


async def is_done(row: object) -> bool:
    try:
        return bool(await database.fetch_value("select done_at is not null from outbox where id = {}", row))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        return False


async def cut_all(address: str) -> None:
    connection = await asyncpg.connect(address)
    await connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()")
    await connection.close()


@pytest.mark.usefixtures("empty_database")
async def test_with_redis_the_server_runs_nothing_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "HANDLERS", {EVENT: Probe()})
    row = await ground.announce(EVENT)
    with ground.configured(redis_url="redis://127.0.0.1:1"):
        async with inline.running(pause=PAUSE):
            await asyncio.sleep(0.1)
    assert await state(row) == "waiting"
