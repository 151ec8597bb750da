"""The months of an activity of one unit: a table for each, a row for each week, a box for each day on which it opens."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from components import french
from components.base import Component, SwapTarget
from components.bookings.cell import Cell, UnitColumn, cell_key
from components.bookings.day_row import DayName, day_name
from components.bookings.grid import END_OF_GRID
from components.ui import icon
from components.ui.icon import IconName


@dataclass(frozen=True, kw_only=True)
class MonthDay:
    """A day with its cell, or days in a row that are `closed` for the same reason, up to `last`."""

    day: date
    last: date
    span: int = 1
    cell: Cell | None = None
    closed: str = ""

    @property
    def name(self) -> DayName:
        return day_name(self.day)

    @property
    def numbers(self) -> str:
        return f"{self.day.day}" if self.span == 1 else f"{self.day.day} – {self.last.day}"


@dataclass(frozen=True, kw_only=True)
class MonthWeek(SwapTarget):
    """The row of a week, as far as it lies in the month; None where a column has no day in it. `first` is the first day that it could have."""

    first: date
    child: str
    unit: UnitColumn
    days: tuple[MonthDay | None, ...]

    @property
    def swap_id(self) -> str:
        return f"jours-{self.first.isoformat()}"

    def key(self, day: date) -> str:
        return cell_key(day, unit=self.unit.key)

    def icon(self, name: IconName) -> Markup:
        return icon.drawn(name)


@dataclass(frozen=True, kw_only=True)
class MonthTable(Component):
    """`weekdays` are the short names of the days on which the activity opens. `deadline`, `soon` and `skip_to` as over a week."""

    first: date
    weekdays: tuple[str, ...]
    weeks: tuple[MonthWeek, ...]
    deadline: str = ""
    soon: bool = False
    skip_to: str = END_OF_GRID

    @property
    def anchor(self) -> str:
        return f"mois-{self.first.isoformat()}"

    @property
    def title(self) -> str:
        return french.capitalised(french.month_words(self.first))
