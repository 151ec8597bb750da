"""The portal's clock. Everything that depends on the time of day takes it from here: links, schedules, deadlines, SQL."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app import settings

PARIS = ZoneInfo("Europe/Paris")
ORIGIN = "PORTAIL_CLOCK_ORIGIN"

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The present instant, UTC. With `PORTAIL_CLOCK`, time runs from that instant on, the same in every process of the server."""
    if frozen_at := _frozen.get():
        return frozen_at
    real = datetime.now(UTC)
    start = settings.current().clock
    return real if start is None else start.astimezone(UTC) + (real - _origin(real))


def today() -> date:
    """The date in Paris."""
    return now().astimezone(PARIS).date()


def midnight(day: date) -> datetime:
    """When this day begins in Paris."""
    return datetime.combine(day, time(), tzinfo=PARIS)


def share_origin() -> None:
    """Called by the parent process: its children count `PORTAIL_CLOCK` from the same real instant, even when one of them is replaced."""
    os.environ.setdefault(ORIGIN, datetime.now(UTC).isoformat())


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """For tests: the portal stands still at this instant."""
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def _origin(real: datetime) -> datetime:
    """When time began to run, noted once per process tree."""
    return datetime.fromisoformat(os.environ.setdefault(ORIGIN, real.isoformat()))


def advanced(instant: datetime, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> datetime:
    """An elapsed time later: counted on UTC, so a clock change never stretches it."""
    return instant.astimezone(UTC) + timedelta(seconds=seconds, minutes=minutes, hours=hours)
