"""The grid of one activity for one child: week strips inside one plain form, and the way to other weeks."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from components import french
from components.base import Component
from components.bookings.cell import UnitColumn
from components.bookings.day_row import DayRow

if TYPE_CHECKING:
    from components.bookings.month import MonthTable

END_OF_GRID = "fin-des-semaines"


@dataclass(frozen=True, kw_only=True)
class WeekStrip(Component):
    """`deadline` is said in words ("Modifiable jusqu’à jeudi 3, 9 h"); `soon` brings it forward. `skip_to` is set by the form."""

    first: date
    last: date
    units: tuple[UnitColumn, ...]
    rows: tuple[DayRow, ...]
    deadline: str = ""
    soon: bool = False
    skip_to: str = END_OF_GRID

    @property
    def anchor(self) -> str:
        return f"semaine-{self.first.isoformat()}"

    @property
    def title(self) -> str:
        return french.date_range(self.first, self.last)


@dataclass(frozen=True, kw_only=True)
class WeekNavigation(Component):
    """Addresses of the weeks, or months, before and after those shown; None where there is nothing to see."""

    earlier: str | None
    later: str | None
    by_month: bool = False


@dataclass(frozen=True, kw_only=True)
class GridForm(Component):
    """Without JavaScript, one form sends all boxes and the state that each was shown in; with it, the tap queue sends each change alone.
    `week` or `month` is the first one shown, where a plain form comes back to; `whole_day` the units that a "journée" ticks with it, for the tap queue to show.
    The form that undoes the last change stands here, empty: the button that sends it is in the basket bar, which answers replace."""

    action: str
    undo_to: str
    csrf_token: str
    weeks: tuple["WeekStrip | MonthTable", ...]
    week: str = ""
    month: str = ""
    whole_day: str = ""

    @property
    def end(self) -> str:
        return END_OF_GRID

    @property
    def here(self) -> tuple[tuple[str, str], ...]:
        return (("vue", "mois"), ("mois", self.month)) if self.month else (("semaine", self.week),)

    @property
    def strips(self) -> tuple["WeekStrip | MonthTable", ...]:
        """Each with the place that "Passer la semaine" leads to: the next one, then the end."""
        after = [week.anchor for week in self.weeks[1:]] + [END_OF_GRID]
        return tuple(replace(week, skip_to=anchor) for week, anchor in zip(self.weeks, after, strict=True))
