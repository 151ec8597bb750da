"""The same grid by months, where the activity has one unit: a row for each week, a box for each day."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from app.bookings import deadlines, rules
from app.bookings.queries import cells, grid
from app.bookings.queries.cells import SlotCell
from app.bookings.queries.enrolled import Enrolled
from app.bookings.queries.grid import GridView, TapView
from app.catalogue import queries as catalogue
from components import french
from components.bookings.cell import UnitColumn
from components.bookings.grid import WeekNavigation
from components.bookings.month import MonthDay, MonthTable, MonthWeek

MONTHS_SHOWN = 2
CLOSED = "Fermé"


def offered(enrolled: Enrolled) -> bool:
    return len(enrolled.units) == 1


async def months_of(enrolled: Enrolled, *, month: date, account_id: UUID, now: datetime) -> GridView:
    """The months with something to reserve, from `month` on (its first day)."""
    shown, earlier, later = await grid.spans_of(enrolled, "month", start=month, most=MONTHS_SHOWN)
    first, last = (shown[0], _last_day(shown[-1])) if shown else (month, month)
    known = await cells.between(enrolled, first=first, last=last)
    closed = await catalogue.closed_days(enrolled.age_group_id, first=first, last=last)
    return GridView(
        weeks=tuple(_table(enrolled, each, known=known, closed=closed, now=now) for each in shown),
        projected=await grid.projected_between(first, last),
        navigation=WeekNavigation(earlier=_address(enrolled, earlier), later=_address(enrolled, later), by_month=True),
        basket=grid.basket_of(enrolled, known, account_id=account_id, now=now),
    )


async def week_of(enrolled: Enrolled, day: date, *, account_id: UUID, now: datetime) -> TapView:
    """The row of this day, with the columns of its month. Why days are closed is asked only when the row has some."""
    first, last = _within_month(day)
    known = await cells.between(enrolled, first=day.replace(day=1), last=_last_day(day))
    here = _of_month(known, day)
    days = (each for each in grid.usual_days(enrolled, first - timedelta(days=first.weekday())) if first <= each <= last)
    closed = {} if {cell.day for cell in here}.issuperset(days) else await catalogue.closed_days(enrolled.age_group_id, first=first, last=last)
    row = _row(enrolled, first, weekdays=_weekdays(enrolled, here), known=here, closed=closed, now=now)
    return TapView(row=row, basket=grid.basket_of(enrolled, known, account_id=account_id, now=now))


def _table(enrolled: Enrolled, month: date, *, known: list[SlotCell], closed: Mapping[date, str], now: datetime) -> MonthTable:
    here = _of_month(known, month)
    weekdays = _weekdays(enrolled, here)
    rows = [_row(enrolled, first, weekdays=weekdays, known=here, closed=closed, now=now) for first in _rows_of(month)]
    deadline, soon = _deadline([cell.by_the_rules for cell in here], now=now)
    return MonthTable(
        first=month,
        weekdays=tuple(french.short_weekday(date(2024, 1, weekday)) for weekday in weekdays),  # 1 January 2024 was a Monday
        weeks=tuple(row for row in rows if any(row.days)),
        deadline=deadline,
        soon=soon,
    )


def _row(enrolled: Enrolled, first: date, *, weekdays: Sequence[int], known: list[SlotCell], closed: Mapping[date, str], now: datetime) -> MonthWeek:
    _, last = _within_month(first)
    by_day = {cell.day: cell for cell in known}
    monday = first - timedelta(days=first.weekday())
    row = list[MonthDay | None]()
    for weekday in weekdays:
        day = monday + timedelta(days=weekday - 1)
        if day in by_day:
            row.append(MonthDay(day=day, last=day, cell=grid.cell_of(enrolled, by_day[day], now=now)))
        elif first <= day <= last and enrolled.starts_on <= day <= enrolled.ends_on:
            row.append(MonthDay(day=day, last=day, closed=closed.get(day, CLOSED)))
        else:
            row.append(None)
    unit = enrolled.units[0]
    column = UnitColumn(key=unit.code, label=unit.short_name)
    return MonthWeek(first=first, child=enrolled.first_name, unit=column, days=tuple(_together(row)))


def _together(days: Sequence[MonthDay | None]) -> Iterator[MonthDay | None]:
    """Neighbours that are closed for the same reason are told once."""
    for closed, group in groupby(days, key=lambda day: day.closed if day else ""):
        alike = list(group)
        first, last = alike[0], alike[-1]
        if closed and first and last:
            yield MonthDay(day=first.day, last=last.day, span=len(alike), closed=closed)
        else:
            yield from alike


def _weekdays(enrolled: Enrolled, known: Sequence[SlotCell]) -> list[int]:
    """The columns: the usual weekdays, and those of days that open besides."""
    return sorted({*enrolled.units[0].weekdays, *(cell.day.isoweekday() for cell in known)})


def _of_month(known: Sequence[SlotCell], month: date) -> list[SlotCell]:
    """The draft's changes on other days are known too: the basket counts them."""
    return [cell for cell in known if (cell.day.year, cell.day.month) == (month.year, month.month)]


def _rows_of(month: date) -> list[date]:
    """The first day of each week, as far as it lies in the month."""
    days = [month + timedelta(days=number) for number in range(monthrange(month.year, month.month)[1])]
    return [day for day in days if day.day == 1 or day.weekday() == 0]


def _within_month(day: date) -> tuple[date, date]:
    """The part of this day's week that lies in its month."""
    monday = day - timedelta(days=day.weekday())
    return max(monday, day.replace(day=1)), min(monday + timedelta(days=6), _last_day(day))


def _last_day(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _deadline(month: Sequence[SlotCell], *, now: datetime) -> tuple[str, bool]:
    opened = [cell for cell in month if not rules.is_locked(cell.facts, now=now)]
    to_open = [cell.facts.opens_at for cell in month if rules.opens_later(cell.facts, now=now)]
    if to_open and not opened:
        return deadlines.opening(min(to_open)), False
    nearest = min(((limit, cell.day) for cell in opened if (limit := rules.next_limit(cell.facts, now=now)) is not None), default=None)
    past = bool(month) and month[-1].day < now.astimezone(french.PARIS).date()
    late = any(rules.is_over(cell.facts, now=now) for cell in month)
    return deadlines.month_deadline(past=past, late=late, opened=bool(opened), nearest=nearest), nearest is not None and nearest[0] - now < grid.SOON


def _address(enrolled: Enrolled, month: date | None) -> str | None:
    return None if month is None else grid.address_of(enrolled.here, month=month)
