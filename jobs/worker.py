"""The arq worker of `python -m app work`. Redis distributes row ids; what is to be done stays in PostgreSQL, so losing Redis loses nothing."""

import asyncio
import contextlib
import json
import logging
import signal
from dataclasses import replace
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import structlog
from arq.connections import ArqRedis, RedisSettings, create_pool
from arq.worker import Worker, func
from redis.exceptions import RedisError

from app import settings
from app.core import database, logs
from jobs import execution, relay, schedule

QUEUE = "portail"
JOB = "carry_out"
POLL = 0.5  # seconds between two looks, at the outbox and at the queue
RECONNECT = 1.0  # seconds
HEALTH_CHECK_INTERVAL = 30  # seconds
QUEUED_AT_MOST = 200  # a short queue: rows do not grow old in it, so few are handed over twice
STOP_WAIT = 30.0  # seconds given to the jobs under way

log = structlog.get_logger()


def run() -> None:
    """Until SIGTERM or SIGINT; the jobs under way are finished first."""
    logs.configure()
    logging.getLogger("arq").setLevel(logging.WARNING)  # it writes the arguments of each job at INFO
    asyncio.run(_work())


async def _work() -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await database.open_pool()
    try:
        async with schedule.running():
            await keep_working(stopping)
    finally:
        await database.close_pool()


async def keep_working(stopping: asyncio.Event, *, poll: float = POLL) -> None:
    """arq ends at the first error of Redis: begin again until it is back."""
    while not stopping.is_set():
        try:
            await _work_with_redis(stopping, poll=poll)
        except (RedisError, OSError) as lost:
            log.warning("redis_lost", exc_info=lost)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), RECONNECT)


async def _work_with_redis(stopping: asyncio.Event, *, poll: float) -> None:
    redis = await connect()
    worker = new_worker(redis, poll=poll)
    parts = {asyncio.create_task(part) for part in (worker.async_run(), _relay(redis, poll=poll), stopping.wait())}
    try:
        ended, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        for part in ended:
            part.result()
    finally:
        for part in parts:
            part.cancel()
        await _finish(worker, within=STOP_WAIT if stopping.is_set() else None)
        await redis.aclose()


async def connect() -> ArqRedis:
    return await create_pool(redis_settings(settings.current().redis_url or ""), job_serializer=to_json, job_deserializer=json.loads, default_queue_name=QUEUE)


def redis_settings(url: str) -> RedisSettings:
    """`redis://`, `rediss://` or `unix://`; arq does not decode the password."""
    read = RedisSettings.from_dsn(url)
    return replace(read, username=_decoded(read.username), password=_decoded(read.password), conn_retries=0)


def _decoded(text: str | None) -> str | None:
    return unquote(text) if text else None


def to_json(job: dict[str, Any]) -> bytes:
    """Never pickle, which runs what it reads. What JSON cannot say is an error's text, of which only the type is kept."""
    return json.dumps(job, default=lambda value: type(value).__name__).encode()


def new_worker(redis: ArqRedis, *, poll: float = POLL) -> Worker:
    """arq keeps no result and tries nothing again: `execution` decides that."""
    return Worker(
        functions=[func(carry_out, name=JOB, timeout=execution.LONGEST + STOP_WAIT, keep_result=0, max_tries=1)],
        redis_pool=redis,
        queue_name=QUEUE,
        poll_delay=poll,
        handle_signals=False,
        retry_jobs=False,
        health_check_interval=HEALTH_CHECK_INTERVAL,
        job_serializer=to_json,
        job_deserializer=json.loads,
        log_results=False,
    )


async def carry_out(ctx: dict[Any, Any], row_id: str) -> None:
    try:
        await execution.execute(UUID(row_id))
    except Exception as error:  # the database is away: the row is free again when its lease ends
        log.warning("job_not_marked", job=row_id, exc_info=error)


async def _relay(redis: ArqRedis, *, poll: float) -> None:
    async def hand_over(row_id: UUID) -> None:
        await redis.enqueue_job(JOB, str(row_id))

    while True:
        try:
            limit = max(0, QUEUED_AT_MOST - await redis.zcard(QUEUE))
            handed = await relay.relay(hand_over, limit=limit)
        except RedisError:
            raise
        except Exception as error:  # the database is away: look again later
            log.warning("outbox_not_read", exc_info=error)
            handed = 0
        if not handed:
            await asyncio.sleep(poll)


async def _finish(worker: Worker, *, within: float | None) -> None:
    """The jobs under way come to their end; arq's own bookkeeping may fail when Redis is lost."""
    under_way = set(worker.tasks.values())
    if under_way:
        _, late = await asyncio.wait(under_way, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
