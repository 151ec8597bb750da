"""The grid of one enrolment, shaped for its screen: weeks, rows, deadline in words, basket."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from app.bookings import deadlines, rules, sentences, whole_day
from app.bookings.queries import cells
from app.bookings.queries.cells import SlotCell
from app.bookings.queries.enrolled import Enrolled
from app.catalogue import queries as catalogue
from app.core import database
from components import french
from components.bookings.basket import BasketBar
from components.bookings.cell import Cell, UnitColumn
from components.bookings.day_row import DayRow
from components.bookings.grid import WeekNavigation, WeekStrip
from components.bookings.month import MonthTable, MonthWeek

WEEKS_SHOWN = 5
Span = Literal["week", "month"]
WHOLE_DAY = UnitColumn(key="", label="Journée")
SOON = timedelta(hours=48)


@dataclass(frozen=True, kw_only=True)
class GridView:
    weeks: tuple[WeekStrip | MonthTable, ...]
    navigation: WeekNavigation
    projected: tuple[str, ...]  # school years shown whose dates nobody has published yet
    basket: BasketBar


@dataclass(frozen=True, kw_only=True)
class TapView:
    """What the answer to a tap patches."""

    row: DayRow | MonthWeek
    basket: BasketBar


async def grid_of(enrolled: Enrolled, *, week: date, account_id: UUID, now: datetime) -> GridView:
    """The weeks with something to reserve, from `week` on (a Monday)."""
    shown, earlier, later = await spans_of(enrolled, "week", start=week, most=WEEKS_SHOWN)
    first, last = (shown[0], shown[-1] + timedelta(days=6)) if shown else (week, week)
    known = await cells.between(enrolled, first=first, last=last)
    closed = await catalogue.closed_days(enrolled.age_group_id, first=first, last=last)
    return GridView(
        weeks=tuple(_strip(enrolled, monday, known=known, closed=closed, now=now) for monday in shown),
        projected=await projected_between(first, last),
        navigation=WeekNavigation(earlier=_address(enrolled, earlier), later=_address(enrolled, later)),
        basket=basket_of(enrolled, known, account_id=account_id, now=now),
    )


async def day_of(enrolled: Enrolled, day: date, *, account_id: UUID, now: datetime) -> TapView:
    known = await cells.between(enrolled, first=day, last=day)
    row = _row(enrolled, day, cells=[cell for cell in known if cell.day == day], closed={}, now=now)
    return TapView(row=row, basket=basket_of(enrolled, known, account_id=account_id, now=now))


def address_of(here: str, *, week: date | None = None, month: date | None = None) -> str:
    """Of the grid that stands there: of this week or month on, or of the present one."""
    if month:
        return f"{here}?vue=mois&mois={month.isoformat()}"
    return f"{here}?semaine={week.isoformat()}" if week else here


async def spans_of(enrolled: Enrolled, span: Span, *, start: date, most: int) -> tuple[list[date], date | None, date | None]:
    """First days of the weeks or months to show, then where the earlier and the later ones begin. Those without any opening are passed over."""
    rows = await database.fetch(
        """
        with spans as (
            select distinct date_trunc({}::text, day)::date as first from slot where age_group = {} and day between {} and {}
        )
        (select first from spans where first < {} order by first desc limit {})
        union all
        (select first from spans where first >= {} order by first limit {})
        order by first
        """,
        *(span, enrolled.age_group_id, enrolled.starts_on, enrolled.ends_on, start, most, start, most + 1),
    )
    firsts = [row["first"] for row in rows]
    before, after = [first for first in firsts if first < start], [first for first in firsts if first >= start]
    return after[:most], before[0] if before else None, after[most] if len(after) > most else None


async def projected_between(first: date, last: date) -> tuple[str, ...]:
    return tuple(year.label for year in await catalogue.school_years() if year.projected and year.first_day <= last and first <= year.last_day)


def _strip(enrolled: Enrolled, monday: date, *, known: list[SlotCell], closed: Mapping[date, str], now: datetime) -> WeekStrip:
    week = [cell for cell in known if monday <= cell.day < monday + timedelta(days=7)]
    days = sorted({cell.day for cell in week} | set(usual_days(enrolled, monday)))
    rows = tuple(_row(enrolled, day, cells=[cell for cell in week if cell.day == day], closed=closed, now=now) for day in days)
    deadline, soon = _deadline([cell.by_the_rules for cell in week], now=now)
    return WeekStrip(first=days[0], last=days[-1], units=_columns(enrolled), rows=rows, deadline=deadline, soon=soon)


def usual_days(enrolled: Enrolled, monday: date) -> Iterable[date]:
    """The days of the week on which the activity normally opens: one without a slot is shown as closed."""
    weekdays = {weekday for unit in enrolled.units for weekday in unit.weekdays}
    days = (monday + timedelta(days=weekday - 1) for weekday in weekdays)
    return (day for day in days if enrolled.starts_on <= day <= enrolled.ends_on)


def _columns(enrolled: Enrolled) -> tuple[UnitColumn, ...]:
    units = tuple(UnitColumn(key=unit.code, label=unit.short_name) for unit in enrolled.units)
    return (WHOLE_DAY, *units) if enrolled.whole_day else units


def _row(enrolled: Enrolled, day: date, *, cells: list[SlotCell], closed: Mapping[date, str], now: datetime) -> DayRow:
    if not cells:
        return DayRow(day=day, child=enrolled.first_name, units=_columns(enrolled), closed=closed.get(day, "Fermé"))
    by_unit = {cell.unit_id: cell for cell in cells}
    boxes = {unit.id: cell_of(enrolled, by_unit.get(unit.id), now=now) for unit in enrolled.units}
    day_box = (whole_day.box_of([boxes[unit.id] for unit in enrolled.whole_day]),) if enrolled.whole_day else ()
    return DayRow(day=day, child=enrolled.first_name, units=_columns(enrolled), cells=(*day_box, *boxes.values()))


def cell_of(enrolled: Enrolled, cell: SlotCell | None, *, now: datetime) -> Cell | None:
    if cell is None:
        return None
    state = rules.state_of(cell.facts, now=now)
    note = sentences.note(cell.facts, state=state, now=now)
    return Cell(state=state, note=note, why="" if state.look.tappable else _why(enrolled, cell, now=now))


def _why(enrolled: Enrolled, cell: SlotCell, *, now: datetime) -> str:
    refusal = rules.why_not_changed(cell.facts, to=not cell.facts.booked, now=now) or rules.Refusal.FULL
    return sentences.locked(sentences.subject_of(enrolled, cell), refusal=refusal)


def _deadline(week: list[SlotCell], *, now: datetime) -> tuple[str, bool]:
    """The words over a week, and whether the nearest limit is less than two days away."""
    opened = [cell for cell in week if not rules.is_locked(cell.facts, now=now)]
    to_open = [cell for cell in week if rules.opens_later(cell.facts, now=now)]
    if to_open and not opened:
        return deadlines.opening(min(cell.facts.opens_at for cell in to_open)), False
    late = sorted({cell.day for cell in week if rules.is_over(cell.facts, now=now)} - {cell.day for cell in (*opened, *to_open)})
    surcharged = sorted({cell.day for cell in opened if rules.is_late(cell.facts, to=not cell.facts.booked, now=now)})
    limits = [limit for cell in opened if (limit := rules.next_limit(cell.facts, now=now)) is not None]
    nearest = min(limits, default=None)
    past = bool(week) and week[-1].day < now.astimezone(french.PARIS).date()
    told = deadlines.week_deadline(late=late, surcharged=surcharged, opened=bool(opened), nearest=nearest, past=past)
    return told, nearest is not None and nearest - now < SOON


def basket_of(enrolled: Enrolled, known: list[SlotCell], *, account_id: UUID, now: datetime) -> BasketBar:
    """Of the whole draft: what can no longer be had is counted too, since only the récapitulatif tells why and how to be rid of it."""
    changes = [cell for cell in known if cell.change is not None]
    possible = [cell for cell in changes if not rules.is_locked(cell.facts, now=now)]
    held = [cell.facts.held_until for cell in possible if cell.facts.held_until is not None and cell.facts.held_until > now]
    return BasketBar(
        changes=len(changes),
        check_at=f"{enrolled.here}/recapitulatif",
        difference_cents=sum(cell.difference_cents(now=now) for cell in possible),
        can_undo=any(account_id in cell.tapped_by for cell in known),
        note=sentences.basket_note(lost=len(changes) - len(possible), held_until=min(held, default=None)),
    )


def _address(enrolled: Enrolled, week: date | None) -> str | None:
    return None if week is None else address_of(enrolled.here, week=week)
