"""arq workers in processes of their own, on a real Redis: what is killed is taken up, what Redis loses is handed over again."""

import asyncio
import json
import os
import pickle
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from arq.connections import ArqRedis

from app.core import database
from jobs import execution, worker
from tests.jobs.conftest import RedisServer
from tests.messages import ground
from tests.messages.mail_server import MailServer

pytestmark = pytest.mark.usefixtures("commune")

Work = Callable[..., Awaitable[Process]]
QUICK_ENOUGH = 90  # seconds; a worker starts in two on a quiet machine


@pytest.fixture
async def work(redis: RedisServer, mail: MailServer, empty_database: str) -> AsyncIterator[Work]:
    """Starts a worker process that shares the test's database, Redis and mail server."""
    started: list[Process] = []

    async def start(module: str, *arguments: str, later: timedelta = timedelta()) -> Process:
        at = (datetime.now(UTC) + later).isoformat()
        there = os.environ | {"PORTAIL_DATABASE_URL": empty_database, "PORTAIL_CLOCK": at}
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, *arguments, env=there, stdout=PIPE, stderr=PIPE)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(QUICK_ENOUGH):
        while not await holds():  # noqa: ASYNC110 - neither Redis nor a table sends an event
            await asyncio.sleep(0.05)


async def nothing_left() -> bool:
    return await ground.left() == 0


async def stopped(process: Process) -> str:
    """What it told on its way, once it has ended as asked."""
    process.terminate()
    async with asyncio.timeout(QUICK_ENOUGH):
        _, told = await process.communicate()
    assert process.returncode == 0
    return told.decode()


@pytest.mark.rule(66)
async def test_workers_send_each_mail_once_and_tell_nothing_of_anybody(work: Work, mail: MailServer) -> None:
    families = [f"canari{number}@famille.test" for number in range(8)]
    await ground.invited(*families)
    workers = [await work("app", "work") for _ in range(2)]
    await until(nothing_left)
    told = "".join([await stopped(process) for process in workers])
    assert mail.times_taken() == dict.fromkeys(families, 1)
    assert told.count("mail_sent") == len(families)
    for secret in ("canari", "Chavagne", "/activation/", "activation"):
        assert secret not in told
    for line in told.splitlines():
        assert isinstance(json.loads(line), dict)


async def test_the_mail_of_a_worker_killed_in_the_middle_leaves_by_another(work: Work, mail: MailServer) -> None:
    """Killed while the server has not answered yet: that server took nothing."""
    mail.take.clear()
    mail.to_message = "451 Erreur locale"
    await ground.invited("marie@famille.test")
    first = await work("app", "work")
    async with asyncio.timeout(QUICK_ENOUGH):
        await mail.whole.wait()
    first.kill()
    await first.wait()
    mail.to_message = "250 OK"
    mail.take.set()
    await work("app", "work", later=execution.LEASE)
    await until(nothing_left)
    assert mail.times_taken() == {"marie@famille.test": 1}


async def test_the_one_double_is_that_of_a_worker_killed_between_the_answer_and_the_mark(work: Work, mail: MailServer) -> None:
    await ground.invited("marie@famille.test")
    dying = await work("tests.jobs.dying_worker")
    async with asyncio.timeout(QUICK_ENOUGH):
        await dying.communicate()
    assert dying.returncode == -signal.SIGKILL
    assert mail.times_taken() == {"marie@famille.test": 1}
    await work("app", "work", later=execution.LEASE)
    await until(nothing_left)
    assert mail.times_taken() == {"marie@famille.test": 2}
    assert len({message["Message-ID"] for message in mail.taken}) == 1


async def test_redis_killed_and_restarted_empty_loses_nothing(work: Work, mail: MailServer, redis: RedisServer) -> None:
    """Killed once with a mail under way and others handed over, once more while nothing is."""
    mail.take.clear()
    await ground.invited(*(f"parent{number}@famille.test" for number in range(3)))
    process = await work("app", "work")
    async with asyncio.timeout(QUICK_ENOUGH):
        await mail.whole.wait()
    redis.kill()
    await ground.invited("announced-without-redis@famille.test")
    mail.take.set()
    redis.start()
    await until(lambda: has_left(mail, "announced-without-redis@famille.test"))
    redis.kill()
    await ground.invited("again@famille.test")
    redis.start()
    await until(lambda: has_left(mail, "again@famille.test"))
    assert process.returncode is None
    await work("app", "work", later=execution.LEASE)
    await until(nothing_left)
    assert set(mail.times_taken().values()) == {1}
    assert len(mail.taken) == 5


