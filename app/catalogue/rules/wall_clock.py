"""From the wall clock of Paris to exact instants, over both clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
LAST_MINUTE = time(23, 59)
# Two school years have some 700 days, and a commune a few hours at which things end: most instants are asked for again and again.
KNOWN_INSTANTS = 8192


def instant(day: date, at: time | None) -> datetime:
    """Without an hour, and at 23:59, it is 24:00 of that day: the first instant of the next one."""
    if at is None or at >= LAST_MINUTE:
        return instant_of(datetime.combine(day, time(0)) + timedelta(days=1))
    return instant_of(datetime.combine(day, at))


@lru_cache(maxsize=KNOWN_INSTANTS)
def instant_of(wall: datetime) -> datetime:
    """The first instant at which the clocks show this hour or a later one.

    In March 2:30 does not exist: it is the jump itself (3:00), when the clocks leave what stood before 2:30. In October 2:30 comes twice:
    it is the first. So a later hour on the wall never gives an earlier instant.
    """
    found = wall.replace(tzinfo=PARIS, fold=0).astimezone(UTC)
    if wall_of(found) == wall:
        return found
    # Directive 2000/84/EC: the clocks jump at a full hour, 1:00 UTC.
    return found.replace(minute=0, second=0, microsecond=0)


def wall_of(at: datetime) -> datetime:
    """What the clocks of Paris show at an instant."""
    return at.astimezone(PARIS).replace(tzinfo=None)
