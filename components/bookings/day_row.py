"""The row of one day: the smallest thing that the answer to a tap replaces."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from markupsafe import Markup

from components import french
from components.base import SwapTarget
from components.bookings.cell import Cell, UnitColumn, cell_key
from components.ui import icon
from components.ui.icon import IconName


@dataclass(frozen=True, kw_only=True)
class DayRow(SwapTarget):
    """`cells` stand in the order of `units`; None where the unit does not exist that day. With `closed` (the reason), there are none."""

    day: date
    child: str
    units: tuple[UnitColumn, ...]
    cells: tuple[Cell | None, ...] = ()
    closed: str = ""

    def __post_init__(self) -> None:
        expected = 0 if self.closed else len(self.units)
        if len(self.cells) != expected:
            message = f"{len(self.cells)} cells for {expected} units on {self.day}"
            raise ValueError(message)

    @property
    def swap_id(self) -> str:
        return f"jour-{self.day.isoformat()}"

    @property
    def boxes(self) -> list[tuple[str, UnitColumn, Cell | None]]:
        """Key, column and cell of each unit; none on a closed day."""
        return [(cell_key(self.day, unit=unit.key), unit, cell) for unit, cell in zip(self.units, self.cells, strict=False)]

    @property
    def day_name(self) -> "DayName":
        return day_name(self.day)

    def icon(self, name: IconName) -> Markup:
        return icon.drawn(name)


@dataclass(frozen=True, kw_only=True)
class DayName:
    """`short` may break between the number and the month, on a page that is magnified."""

    weekday: str
    short: str
    spoken: str


# A page asks for the same few days again and again: working them out each time was a third of the time it took.
@lru_cache(maxsize=1024)
def day_name(day: date) -> DayName:
    return DayName(weekday=french.short_weekday(day), short=french.short_day(day).replace(french.NBSP, " "), spoken=french.day_words(day))
