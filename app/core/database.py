"""The one way to PostgreSQL: pool, time-outs, transactions and what is tried again."""

import asyncio
import functools
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, ParamSpec, TypeVar, cast

import asyncpg
from piccolo.engine.finder import engine_finder
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.querystring import QueryString

P = ParamSpec("P")
R = TypeVar("R")

POOL_SMALLEST, POOL_LARGEST = 1, 8  # connections of one process
STATEMENT_TIMEOUT = "15s"
LOCK_TIMEOUT = "5s"
IDLE_IN_TRANSACTION_TIMEOUT = "30s"
CONNECT_TIMEOUT_SECONDS = 10
ATTEMPTS = 5
RETRIED = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
OUTDATED = (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError)
LOST = (OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InterfaceError)
"""What a query raises while PostgreSQL is gone, stopping or starting."""


class Unreachable(Exception):
    """One French sentence."""


class Engine(PostgresEngine):
    """Piccolo's engine, without the connection that it opens as soon as it is imported, to ask for a version and extensions."""

    async def check_version(self) -> None:
        """Migrations fail by themselves on a server that is too old."""

    async def prep_database(self) -> None:
        """No extension is used."""


def build_engine(url: str) -> PostgresEngine:
    """An engine with the portal's time-outs; the pool is opened by `open_pool`."""
    limits = {
        "statement_timeout": STATEMENT_TIMEOUT,
        "lock_timeout": LOCK_TIMEOUT,
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_TIMEOUT,
        "timezone": "UTC",
        "application_name": "portail",
        "jit": "off",
    }
    return Engine(config={"dsn": url, "timeout": CONNECT_TIMEOUT_SECONDS, "server_settings": limits}, extensions=())


class Transaction(PostgresTransaction):
    """Piccolo's, which forgets to give its connection back to the pool when BEGIN, COMMIT or ROLLBACK fails: eight failures closed the pool."""

    async def __aenter__(self) -> PostgresTransaction:
        try:
            return await super().__aenter__()
        except BaseException:
            await self._drop_connection()
            raise

    async def __aexit__(self, *error: object) -> bool:
        try:
            return await super().__aexit__(*error)
        except BaseException:
            await self._drop_connection()
            raise

    async def _drop_connection(self) -> None:
        """Nobody knows what state it is in: the pool opens another."""
        if self.engine.current_transaction.get() is self:
            self.engine.current_transaction.reset(self.context)
        if connection := getattr(self, "connection", None):
            connection.terminate()
            if self.engine.pool:
                await self.engine.pool.release(connection)


@functools.cache
def engine() -> PostgresEngine:
    return cast("PostgresEngine", engine_finder())


async def require_answer() -> None:
    """One connection, to tell a wrong address or a stopped server before anything is begun."""
    try:
        connection = await engine().get_new_connection()
    except (*LOST, asyncpg.PostgresError) as error:
        message = f"La base de données de PORTAIL_DATABASE_URL ne répond pas ({type(error).__name__}) : vérifiez l’adresse, et que PostgreSQL est lancé."
        raise Unreachable(message) from error
    await connection.close()


async def open_pool(*, largest: int = POOL_LARGEST) -> None:
    await engine().start_connection_pool(min_size=POOL_SMALLEST, max_size=largest, reset=_forget_nothing)


async def _forget_nothing(connection: object) -> None:
    """No reset when a connection returns to the pool: nothing here changes a session, and the reset would cost a round trip per query."""


async def close_pool() -> None:
    await engine().close_connection_pool()


def transaction() -> "AbstractAsyncContextManager[PostgresTransaction, None]":
    """Opened by the outermost verb only: a transaction inside a transaction raises (Piccolo would silently join them)."""
    return cast("AbstractAsyncContextManager[PostgresTransaction, None]", Transaction(engine(), allow_nested=False))


def require_transaction() -> None:
    """First line of each `apply_*` step, which is only ever a part of somebody's transaction."""
    if not engine().transaction_exists():
        message = "an apply_* step was called outside a transaction"
        raise RuntimeError(message)


def retried(action: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """Runs the whole action again when PostgreSQL ended it for a deadlock or a serialization failure: nothing of it was written."""

    @functools.wraps(action)
    async def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, ATTEMPTS):
            try:
                return await action(*args, **kwargs)
            except RETRIED:
                await asyncio.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 - spreads the contenders, protects nothing
        return await action(*args, **kwargs)

    return run


async def fetch(sql: str, *values: object) -> list[dict[str, Any]]:
    """Rows of one statement; `{}` marks each value. Writes answer with `returning`."""
    rows = await engine().run_querystring(Statement(sql, values))
    return [dict(row) for row in rows]


async def apply_copy(table: str, *, columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    """Many rows, by PostgreSQL's COPY: a third of what it costs to send them as the values of a statement."""
    require_transaction()
    running = cast("PostgresTransaction", engine().current_transaction.get())
    await running.connection.copy_records_to_table(table, columns=columns, records=rows)


class Statement(QueryString):
    """Piccolo's, with values that are never columns: it would look at each of them and number the text again at each query, a fifth of a tap."""

    def __init__(self, sql: str, values: Sequence[object]) -> None:
        super().__init__(sql)
        self.values = values

    def compile_string(self, engine_type: str = "postgres") -> tuple[str, list[Any]]:  # noqa: ARG002 - there is one engine
        return numbered(self.template), list(self.values)

    def __str__(self) -> str:
        return numbered(self.template)


@functools.lru_cache(maxsize=1024)
def numbered(sql: str) -> str:
    """Each `{}` under the name that PostgreSQL gives it: $1, then $2."""
    text, _ = QueryString(sql, *[None] * sql.count("{}")).compile_string()
    return text


async def fetch_one(sql: str, *values: object) -> dict[str, Any] | None:
    rows = await fetch(sql, *values)
    return rows[0] if rows else None


async def fetch_value(sql: str, *values: object) -> Any:  # noqa: ANN401 - whatever SQL answers
    """First column of the first row, or None."""
    row = await fetch_one(sql, *values)
    return next(iter(row.values())) if row else None
