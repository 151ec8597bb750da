"""School calendars out of the libraries that keep them up to date: what they know of zones and jours fériés becomes a pure `Calendar`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from holidays import PUBLIC, SCHOOL, country_holidays
from vacances_scolaires_france import SchoolHolidayDates

from app.catalogue.rules.calendar import Calendar
from app.catalogue.rules.days import ALL_SCHOOLS, HOLIDAY_NAMES, ONE_DAY, Closure, HolidayKind, SchoolHoliday, SchoolYear, SchoolZone

ASCENSION = "Ascension"
BRIDGE = "Pont de l’Ascension"
SEPTEMBER = 9
MOSELLE = "57"
# The arrêté of 16 April 2015 and those after it let summer begin after class and end no earlier than September: from there the rules of `holidays` hold.
FIRST_RULED_SUMMER = 2018
PROJECTED_YEARS = range(FIRST_RULED_SUMMER, 2100)  # the library's rules reach no further


@dataclass(frozen=True, kw_only=True)
class UnknownSchoolYear:
    """Not published yet, or not in the library: the commune must write it in its file."""

    zone: SchoolZone
    first_year: int

    @property
    def sentence(self) -> str:
        return (
            f"Le calendrier de l’année scolaire {self.first_year}-{self.first_year + 1} n’est pas connu pour la zone {self.zone} : écrivez dans "
            "le fichier de la commune le jour de la rentrée et les dates des cinq vacances (Toussaint, Noël, hiver, printemps, été)."
        )


def calendar_of(
    zone: SchoolZone,
    first_years: Iterable[int],
    *,
    supplied: Sequence[SchoolYear] = (),
    closures: Iterable[Closure] = (),
    project_unknown: bool = False,
    alsace_moselle: bool = False,
) -> Calendar | UnknownSchoolYear:
    """The school years from the first to the last asked for, and the one before them, where the deadlines of September are counted.

    A supplied year wins over the libraries (a rector may move dates). `project_unknown` is for the demo, which must live whatever the date;
    only the year before is projected without being asked to, since nothing is booked in it.
    """
    wanted = sorted(first_years)
    own = {year.first_year: year for year in supplied}
    years: list[SchoolYear] = []
    for first_year in range(wanted[0] - 1, wanted[-1] + 1):
        year = own.get(first_year) or known_school_year(zone, first_year)
        if isinstance(year, UnknownSchoolYear):
            may_project = project_unknown or first_year < wanted[0]
            if not may_project or first_year not in PROJECTED_YEARS:
                return year
            year = projected_school_year(zone, first_year)
        years.append(year)
    public_holidays = public_holidays_of(range(years[0].first_year, years[-1].last_day.year + 1), alsace_moselle=alsace_moselle)
    return Calendar(years=joined(years), public_holidays=public_holidays, closures=(*bridges(public_holidays), *closures))


def first_year_of(day: date) -> int:
    """The school year that a day belongs to; the first days of September are the new year's, even before class."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


def joined(years: Sequence[SchoolYear]) -> tuple[SchoolYear, ...]:
    """A summer ends when the next year begins: whoever states a year states its first day of class."""
    ends = [year.first_day for year in years[1:]]
    return (*(ending_on(year, back_to_school=end) for year, end in zip(years, ends, strict=False)), years[-1])


def ending_on(year: SchoolYear, *, back_to_school: date) -> SchoolYear:
    return replace(year, holidays=(*year.holidays[:-1], replace(year.summer, back_to_school=back_to_school)))


# School years


def known_school_year(zone: SchoolZone, first_year: int) -> SchoolYear | UnknownSchoolYear:
    """Known only with its five holidays and the summer before it: the library is silently incomplete at the end of its data."""
    known = published_holidays(zone)
    before = known.get((HolidayKind.SUMMER, first_year))
    found = tuple(known.get((kind, calendar_year(kind, first_year))) for kind in HolidayKind)
    holidays = tuple(holiday for holiday in found if holiday is not None)
    if before is None or len(holidays) != len(HolidayKind):
        return UnknownSchoolYear(zone=zone, first_year=first_year)
    return SchoolYear(first_day=before.back_to_school, holidays=holidays)


