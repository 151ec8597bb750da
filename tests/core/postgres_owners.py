"""Portals that own an embedded server, as processes of their own: real users, real signals, real ends."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import asyncpg

from app.core.postgres import programs

ROOT = Path(__file__).parent.parent.parent

# The interpreter may lie where only root can read: everything is imported before the user changes.
# Where a shell runs the tests in its background, what they start is born deaf to Ctrl-C.
OWNER = """
import os, signal, sys
from pathlib import Path
from app.core import postgres
signal.signal(signal.SIGINT, signal.default_int_handler)
uid, how, data_dir, durable = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4] == "durable"
if uid != os.geteuid():
    os.setgroups([])
    os.setgid(int(sys.argv[5]))
    os.setuid(uid)
print("ready", flush=True)
try:
    server = postgres.start(data_dir, durable=durable)
except postgres.PostgresError as error:
    sys.exit(str(error))
try:
    print(server.url, flush=True)
    if how == "with":
        with server:
            sys.stdin.read()
    else:
        sys.stdin.read()
except KeyboardInterrupt:
    print("draining", server.has_database("portail"), flush=True)
"""


class Owner:
    """`how`: "with" uses the server as a context manager, "plain" leaves everything to the end of the program."""

    def __init__(self, data_dir: Path, *, uid: int, wheel: Path, how: str = "with", durable: bool = False, environment: dict[str, str] | None = None) -> None:
        gid = pwd.getpwuid(uid).pw_gid
        self.process = subprocess.Popen(
            [sys.executable, "-c", OWNER, str(uid), how, str(data_dir), "durable" if durable else "fast", str(gid)],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{wheel}:{ROOT}"} | (environment or {}),
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.line() == "ready"

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def url(self) -> str:
        """Waits until the server answered."""
        return self.line() or self.fail()

    def fail(self) -> str:
        raise AssertionError(self.process.communicate(timeout=30)[1])

    def refusal(self) -> str:
        """The sentence on which the program ended."""
        said, why = self.process.communicate(timeout=60)
        assert self.process.returncode == 1, (said, why)
        return why.strip()

    def end(self) -> str:
        """Let the program end by itself, and what it said until then."""
        return self.process.communicate(timeout=60)[0].strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=60)


@contextmanager
def readable_wheel() -> Iterator[Path]:
    """The wheel's programs where every user can read them, found before the installed ones."""
    with folder_for(os.geteuid()) as copy:
        programs.copy_programs(programs.installed(), to=copy)
        (copy / programs.WHEEL / "__init__.py").touch()
        yield copy


@contextmanager
def folder_for(uid: int) -> Iterator[Path]:
    """A folder of this user below the system's: what pytest gives is closed to all but us."""
    folder = Path(tempfile.mkdtemp(prefix="portail-test-"))
    folder.chmod(0o755)
    if uid != os.geteuid():
        shutil.chown(folder, uid, pwd.getpwuid(uid).pw_gid)
    try:
        yield folder
    finally:
        while left := processes_below(folder):
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        shutil.rmtree(folder)


def processes_below(folder: Path) -> set[int]:
    """Every PostgreSQL process works in its data folder. The dead whom nobody has buried yet have no folder."""
    found = set()
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                works_in = (process / "cwd").readlink()
            except OSError:
                continue
            if works_in.is_relative_to(folder.resolve()):
                found.add(int(process.name))
    return found


def postmaster(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])


def ask(url: str, query: str) -> object:
    async def asked() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    return asyncio.run(asked())


def wait_until(is_so: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < give_up_at
        time.sleep(0.002)
