"""What a school calendar is made of: weekdays, zones, holidays, school years, schools, closures and periods."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum, StrEnum

ONE_DAY = timedelta(days=1)


class Weekday(IntEnum):
    """ISO numbers, as `date.isoweekday()` gives them."""

    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    THURSDAY = 4
    FRIDAY = 5
    SATURDAY = 6
    SUNDAY = 7


WEEKDAY_NAMES = dict(zip(Weekday, ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"), strict=True))


class SchoolZone(StrEnum):
    A = "A"
    B = "B"
    C = "C"


class HolidayKind(StrEnum):
    """The five holidays of a school year, in their order."""

    ALL_SAINTS = "toussaint"
    CHRISTMAS = "noel"
    WINTER = "hiver"
    SPRING = "printemps"
    SUMMER = "ete"


HOLIDAY_NAMES = {
    HolidayKind.ALL_SAINTS: "Vacances de la Toussaint",
    HolidayKind.CHRISTMAS: "Vacances de Noël",
    HolidayKind.WINTER: "Vacances d’hiver",
    HolidayKind.SPRING: "Vacances de printemps",
    HolidayKind.SUMMER: "Vacances d’été",
}


class PeriodKind(StrEnum):
    SCHOOL = "school"
    SHORT_HOLIDAYS = "short_holidays"
    SUMMER = "summer"


HOLIDAYS = frozenset({PeriodKind.SHORT_HOLIDAYS, PeriodKind.SUMMER})


class HalfDay(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, kw_only=True)
class SchoolHoliday:
    """Half-open: the official calendar says "after class on" and "class resumes on the morning of"."""

    kind: HolidayKind
    first_day_off: date
    back_to_school: date

    @property
    def name(self) -> str:
        return HOLIDAY_NAMES[self.kind]

    @property
    def last_day_off(self) -> date:
        return self.back_to_school - ONE_DAY

    def __contains__(self, day: date) -> bool:
        return self.first_day_off <= day < self.back_to_school


@dataclass(frozen=True, kw_only=True)
class Period:
    """A stretch of school time between two holidays, or a holiday. Both days belong to it."""

    name: str
    kind: PeriodKind
    first_day: date
    last_day: date

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, kw_only=True)
class SchoolYear:
    """From the children's first day of class to the eve of the next one. `projected`: drawn from the pattern of past years, not decided."""

    first_day: date
    holidays: tuple[SchoolHoliday, ...]
    projected: bool = False

    @property
    def first_year(self) -> int:
        return self.first_day.year

    @property
    def label(self) -> str:
        return f"{self.first_year}-{self.first_year + 1}"

    @property
    def summer(self) -> SchoolHoliday:
        return self.holidays[-1]

    @property
    def last_class_day(self) -> date:
        """The last day on which there can be class; a school's own last day may be the weekday before."""
        return self.summer.first_day_off - ONE_DAY

    @property
    def last_day(self) -> date:
        return self.summer.last_day_off

    def periods(self) -> Iterator[Period]:
        """School time and holidays in turn, without a gap."""
        starts_on = self.first_day
        for number, holiday in enumerate(self.holidays, start=1):
            yield Period(name=f"Période {number}", kind=PeriodKind.SCHOOL, first_day=starts_on, last_day=holiday.first_day_off - ONE_DAY)
            kind = PeriodKind.SUMMER if holiday.kind is HolidayKind.SUMMER else PeriodKind.SHORT_HOLIDAYS
            yield Period(name=holiday.name, kind=kind, first_day=holiday.first_day_off, last_day=holiday.last_day_off)
            starts_on = holiday.back_to_school


def why_not_a_year(year: SchoolYear) -> tuple[str, ...]:
    """All that is wrong with a school year that somebody wrote, in French; nothing when it can be used."""
    if [holiday.kind for holiday in year.holidays] != list(HolidayKind):
        return (f"L’année scolaire {year.label} demande ses cinq vacances, dans l’ordre : Toussaint, Noël, hiver, printemps, été.",)
    problems, free_from = [], year.first_day
    for holiday in year.holidays:
        if holiday.first_day_off >= holiday.back_to_school:
            problems.append(f"{holiday.name} {year.label} : la reprise doit suivre le premier jour de vacances.")
        if holiday.first_day_off <= free_from:
            problems.append(f"{holiday.name} {year.label} : ces vacances doivent commencer après la reprise précédente.")
        free_from = holiday.back_to_school
    return tuple(problems)


@dataclass(frozen=True, kw_only=True)
class School:
    """`extra_class_days`: class on a day that should have none (a Wednesday that makes up for a bridge). They win over all but a jour férié."""

    code: str
    name: str
    class_weekdays: frozenset[Weekday]
    mornings_only: frozenset[Weekday] = frozenset()
    extra_class_days: frozenset[date] = frozenset()

    def teaches(self, weekday: Weekday, *, half: HalfDay | None = None) -> bool:
        return weekday in self.class_weekdays and not (half is HalfDay.AFTERNOON and weekday in self.mornings_only)


@dataclass(frozen=True, kw_only=True)
class ClosureScope:
    """What stays closed. `units` narrows `activities`. A school without class still lets a leisure centre open."""

    everything: bool = False
    all_schools: bool = False
    schools: frozenset[str] = field(default=frozenset())
    sites: frozenset[str] = field(default=frozenset())
    activities: frozenset[str] = field(default=frozenset())
    units: frozenset[str] = field(default=frozenset())

    def stops_class(self, school: str | None) -> bool:
        """Without a school: whether every school is meant."""
        return self.everything or self.all_schools or school in self.schools

    def shuts(self, *, site: str | None = None, activity: str | None = None, unit: str | None = None) -> bool:
        concerned = activity in self.activities and (not self.units or unit in self.units)
        return self.everything or site in self.sites or concerned


EVERYTHING = ClosureScope(everything=True)
ALL_SCHOOLS = ClosureScope(all_schools=True)


@dataclass(frozen=True, kw_only=True)
class Closure:
    """Both days are closed. The reason is read by families."""

    first_day: date
    last_day: date
    reason: str
    scope: ClosureScope = EVERYTHING

    def days(self) -> Iterator[date]:
        for ordinal in range(self.first_day.toordinal(), self.last_day.toordinal() + 1):
            yield date.fromordinal(ordinal)