def projected_school_year(zone: SchoolZone, first_year: int) -> SchoolYear:
    """Not decided by anybody: the pattern of the past years, as `holidays` computes it for any year."""
    days = computed_days(zone, first_year)
    holidays = tuple(computed_holiday(kind, days, year=calendar_year(kind, first_year)) for kind in HolidayKind)
    before = computed_holiday(HolidayKind.SUMMER, days, year=first_year)
    return SchoolYear(first_day=before.back_to_school, holidays=holidays, projected=True)


def calendar_year(kind: HolidayKind, first_year: int) -> int:
    """The year in which a holiday begins."""
    return first_year if kind in {HolidayKind.ALL_SAINTS, HolidayKind.CHRISTMAS} else first_year + 1


@cache
def published_holidays(zone: SchoolZone) -> dict[tuple[HolidayKind, int], SchoolHoliday]:
    """By kind and by the year in which they begin. A holiday that touches the end of the data may be cut short: it is left out."""
    library = SchoolHolidayDates()
    key, end_of_data = library.zone_key(zone.value), date(library.max_year, 12, 31)
    found: dict[tuple[HolidayKind, int], SchoolHoliday] = {}
    for kind in HolidayKind:
        name = HOLIDAY_NAMES[kind].replace("’", "'")
        days = sorted(day for day, row in library.data.items() if row[key] and row["nom_vacances"] == name)
        for first, back in stretches(days):
            if back <= end_of_data:
                holiday = SchoolHoliday(kind=kind, first_day_off=first, back_to_school=back)
                found[kind, first.year] = with_true_summer(holiday, zone=zone)
    return found


def with_true_summer(holiday: SchoolHoliday, *, zone: SchoolZone) -> SchoolHoliday:
    """The later of both libraries, on either side of a summer.

    This one writes the last day of class as a day off when it is not a Friday (6 July 2021, 7 July 2022, 4 July 2028: class ends after it),
    and 31 August for an end that was not published (class began on Thursday 2 September 2021). `holidays` computes both.
    """
    year = holiday.first_day_off.year
    if holiday.kind is not HolidayKind.SUMMER or year < FIRST_RULED_SUMMER:
        return holiday
    ruled = computed_holiday(HolidayKind.SUMMER, computed_days(zone, year), year=year)
    return replace(
        holiday,
        first_day_off=max(holiday.first_day_off, ruled.first_day_off),
        back_to_school=max(holiday.back_to_school, ruled.back_to_school),
    )


@cache
def computed_days(zone: SchoolZone, first_year: int) -> dict[date, str]:
    """The days of `holidays` over two civil years, and the names of what they belong to."""
    years = (first_year, first_year + 1)
    return dict(country_holidays("FR", subdiv=f"Zone {zone.value}", categories=(SCHOOL,), years=years, expand=False, language="fr"))


def computed_holiday(kind: HolidayKind, days: dict[date, str], *, year: int) -> SchoolHoliday:
    name = HOLIDAY_NAMES[kind].replace("’", "'")
    named = sorted(day for day, names in days.items() if name in names)
    first, back = next((first, back) for first, back in stretches(named) if first.year == year and first.month > 1)
    return SchoolHoliday(kind=kind, first_day_off=first, back_to_school=back)


def stretches(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days that follow each other, half-open."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and found[-1][1] == day:
            found[-1] = (found[-1][0], day + ONE_DAY)
        else:
            found.append((day, day + ONE_DAY))
    return found


# Jours fériés and bridges


def public_holidays_of(years: Iterable[int], *, alsace_moselle: bool = False) -> dict[date, str]:
    """Names in French. Alsace and Moselle have two more (Good Friday and 26 December)."""
    subdivision = MOSELLE if alsace_moselle else None
    library = country_holidays("FR", subdiv=subdivision, categories=(PUBLIC,), years=tuple(years), expand=False, language="fr")
    return {day: name.replace("'", "’") for day, name in sorted(library.items())}


def bridges(public_holidays: dict[date, str]) -> tuple[Closure, ...]:
    """No class on the Friday and Saturday after Ascension. Computed for every year: the library has it for some years only."""
    ascensions = (day for day, name in public_holidays.items() if ASCENSION in name)
    return tuple(Closure(first_day=day + ONE_DAY, last_day=day + timedelta(days=2), reason=BRIDGE, scope=ALL_SCHOOLS) for day in ascensions)
