"""The days on which a unit opens, out of its weekdays, its kinds of period and the calendar."""

from dataclasses import dataclass
from datetime import date

from app.catalogue.rules.calendar import Calendar
from app.catalogue.rules.days import PeriodKind, School, Weekday


@dataclass(frozen=True, kw_only=True)
class Opening:
    """First and last day are open.

    In school time a unit opens on its own weekdays (a Wednesday without class too), but not when class is stopped by a bridge or a closure:
    a garderie has no child to wait for then. With several schools it opens when one of them is not stopped. On `extra_days` it opens whatever the
    weekday and the period.
    """

    activity: str
    unit: str
    site: str
    weekdays: frozenset[Weekday]
    periods: frozenset[PeriodKind]
    first_day: date
    last_day: date
    schools: tuple[School, ...] = ()
    extra_days: frozenset[date] = frozenset()


def days_of(opening: Opening, *, calendar: Calendar) -> tuple[date, ...]:
    """In order; nothing outside the school years that the calendar knows."""
    first, last = max(opening.first_day, calendar.first_day), min(opening.last_day, calendar.last_day)
    extra = {day for day in opening.extra_days if first <= day <= last}
    usual = {
        day
        for period in calendar.periods
        if period.kind in opening.periods
        for day in map(date.fromordinal, range(max(first, period.first_day).toordinal(), min(last, period.last_day).toordinal() + 1))
        if day.isoweekday() in opening.weekdays
    }
    return tuple(day for day in sorted(usual | extra) if calendar.is_ordinary(day) or _is_kept(opening, day, calendar=calendar))


def is_open(opening: Opening, day: date, *, calendar: Calendar) -> bool:
    period = calendar.period_of(day)
    expected = period is not None and period.kind in opening.periods and day.isoweekday() in opening.weekdays
    return (expected or day in opening.extra_days) and _is_kept(opening, day, calendar=calendar)


def _is_kept(opening: Opening, day: date, *, calendar: Calendar) -> bool:
    """Whether nothing closes a day on which it would open."""
    period = calendar.period_of(day)
    in_session = period is None or period.kind is not PeriodKind.SCHOOL or day in opening.extra_days or _any_school_in_session(opening, day, calendar=calendar)
    return in_session and calendar.why_closed(day, site=opening.site, activity=opening.activity, unit=opening.unit) is None


def _any_school_in_session(opening: Opening, day: date, *, calendar: Calendar) -> bool:
    if not opening.schools:
        return calendar.why_no_school(day) is None
    return any(day in school.extra_class_days or calendar.why_no_school(day, school=school.code) is None for school in opening.schools)
