"""One PostgreSQL for the whole run; each test that asks for a database gets a fresh clone of a template, and really commits."""

import gc
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import asyncpg
import pytest
from argon2 import PasswordHasher

from tests import memory

memory.use()
for name in [name for name in os.environ if name.startswith("PORTAIL_")]:
    del os.environ[name]
os.environ |= {"PORTAIL_ENV": "test", "PORTAIL_BASE_URL": "https://portail.test", "PICCOLO_CONF": "app.piccolo_conf"}

from app.accounts import passwords  # noqa: E402 - they read the environment above
from app.core import clock, database, migrations, postgres  # noqa: E402
from app.demo import actions as demo  # noqa: E402

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
MORNING = datetime.fromisoformat("2026-11-30T08:00:00+01:00")


def pytest_collection_finish() -> None:
    """What was loaded until here stays until the end: nothing is gained by looking through it for garbage, again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """What a password's hash costs is proved once, apart: each test that signs in would pay it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "HASHER", CHEAP)
        yield


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[postgres.Server]:
    """Shared by the parallel workers of one run: the first starts it, the last stops it."""
    base = tmp_path_factory.getbasetemp()
    running = postgres.start((base if worker_id == "master" else base.parent) / "data", durable=False)
    yield running
    if running.stop():
        # For root it lies outside of pytest's folder, which PostgreSQL's user cannot enter.
        shutil.rmtree(running.cluster.folder)


@dataclass(frozen=True, kw_only=True)
class Clones:
    """Databases of one test each, made and removed over a connection that stays open."""

    server: postgres.Server
    outside: "asyncpg.Connection[asyncpg.Record]"

    @asynccontextmanager
    async def of(self, template: str) -> AsyncIterator[str]:
        """The address of a copy, which the engine of this process talks to."""
        name = f"test_{uuid4().hex}"
        await self.outside.execute(f'create database "{name}" template "{template}" strategy file_copy')
        aim_at(self.server.database_url(name))
        await database.open_pool()
        yield self.server.database_url(name)
        await database.close_pool()
        await self.outside.execute(f'drop database "{name}" with (force)')


@pytest.fixture(scope="session")
async def clones(server: postgres.Server) -> AsyncIterator[Clones]:
    outside = await asyncpg.connect(server.database_url("postgres"))
    yield Clones(server=server, outside=outside)
    await outside.close()


@pytest.fixture(scope="session")
async def empty_template(server: postgres.Server, worker_id: str) -> str:
    """A migrated database without a row, one per worker."""
    name = f"template_empty_{worker_id}"
    server.create_database(name)
    aim_at(server.database_url(name))
    await migrations.apply_pending()
    return name


@pytest.fixture
async def empty_database(clones: Clones, empty_template: str) -> AsyncIterator[str]:
    """The address of a database of this test's own, open and migrated."""
    async with clones.of(empty_template) as address:
        yield address


@pytest.fixture(scope="session")
async def chavagne_template(server: postgres.Server, empty_template: str, worker_id: str) -> str:
    """The demo commune and the families as whom one signs in, as they are on `MORNING`: nothing is booked."""
    name = f"template_chavagne_{worker_id}"
    server.create_database(name, template=empty_template)
    aim_at(server.database_url(name))
    with clock.frozen(MORNING):
        await demo.load_demo(now=MORNING, lively=False)
    return name


@pytest.fixture
async def chavagne(clones: Clones, chavagne_template: str) -> AsyncIterator[str]:
    """A copy of the demo commune, on a Monday morning that stands still."""
    async with clones.of(chavagne_template) as address:
        with clock.frozen(MORNING):
            yield address


@pytest.fixture(scope="session")
async def lively_template(server: postgres.Server, chavagne_template: str, worker_id: str) -> str:
    """The same commune alive: all its families, and what they did until then."""
    name = f"template_lively_{worker_id}"
    server.create_database(name, template=chavagne_template)
    aim_at(server.database_url(name))
    with clock.frozen(MORNING):
        await demo.load_demo(now=MORNING)
    return name


@pytest.fixture
async def lively_chavagne(clones: Clones, lively_template: str) -> AsyncIterator[str]:
    async with clones.of(lively_template) as address:
        yield address


def aim_at(address: str) -> None:
    """From here on, the engine of this process talks to this database."""
    database.engine().config["dsn"] = address
