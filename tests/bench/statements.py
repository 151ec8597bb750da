"""The SQL of real taps, recorded with its values, and sent again by asyncpg alone: what the same work costs without a portal around it."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias, cast
from unittest.mock import patch

import asyncpg
import httpx
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from app import main
from app.core import database, headers
from tests.bench.taps import Tap

BASE_URL = "http://localhost:8000"
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """As asyncpg receives it. `inside`: of the tap's transaction."""

    sql: str
    values: Sequence[Any]
    inside: bool


@contextmanager
def recording() -> Iterator[list[Statement]]:
    """Each statement that this process sends while the block runs."""
    sent: list[Statement] = []
    plain = PostgresEngine.run_querystring

    async def noted(engine: PostgresEngine, querystring: QueryString, in_pool: bool = True) -> object:  # noqa: FBT001, FBT002 - Piccolo's own
        sql, values = querystring.compile_string()
        sent.append(Statement(sql=sql, values=values, inside=engine.transaction_exists()))
        return await plain(engine, querystring, in_pool)

    with patch.object(PostgresEngine, "run_querystring", noted):
        yield sent


@asynccontextmanager
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """The same application in this process, without sockets."""
    transport = httpx.ASGITransport(app=cast("Any", headers.secured(main.create_app())))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as found:
        yield found


async def recorded(visitor: httpx.AsyncClient, taps: Sequence[Tap]) -> list[list[Statement]]:
    """One list for each tap, carried out for real by `client`."""
    found = []
    for tap in taps:
        with recording() as sent:
            answer = await visitor.post(tap.path, content=tap.body, headers=tap.headers)
        answer.raise_for_status()
        found.append(list(sent))
    return found


async def replayed(address: str, *, taps: Sequence[Sequence[Statement]], at_once: int) -> float:
    """Taps a second, one connection for each that is under way. Some go first, uncounted: they prepare the statements."""
    connections = [await asyncpg.connect(address, server_settings=database.engine().config["server_settings"]) for _ in range(at_once)]
    try:
        first = len(taps) // 10
        await _send_together(taps[:first], over=connections)
        started = time.perf_counter()
        await _send_together(taps[first:], over=connections)
        return (len(taps) - first) / (time.perf_counter() - started)
    finally:
        for connection in connections:
            await connection.close()


async def _send_together(taps: Sequence[Sequence[Statement]], *, over: Sequence["Connection"]) -> None:
    waiting = iter(taps)
    await asyncio.gather(*(_send_in_turn(waiting, over=connection) for connection in over))


async def _send_in_turn(waiting: Iterator[Sequence[Statement]], *, over: "Connection") -> None:
    for tap in waiting:
        for inside, group in groupby(tap, key=lambda statement: statement.inside):
            if inside:
                async with over.transaction():
                    await _send_all(list(group), over=over)
            else:
                await _send_all(list(group), over=over)


async def _send_all(statements: Sequence[Statement], *, over: "Connection") -> None:
    for statement in statements:
        await over.fetch(statement.sql, *statement.values)
