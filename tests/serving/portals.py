"""Portals in processes of their own, started by their own command as a commune starts them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from selectolax.lexbor import LexborHTMLParser

from app.core import postgres
from app.demo import sign_ins
from tests.core import postgres_owners

ROOT = Path(__file__).parent.parent.parent
CLOCK = "2026-11-30T08:00:00+01:00"  # a Monday
PATIENCE_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Portal:
    """One `python -m app serve`. What it prints is in `folder`, which the data folder lies in."""

    folder: Path
    port: int
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def data_dir(self) -> Path:
        return data_below(self.folder)

    @property
    def printed(self) -> str:
        return plain((self.folder / "printed").read_text(encoding="utf-8"))

    @property
    def logged(self) -> str:
        return (self.folder / "logged").read_text(encoding="utf-8")

    @property
    def database_url(self) -> str:
        """PostgreSQL is the portal's: asking for its address takes a share of it for an instant."""
        with postgres.start(self.data_dir) as server:
            return server.url

    def run(self, *command: str) -> str:
        """What another command says, given beside the running portal."""
        done = run(*command, environment=self.environment)
        assert done.code == 0, done.refused
        return done.said

    def workers(self) -> set[int]:
        return children_of(self.process.pid)

    def answers(self) -> bool:
        """Whether all is well, asked over a new connection."""
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.url}/sante", timeout=5).status_code == httpx.codes.OK
        return False

    def accepts(self) -> bool:
        """Whether somebody listens on its port."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """As the system does when memory is short: without a word."""
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)

    def tell_its_terminal(self, number: signal.Signals) -> None:
        """Ctrl-C, or the end of the terminal, reaches every process that was started there."""
        os.killpg(self.process.pid, number)

    def stop(self) -> int:
        """Asked to stop; its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE_SECONDS)


def data_below(folder: Path) -> Path:
    return folder / "data"


def settings(folder: Path, *, port: int, **wanted: str) -> dict[str, str]:
    """The environment of a demo portal on this folder, whatever the caller's own settings are."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAIL_")}
    usual = {"PORTAIL_ENV": "demo", "PORTAIL_DATA_DIR": str(data_below(folder)), "PORTAIL_CLOCK": CLOCK, "PORTAIL_WORKERS": "2", "PORT": str(port)}
    return kept | usual | wanted


@contextmanager
def prepared() -> Iterator[Path]:
    """What a first start leaves in a folder: the demo's database, stopped."""
    with postgres_owners.folder_for(os.geteuid()) as folder:
        done = run("demo", environment=settings(folder, port=1))
        assert done.code == 0, done.refused
        yield folder


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """Many times faster to start than an empty one."""
    with postgres_owners.folder_for(os.geteuid()) as copy:
        subprocess.run(["cp", "-a", data_below(folder), copy], check=True)
        yield copy


@contextmanager
def running(folder: Path, **wanted: str) -> Iterator[Portal]:
    """A portal that answers."""
    with starting(folder, **wanted) as portal:
        wait_until(lambda: "Le portail est ouvert" in portal.printed or portal.process.poll() is not None)
        assert portal.process.poll() is None, portal.logged
        yield portal


@contextmanager
def starting(folder: Path, **wanted: str) -> Iterator[Portal]:
    """In a session of its own, as in a terminal; asked to stop at the end when it still runs."""
    port = free_port()
    environment = settings(folder, port=port, **wanted)
    with (folder / "printed").open("wb") as printed, (folder / "logged").open("wb") as logged:
        command = [sys.executable, "-m", "app", "serve"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=printed, stderr=logged, start_new_session=True)
    portal = Portal(folder=folder, port=port, environment=environment, process=process)
    try:
        yield portal
    finally:
        if process.poll() is None:
            portal.stop()


@dataclass(frozen=True, kw_only=True)
class Done:
    """A command that has ended, and what it said, in plain spaces."""

    code: int
    said: str
    refused: str


def run(*command: str, environment: Mapping[str, str]) -> Done:
    done = subprocess.run([sys.executable, "-m", "app", *command], cwd=ROOT, env=dict(environment), capture_output=True, check=False)
    return Done(code=done.returncode, said=plain(done.stdout.decode()), refused=plain(done.stderr.decode()))


def plain(text: str) -> str:
    """Without the no-break spaces of French."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def sign_in(family: httpx.Client) -> httpx.Response:
    """As the demo's first adult."""
    email, password = sign_ins.SIGN_INS[0]
    field = LexborHTMLParser(family.get("/connexion").text).css_first("input[name=_csrf]")
    assert field is not None
    return family.post("/connexion", data={"_csrf": field.attributes["value"], "adresse": email, "mot_de_passe": password})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_so: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < give_up_at, "waited in vain"
        time.sleep(0.02)


def children_of(pid: int) -> set[int]:
    """The living ones."""
    return {found for found in _processes() if _parent_of(found) == pid}


def lives(pid: int) -> bool:
    """A dead process whom nobody has buried yet does not live."""
    return _state_and_parent(pid)[0] not in {"Z", "X", ""}


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _parent_of(pid: int) -> int:
    return _state_and_parent(pid)[1] if lives(pid) else 0


def _state_and_parent(pid: int) -> tuple[str, int]:
    """From /proc/PID/stat, after the name in brackets, which may hold anything."""
    try:
        state, parent, *_ = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "", 0
    return state, int(parent)
