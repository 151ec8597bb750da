"""`python -m tests.filings.dying DATABASE ACCOUNT DRAFT MARK`: a démarche is validated, and killed before each of its statements in turn.

Prints what the whole database holds before each attempt, and after the one that nothing kills, a line each.
"""

import asyncio
import hashlib
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from uuid import UUID

import pytest
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from app.core import clock, database
from app.filings.drafts import actions
from tests.conftest import MORNING, aim_at

CALENDAR = ["slot", "slot_counter"]


def main() -> None:
    """An attempt is a process: what a dead one had in memory is gone with it."""
    for at in count():
        pid = os.fork()
        if pid == 0:
            asyncio.run(attempt(at))
            os._exit(0)
        if not os.WIFSIGNALED(os.waitpid(pid, 0)[1]):
            break


async def attempt(at: int) -> None:
    address, account_id, draft_id, mark = sys.argv[1:]
    aim_at(address)
    await database.open_pool()
    await tell()
    with clock.frozen(MORNING), killed(at=at):
        await actions.validate(UUID(account_id), UUID(draft_id), mark=mark, now=clock.now())
    await tell()
    await database.close_pool()


@contextmanager
def killed(*, at: int) -> Iterator[None]:
    """Before this statement, the first being 0: neither a rollback nor a word is left to say."""
    left = at
    plain = PostgresEngine.run_querystring

    async def dying(engine: PostgresEngine, querystring: QueryString, in_pool: bool = True) -> object:  # noqa: FBT001, FBT002 - Piccolo's own
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return await plain(engine, querystring, in_pool)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(PostgresEngine, "run_querystring", dying)
        yield


async def tell() -> None:
    """A digest of every table but the calendar of the commune, which is long and which families do not write."""
    found = await database.fetch("select tablename from pg_tables where schemaname = 'public' and tablename <> all({}) order by 1", CALENDAR)
    held = [
        await database.fetch_value(f"select md5(string_agg(t::text, '' order by t::text)) from {row['tablename']} t")  # noqa: S608 - names of tables
        for row in found
    ]
    sys.stdout.write(f"{hashlib.sha256(repr(held).encode()).hexdigest()}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
