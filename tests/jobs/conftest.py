"""A Redis of the tests' own on a private socket, and the mail server."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.messages import ground
from tests.messages.conftest import commune, mail, quick_logs

__all__ = ["commune", "mail", "quick_logs"]


class RedisServer:
    """Keeps nothing on disk: a restart loses all, which is the case to survive."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        command = ["redis-server", "--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no", "--dir", str(self.socket.parent)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        ends = time.monotonic() + 10
        while not self.socket.exists():
            assert time.monotonic() < ends, "redis-server did not start"
            time.sleep(0.02)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self.socket.unlink(missing_ok=True)
            self._process = None


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """The folder is short: a socket's path has 107 characters at most."""
    folder = Path(tempfile.mkdtemp(prefix="redis-"))
    server = RedisServer(folder)
    server.start()
    try:
        with ground.configured(redis_url=server.url):
            yield server
    finally:
        server.kill()
        shutil.rmtree(folder)
