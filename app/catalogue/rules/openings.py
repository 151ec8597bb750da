"""The days on which a unit opens, out of its weekdays, its kinds of period and the calendar."""

from dataclasses import dataclass
from datetime import date

from app.catalogue.rules.calendar import Calendar
from app.catalogue.rules.days import PeriodKind, School, Weekday


@dataclass(frozen=True, kw_only=True)
class Opening:
    """First and last day are open.

    In school time a unit opens on its own weekdays (a Wednesday without class too), but not when class is stopped by a bridge or a closure:
    a garderie has no child to wait for then. With several schools it opens when one of them is not stopped.
    """

    activity: str
    unit: str
    site: str
    weekdays: frozenset[Weekday]
    periods: frozenset[PeriodKind]
    first_day: date
    last_day: date
    schools: tuple[School, ...] = ()


def days_of(opening: Opening, *, calendar: Calendar) -> tuple[date, ...]:
    """In order; nothing outside the school years that the calendar knows."""
    first = max(opening.first_day, calendar.first_day).toordinal()
    last = min(opening.last_day, calendar.last_day).toordinal()
    return tuple(day for day in map(date.fromordinal, range(first, last + 1)) if is_open(opening, day, calendar=calendar))


def is_open(opening: Opening, day: date, *, calendar: Calendar) -> bool:
    if day.isoweekday() not in opening.weekdays:
        return False
    period = calendar.period_of(day)
    if period is None or period.kind not in opening.periods:
        return False
    in_session = period.kind is not PeriodKind.SCHOOL or _any_school_in_session(opening, day, calendar=calendar)
    return in_session and calendar.why_closed(day, site=opening.site, activity=opening.activity, unit=opening.unit) is None


def _any_school_in_session(opening: Opening, day: date, *, calendar: Calendar) -> bool:
    if not opening.schools:
        return calendar.why_no_school(day) is None
    return any(day in school.extra_class_days or calendar.why_no_school(day, school=school.code) is None for school in opening.schools)