async def has_left(mail: MailServer, recipient: str) -> bool:
    return recipient in mail.times_taken()


async def test_a_worker_that_is_stopped_finishes_the_mail_under_way(work: Work, mail: MailServer) -> None:
    mail.take.clear()
    await ground.invited("marie@famille.test")
    process = await work("app", "work")
    async with asyncio.timeout(QUICK_ENOUGH):
        await mail.whole.wait()
    ending = asyncio.create_task(stopped(process))
    await asyncio.sleep(0.3)
    assert not ending.done()
    mail.take.set()
    await ending
    assert await ground.left() == 0
    assert mail.times_taken() == {"marie@famille.test": 1}


async def test_jobs_wait_in_the_table_while_there_is_no_redis(work: Work, mail: MailServer, redis: RedisServer) -> None:
    redis.kill()
    await ground.invited("marie@famille.test")
    await work("app", "work")
    await asyncio.sleep(0.5)
    redis.start()
    await until(nothing_left)
    assert mail.times_taken() == {"marie@famille.test": 1}


@pytest.mark.rule(46)
async def test_redis_holds_json_with_a_row_id_and_nothing_else(redis: RedisServer) -> None:
    [row] = await ground.invited("marie@famille.test")
    async with connected(redis) as connection:
        handing = asyncio.create_task(worker._relay(connection, poll=0.01))
        await until(lambda: is_queued(connection))
        handing.cancel()
        [job_key] = await connection.keys("arq:job:*")
        stored = await connection.get(job_key)
        everything = await connection.keys("*")
    assert json.loads(stored)["a"] == [str(row)]
    assert json.loads(stored)["k"] == {}
    assert len(everything) == 2
    with pytest.raises(pickle.UnpicklingError):
        pickle.loads(stored)  # noqa: S301 - it is shown that this cannot be one


@asynccontextmanager
async def connected(redis: RedisServer) -> AsyncIterator[ArqRedis]:
    connection = await worker.connect()
    try:
        yield connection
    finally:
        await connection.aclose()


async def is_queued(connection: ArqRedis) -> bool:
    return bool(await connection.zcard(worker.QUEUE))


async def test_a_long_queue_is_not_made_longer(redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "QUEUED_AT_MOST", 3)
    await ground.invited(*(f"parent{number}@famille.test" for number in range(9)))
    async with connected(redis) as connection:
        handing = asyncio.create_task(worker._relay(connection, poll=0.01))
        await until(lambda: is_queued(connection))
        await asyncio.sleep(0.2)
        handing.cancel()
        assert await connection.zcard(worker.QUEUE) == 3
    assert await database.fetch_value("select count(*) from outbox where claimed_until is not null") == 3


async def test_arq_keeps_neither_results_nor_a_long_silence(redis: RedisServer) -> None:
    async with connected(redis) as connection:
        made = worker.new_worker(connection)
    assert made.log_results is False
    assert made.health_check_interval == 30
    assert made.functions[worker.JOB].keep_result_s == 0
    assert (made.job_serializer, made.job_deserializer) == (worker.to_json, json.loads)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://redis.mairie.test:6380/2", {"host": "redis.mairie.test", "port": 6380, "database": 2, "ssl": False}),
        ("rediss://portail:p%40ss@redis.mairie.test", {"username": "portail", "password": "p@ss", "ssl": True}),
        ("unix:///run/redis/redis.sock", {"unix_socket_path": "/run/redis/redis.sock"}),
    ],
)
def test_redis_is_found_by_its_address(url: str, expected: dict[str, object]) -> None:
    read = worker.redis_settings(url)
    assert {name: getattr(read, name) for name in expected} == expected
