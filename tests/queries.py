"""How many statements a page runs: its budget does not grow with what it shows."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString


@contextmanager
def counting() -> Iterator[list[str]]:
    """Collects each statement sent while the block runs."""
    sent: list[str] = []
    plain = PostgresEngine.run_querystring

    async def counted(engine: PostgresEngine, querystring: QueryString, in_pool: bool = True) -> object:  # noqa: FBT001, FBT002 - Piccolo's own
        sent.append(str(querystring))
        return await plain(engine, querystring, in_pool)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(PostgresEngine, "run_querystring", counted)
        yield sent


@contextmanager
def failing(*, at: int) -> Iterator[None]:
    """The connection is lost at this statement, the first being 0: what came before it in its transaction was never written."""
    left = at
    plain = PostgresEngine.run_querystring

    async def cut(engine: PostgresEngine, querystring: QueryString, in_pool: bool = True) -> object:  # noqa: FBT001, FBT002 - Piccolo's own
        nonlocal left
        left -= 1
        if left < 0:
            raise ConnectionResetError
        return await plain(engine, querystring, in_pool)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(PostgresEngine, "run_querystring", cut)
        yield
