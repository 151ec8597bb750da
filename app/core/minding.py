"""What the parent of the workers minds while they serve: it tells when the portal answers, and starts a dead PostgreSQL again."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from app.core import postgres, serving
from app.settings import Settings

OPENING_LOOK_SECONDS = 0.1
DATABASE_LOOK_SECONDS = 0.5
AFTER_FAILURE_SECONDS = 10
ANSWER_SECONDS = 5

log = structlog.get_logger()


@contextmanager
def minded(settings: Settings, *, embedded: postgres.Server | None, once_open: Callable[[], None]) -> Iterator[None]:
    """Until the block ends. `embedded` is None where the database belongs to somebody else."""
    stopping = threading.Event()

    def mind() -> None:
        _await_open(settings, stopping=stopping, once_open=once_open)
        if embedded:
            _keep_alive(embedded, stopping=stopping)

    thread = threading.Thread(target=mind, name="minding", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def _await_open(settings: Settings, *, stopping: threading.Event, once_open: Callable[[], None]) -> None:
    while not stopping.wait(OPENING_LOOK_SECONDS):
        with serving.no_fork:
            if _answers(settings):
                once_open()
                return


def _answers(settings: Settings) -> bool:
    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/sante", headers={"Host": settings.public_host})
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def _keep_alive(embedded: postgres.Server, *, stopping: threading.Event) -> None:
    pause: float = DATABASE_LOOK_SECONDS
    while not stopping.wait(pause):
        with serving.no_fork:
            pause = DATABASE_LOOK_SECONDS if _revived(embedded) else AFTER_FAILURE_SECONDS


def _revived(embedded: postgres.Server) -> bool:
    try:
        if embedded.revive():
            log.warning("postgres_started_again")
    except (postgres.PostgresError, OSError) as error:
        log.error("postgres_not_started_again", exc_info=error)  # noqa: TRY400 - our processor takes the exception itself
        return False
    return True
