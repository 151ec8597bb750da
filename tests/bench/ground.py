"""The portal that is measured: its own processes, as a commune starts them, on the demo's commune and a PostgreSQL as durable as in production."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core import database, postgres
from tests.serving import portals
from tests.serving.portals import Portal

WORKERS = 2
KIBIBYTE = 1024


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A portal, and the PostgreSQL that it and this process talk to."""

    portal: Portal
    server: postgres.Server

    @property
    def port(self) -> int:
        return self.portal.port

    @property
    def address(self) -> str:
        return self.server.url

    def cpu_seconds(self) -> float:
        """Of the processes that answer, PostgreSQL apart."""
        return sum(cpu_of(worker) for worker in self.portal.workers())


@contextmanager
def prepared() -> Iterator[Ground]:
    with removed_folder() as folder, postgres.start(portals.data_below(folder)) as server, portals.running(folder, PORTAIL_WORKERS=str(WORKERS)) as portal:
        yield Ground(portal=portal, server=server)


@contextmanager
def removed_folder() -> Iterator[Path]:
    """PostgreSQL, which does not run as root, passes through it."""
    folder = Path(tempfile.mkdtemp(prefix="portail-mesures-"))
    try:
        folder.chmod(0o711)
        yield folder
    finally:
        shutil.rmtree(folder)


@asynccontextmanager
async def pool(address: str) -> AsyncIterator[None]:
    """Of this process, to any database of the server."""
    database.engine().config["dsn"] = address
    await database.open_pool(largest=2)
    try:
        yield
    finally:
        await database.close_pool()


def memory_of(pid: int, *, line: str = "VmRSS") -> int:
    """Bytes, as the system tells; `VmHWM` is the most that the process ever had. None left when it has ended."""
    try:
        told = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(text.split()[1]) * KIBIBYTE for text in told.splitlines() if text.startswith(f"{line}:")), 0)


def cpu_of(pid: int) -> float:
    """Seconds of a core that the process has taken since it lives: fields 14 and 15 of its line, counted after the name in brackets."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
