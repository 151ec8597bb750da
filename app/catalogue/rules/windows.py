"""Booking windows: from when and until when the days of an activity can be booked, by category of household."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.catalogue.rules.cutoffs import NEVER, Never


class Category(StrEnum):
    """Of a household: whether it lives in the commune."""

    RESIDENT = "resident"
    NON_RESIDENT = "non_resident"


@dataclass(frozen=True, kw_only=True)
class BookingWindow:
    """`first_day` and `last_day` are the days that can be booked; the two instants are aware. An empty set or None means "all"."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    categories: frozenset[Category] = frozenset()
    activity: str | None = None
    units: frozenset[str] = frozenset()
    first_day: date | None = None
    last_day: date | None = None

    def fits_unit(self, *, activity: str, unit: str) -> bool:
        return self.activity in {None, activity} and (not self.units or unit in self.units)

    def fits_day(self, day: date) -> bool:
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, kw_only=True)
class OpenTime:
    """When booking is open; None on a side means without limit on that side."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None


def open_time(windows: Sequence[BookingWindow], day: date, *, category: Category) -> OpenTime | Never:
    """For one category, among the windows that fit a unit. The last written decides.

    A day without any window is open without limit; a day with windows for others only is never open.
    """
    fitting = [window for window in windows if window.fits_day(day)]
    if not fitting:
        return OpenTime()
    own = next((window for window in reversed(fitting) if not window.categories or category in window.categories), None)
    return NEVER if own is None else OpenTime(opens_at=own.opens_at, closes_at=own.closes_at)


def own_times(windows: Sequence[BookingWindow], day: date) -> dict[Category, OpenTime | Never]:
    return {category: open_time(windows, day, category=category) for category in Category}


def widest(own: Mapping[Category, OpenTime | Never]) -> OpenTime:
    """What the slot keeps for everybody: the earliest opening and the latest closing of all categories. The rest is decided for the family."""
    times = [each for each in own.values() if isinstance(each, OpenTime)]
    return OpenTime(opens_at=_extreme(time.opens_at for time in times), closes_at=_extreme((time.closes_at for time in times), latest=True))


def kept(own: Mapping[Category, OpenTime | Never]) -> Mapping[Category, OpenTime | Never]:
    """What the slot keeps of each category: nothing when all are treated alike and no window closes. One that closes is told from a deadline."""
    return own if differ(own) or any(isinstance(time, OpenTime) and time.closes_at for time in own.values()) else {}


def differ(own: Mapping[Category, OpenTime | Never]) -> bool:
    return len(set(own.values())) > 1


def _extreme(instants: Iterable[datetime | None], *, latest: bool = False) -> datetime | None:
    """None as soon as one side is without limit."""
    known, found = True, None
    for instant in instants:
        if instant is None:
            known = False
        elif found is None or (instant > found) is latest:
            found = instant
    return found if known else None
