"""From a deadline to an instant: the anchor, then the offset, then the wall clock. Sorted lines of days are built once per calendar."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from app.catalogue.rules import wall_clock
from app.catalogue.rules.calendar import Calendar
from app.catalogue.rules.counting import DayLine, line_of
from app.catalogue.rules.cutoffs import Anchor, DaysBefore, DayUnit, Deadline, HoursBefore, MonthDayBefore, WeekdayBefore
from app.catalogue.rules.days import Period, School, Weekday

MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class CutoffUnit:
    """A unit as deadlines see it. Codes are those of the commune's file.

    `open_days`: the days on which the activity opens (all its units together). Before `opens_from`, the first day of the activity, nobody knows
    when it opened: there, ouvrés days stand for open days. `schools`: those that its children come from; a day counts as a school day when one of
    them has class. `periods`: the activity's own, if it cuts the year its own way (July, August); otherwise the calendar's.
    """

    activity: str
    unit: str
    starts_at: time
    opens_from: date
    open_days: tuple[date, ...]
    schools: tuple[School, ...] = ()
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True)
class Almanac:
    """The lines of days that all units of a calendar share."""

    calendar: Calendar
    _class_lines: dict[tuple[School, ...], DayLine] = field(default_factory=dict, repr=False, compare=False)
    _counted: dict[tuple[Deadline, tuple[School, ...]], dict[date, datetime | None]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def week(self) -> DayLine:
        return self._line(lambda day: day.isoweekday() <= Weekday.FRIDAY)

    @cached_property
    def ouvres(self) -> DayLine:
        return self._line(lambda day: day.isoweekday() <= Weekday.FRIDAY and not self.calendar.is_public_holiday(day))

    @cached_property
    def ouvrables(self) -> DayLine:
        return self._line(lambda day: day.isoweekday() <= Weekday.SATURDAY and not self.calendar.is_public_holiday(day))

    def class_days(self, schools: tuple[School, ...]) -> DayLine:
        line = self._class_lines.get(schools)
        if line is None:
            line = self._line(lambda day: any(self.calendar.has_class(day, school=school) for school in schools))
            self._class_lines[schools] = line
        return line

    def counted(self, deadline: Deadline, *, schools: tuple[School, ...]) -> dict[date, datetime | None]:
        """By day, the instants of a deadline that depends on the calendar and on these schools alone: units have many such in common."""
        return self._counted.setdefault((deadline, schools), {})

    def _line(self, counts: Callable[[date], bool]) -> DayLine:
        return line_of(day for day in self.calendar.days() if counts(day))


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """Deadlines of one unit."""

    almanac: Almanac
    unit: CutoffUnit

    def start_of(self, day: date) -> datetime:
        return wall_clock.instant_of(datetime.combine(day, self.unit.starts_at))

    def instants_of(self, deadline: Deadline) -> "Instants":
        shared = {} if is_of_unit(deadline) else self.almanac.counted(deadline, schools=self.unit.schools if counts_school_days(deadline) else ())
        return Instants(reckoning=self, deadline=deadline, known=shared)

    def instant(self, deadline: Deadline, *, day: date) -> datetime | None:
        """UTC. None when the calendar does not reach back far enough to count."""
        anchor = self.anchor_of(day, anchor=deadline.anchor)
        if anchor is None:
            return None
        if isinstance(deadline.offset, HoursBefore):
            return wall_clock.instant_of(datetime.combine(anchor, self.unit.starts_at) - timedelta(hours=deadline.offset.count))
        found = self._day_before(anchor, offset=deadline.offset)
        return None if found is None else wall_clock.instant(found, deadline.at)

    # From the day to the anchor

    def anchor_of(self, day: date, *, anchor: Anchor) -> date | None:
        match anchor:
            case Anchor.DAY:
                return day
            case Anchor.WEEK:
                return monday_of(day)
            case Anchor.MONTH:
                return day.replace(day=1)
            case Anchor.PERIOD:
                return self._first_open_day(day)

    def _first_open_day(self, day: date) -> date | None:
        """Of the period of this day; the day itself when its activity is not known to open before it."""
        period = self.period_of(day)
        if period is None:
            return None
        first = self._own_open_days.first_from(period.first_day.toordinal())
        return day if first is None else min(day, date.fromordinal(first))

    def period_of(self, day: date) -> Period | None:
        return next((period for period in self.unit.periods if day in period), None) or self.almanac.calendar.period_of(day)

    # From the anchor to the day of the deadline

    def _day_before(self, anchor: date, *, offset: DaysBefore | WeekdayBefore | MonthDayBefore) -> date | None:
        match offset:
            case WeekdayBefore():
                return monday_of(anchor) + timedelta(days=offset.weekday - 1, weeks=-offset.weeks)
            case MonthDayBefore():
                return month_day(anchor, offset=offset)
            case DaysBefore(unit=DayUnit.CALENDAR):
                return anchor - timedelta(days=offset.count)
            case DaysBefore():
                found = self._line_of(offset.unit).nth_before(anchor.toordinal(), count=offset.count)
                return None if found is None else date.fromordinal(found)

    def _line_of(self, unit: DayUnit) -> DayLine:
        match unit:
            case DayUnit.SCHOOL:
                return self._class_line
            case DayUnit.OPEN:
                return self._open_line
            case DayUnit.WEEK:
                return self.almanac.week
            case DayUnit.OUVRABLES:
                return self.almanac.ouvrables
            case _:
                return self.almanac.ouvres

    @cached_property
    def _class_line(self) -> DayLine:
        return self.almanac.class_days(self.unit.schools)

    @cached_property
    def _own_open_days(self) -> DayLine:
        return line_of(self.unit.open_days)

    @cached_property
    def _open_line(self) -> DayLine:
        opens_from = self.unit.opens_from.toordinal()
        before = tuple(ordinal for ordinal in self.almanac.ouvres.ordinals if ordinal < opens_from)
        return DayLine(before + tuple(ordinal for ordinal in self._own_open_days.ordinals if ordinal >= opens_from))


@dataclass(frozen=True, kw_only=True)
class Instants:
    """One deadline of one unit, each day of which is counted once."""

    reckoning: Reckoning
    deadline: Deadline
    known: dict[date, datetime | None]

    def on(self, day: date) -> datetime | None:
        if day not in self.known:
            self.known[day] = self.reckoning.instant(self.deadline, day=day)
        return self.known[day]


def counts_school_days(deadline: Deadline) -> bool:
    return isinstance(deadline.offset, DaysBefore) and deadline.offset.unit is DayUnit.SCHOOL


def is_of_unit(deadline: Deadline) -> bool:
    """Whether it depends on the hours of a unit, or on the days on which its activity opens."""
    counts_open_days = isinstance(deadline.offset, DaysBefore) and deadline.offset.unit is DayUnit.OPEN
    return isinstance(deadline.offset, HoursBefore) or counts_open_days or deadline.anchor is Anchor.PERIOD


def monday_of(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)


def month_day(anchor: date, *, offset: MonthDayBefore) -> date:
    year, month = divmod(anchor.year * MONTHS + anchor.month - 1 - offset.months, MONTHS)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(offset.day, last))
