"""Days in a row, counted by bisection: the n-th before another, the first from another on."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DayLine:
    """Ordinals of `date.toordinal()`, in order and each once."""

    ordinals: tuple[int, ...]

    def nth_before(self, ordinal: int, *, count: int) -> int | None:
        """None when the line does not reach back so far. The zeroth is the day itself, whether it is on the line or not."""
        if not count:
            return ordinal
        index = bisect_left(self.ordinals, ordinal) - count
        return self.ordinals[index] if index >= 0 else None

    def first_from(self, ordinal: int) -> int | None:
        index = bisect_left(self.ordinals, ordinal)
        return self.ordinals[index] if index < len(self.ordinals) else None


def line_of(days: Iterable[date]) -> DayLine:
    return DayLine(tuple(sorted({day.toordinal() for day in days})))
