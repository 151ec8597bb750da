"""The calendar of a commune as a value: school years, jours fériés and closures, and what a given day is."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from app.catalogue.rules.days import WEEKDAY_NAMES, Closure, HalfDay, Period, PeriodKind, School, SchoolHoliday, SchoolYear, Weekday


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Whole school years that follow each other. Outside of them there is no class, and no period."""

    years: tuple[SchoolYear, ...]
    public_holidays: Mapping[date, str]
    closures: tuple[Closure, ...] = ()

    def __post_init__(self) -> None:
        if not self.years:
            raise ValueError("A calendar needs a school year")
        for year, following in zip(self.years, self.years[1:], strict=False):
            if year.summer.back_to_school != following.first_day:
                raise ValueError(f"{following.label} does not begin where {year.label} ends")

    @property
    def first_day(self) -> date:
        return self.years[0].first_day

    @property
    def last_day(self) -> date:
        return self.years[-1].last_day

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        return tuple(period for year in self.years for period in year.periods())

    def with_closures(self, closures: Iterable[Closure]) -> "Calendar":
        return replace(self, closures=(*self.closures, *closures))

    def days(self) -> Iterator[date]:
        for ordinal in range(self.first_day.toordinal(), self.last_day.toordinal() + 1):
            yield date.fromordinal(ordinal)

    # What a day is

    def year_of(self, day: date) -> SchoolYear | None:
        return next((year for year in self.years if year.first_day <= day <= year.last_day), None)

    def period_of(self, day: date) -> Period | None:
        """The school time or the holiday that this day belongs to, with its days."""
        index = bisect_right(self._period_starts, day) - 1
        return self.periods[index] if index >= 0 and day in self.periods[index] else None

    @cached_property
    def _period_starts(self) -> tuple[date, ...]:
        return tuple(period.first_day for period in self.periods)

    def holiday_on(self, day: date) -> SchoolHoliday | None:
        return next((holiday for year in self.years for holiday in year.holidays if day in holiday), None)

    def is_public_holiday(self, day: date) -> bool:
        return day in self.public_holidays

    def is_ordinary(self, day: date) -> bool:
        """Neither férié nor touched by a closure of anything: nobody needs to look further."""
        return day not in self.public_holidays and day not in self._closures_by_day

    def closures_on(self, day: date) -> tuple[Closure, ...]:
        return self._closures_by_day.get(day, ())

    @cached_property
    def _closures_by_day(self) -> dict[date, tuple[Closure, ...]]:
        by_day: dict[date, tuple[Closure, ...]] = {}
        for closure in self.closures:
            for day in closure.days():
                by_day[day] = (*by_day.get(day, ()), closure)
        return by_day

    # Class

    def is_class_day(self, day: date, *, class_weekdays: frozenset[Weekday]) -> bool:
        """Whether schools with these weekdays have class, the closures of a single school apart: `has_class` knows those."""
        return day.isoweekday() in class_weekdays and self.why_no_school(day) is None

    def has_class(self, day: date, *, school: School, half: HalfDay | None = None) -> bool:
        if day in school.extra_class_days:
            return not self.is_public_holiday(day)
        return school.teaches(Weekday(day.isoweekday()), half=half) and self.why_no_school(day, school=school.code) is None

    def why_no_class(self, day: date, *, school: School) -> str | None:
        """Why this school has no class, in words that a family reads; None when it has."""
        if self.has_class(day, school=school):
            return None
        return self.why_no_school(day, school=school.code) or f"Pas d’école le {WEEKDAY_NAMES[Weekday(day.isoweekday())]}"

    def why_no_school(self, day: date, *, school: str | None = None) -> str | None:
        """Why there is no school on this date, whatever the weekday: jour férié, holiday, bridge or closure."""
        if self.is_public_holiday(day):
            return self._public_holiday_words(day)
        if period := self.period_of(day):
            stopping = (closure.reason for closure in self.closures_on(day) if closure.scope.stops_class(school))
            return next(stopping, None) if period.kind is PeriodKind.SCHOOL else period.name
        return "Année scolaire inconnue"

    def _public_holiday_words(self, day: date) -> str:
        return f"{self.public_holidays[day]}, jour férié"

    # Services

    def why_closed(self, day: date, *, site: str | None = None, activity: str | None = None, unit: str | None = None) -> str | None:
        """Why a service stays closed, in words that a family reads. Without class it may still open: holidays and bridges do not close it."""
        if self.is_public_holiday(day):
            return self._public_holiday_words(day)
        shut = (closure.reason for closure in self.closures_on(day) if closure.scope.shuts(site=site, activity=activity, unit=unit))
        return next(shut, None)
