"""The calendar as a value: one school year written by hand, with its holidays, fériés, closures and schools."""

from dataclasses import replace
from datetime import date, time

import pytest

from app.catalogue.rules import counting, days, openings, wall_clock
from app.catalogue.rules.calendar import Calendar
from app.catalogue.rules.days import (
    ALL_SCHOOLS,
    HOLIDAYS,
    Closure,
    ClosureScope,
    HalfDay,
    HolidayKind,
    PeriodKind,
    School,
    SchoolHoliday,
    SchoolYear,
    Weekday,
)
from app.catalogue.rules.openings import Opening

FOUR_DAYS = frozenset({Weekday.MONDAY, Weekday.TUESDAY, Weekday.THURSDAY, Weekday.FRIDAY})
WORKWEEK = FOUR_DAYS | {Weekday.WEDNESDAY}


def holiday(kind: HolidayKind, first_day_off: str, back_to_school: str) -> SchoolHoliday:
    return SchoolHoliday(kind=kind, first_day_off=date.fromisoformat(first_day_off), back_to_school=date.fromisoformat(back_to_school))


YEAR = SchoolYear(
    first_day=date(2026, 9, 1),
    holidays=(
        holiday(HolidayKind.ALL_SAINTS, "2026-10-17", "2026-11-02"),
        holiday(HolidayKind.CHRISTMAS, "2026-12-19", "2027-01-04"),
        holiday(HolidayKind.WINTER, "2027-02-20", "2027-03-08"),
        holiday(HolidayKind.SPRING, "2027-04-17", "2027-05-03"),
        holiday(HolidayKind.SUMMER, "2027-07-03", "2027-09-02"),
    ),
)
BRIDGE = Closure(first_day=date(2027, 5, 7), last_day=date(2027, 5, 8), reason="Pont de l’Ascension", scope=ALL_SCHOOLS)
CALENDAR = Calendar(
    years=(YEAR,),
    public_holidays={date(2027, 3, 29): "Lundi de Pâques", date(2027, 5, 6): "Ascension", date(2027, 7, 14): "Fête nationale"},
    closures=(BRIDGE,),
)
SCHOOL = School(code="jules-ferry", name="École Jules-Ferry", class_weekdays=FOUR_DAYS)


@pytest.mark.parametrize(
    ("day", "has_class"),
    [
        (date(2026, 8, 31), False),  # The eve of the first day.
        (date(2026, 9, 1), True),
        (date(2026, 9, 2), False),  # A Wednesday.
        (date(2026, 10, 16), True),
        (date(2026, 10, 19), False),
        (date(2026, 11, 2), True),  # The morning of the return.
        (date(2027, 3, 29), False),  # Easter Monday.
        (date(2027, 5, 6), False),  # Ascension.
        (date(2027, 5, 7), False),  # Its bridge.
        (date(2027, 7, 2), True),
        (date(2027, 7, 5), False),
        (date(2027, 9, 2), False),  # The next year is not known.
    ],
)
def test_class_is_held_between_holidays_and_not_on_feries_and_bridges(day: date, *, has_class: bool) -> None:
    assert CALENDAR.is_class_day(day, class_weekdays=FOUR_DAYS) is has_class
    assert CALENDAR.has_class(day, school=SCHOOL) is has_class


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2027, 5, 10), None),
        (date(2027, 5, 12), "Pas d’école le mercredi"),
        (date(2027, 5, 6), "Ascension, jour férié"),
        (date(2027, 5, 7), "Pont de l’Ascension"),
        (date(2027, 4, 20), "Vacances de printemps"),
        (date(2027, 7, 14), "Fête nationale, jour férié"),
        (date(2028, 1, 10), "Année scolaire inconnue"),
    ],
)
def test_why_there_is_no_class_is_told_in_words(day: date, why: str | None) -> None:
    assert CALENDAR.why_no_class(day, school=SCHOOL) == why


def test_a_day_belongs_to_a_holiday_or_to_a_stretch_of_school() -> None:
    kinds = [(period.name, period.kind) for period in CALENDAR.periods[:2]]
    assert kinds == [("Période 1", PeriodKind.SCHOOL), ("Vacances de la Toussaint", PeriodKind.SHORT_HOLIDAYS)]
    stretch, summer = CALENDAR.period_of(date(2027, 5, 7)), CALENDAR.period_of(date(2027, 9, 1))
    assert stretch is not None
    assert summer is not None
    assert (stretch.name, stretch.first_day, stretch.last_day) == ("Période 5", date(2027, 5, 3), date(2027, 7, 2))
    assert (summer.name, summer.kind) == ("Vacances d’été", PeriodKind.SUMMER)
    assert [CALENDAR.period_of(day) for day in (date(2026, 8, 31), date(2027, 9, 2))] == [None, None]


def test_periods_follow_each_other_without_a_gap() -> None:
    covered = [day for period in CALENDAR.periods for day in range(period.first_day.toordinal(), period.last_day.toordinal() + 1)]
    assert covered == list(range(CALENDAR.first_day.toordinal(), CALENDAR.last_day.toordinal() + 1))


def test_a_holiday_is_half_open() -> None:
    found = [CALENDAR.holiday_on(day) for day in (date(2026, 10, 16), date(2026, 10, 17), date(2026, 11, 1), date(2026, 11, 2))]
    assert [each.name if each else None for each in found] == [None, "Vacances de la Toussaint", "Vacances de la Toussaint", None]
    assert YEAR.holidays[0].last_day_off == date(2026, 11, 1)


def test_a_year_knows_its_name_and_its_last_day_of_class() -> None:
    assert (YEAR.label, YEAR.last_class_day, YEAR.last_day) == ("2026-2027", date(2027, 7, 2), date(2027, 9, 1))
    assert CALENDAR.year_of(date(2027, 8, 15)) == YEAR
    assert CALENDAR.year_of(date(2027, 9, 2)) is None


# Schools


def test_half_days_and_make_up_days_belong_to_a_school() -> None:
    school = replace(SCHOOL, class_weekdays=WORKWEEK, mornings_only=frozenset({Weekday.WEDNESDAY}), extra_class_days=frozenset({date(2027, 5, 7)}))
    wednesday = date(2027, 5, 12)
    assert [CALENDAR.has_class(wednesday, school=school, half=half) for half in (None, HalfDay.MORNING, HalfDay.AFTERNOON)] == [True, True, False]
    assert CALENDAR.has_class(date(2027, 5, 11), school=school, half=HalfDay.AFTERNOON)
    assert CALENDAR.has_class(date(2027, 5, 7), school=school)
    assert not CALENDAR.has_class(date(2027, 5, 6), school=replace(school, extra_class_days=frozenset({date(2027, 5, 6)})))


def test_the_closure_of_one_school_leaves_class_in_the_others() -> None:
    strike = Closure(first_day=date(2027, 6, 1), last_day=date(2027, 6, 1), reason="Grève", scope=ClosureScope(schools=frozenset({"jules-ferry"})))
    calendar = CALENDAR.with_closures([strike])
    assert calendar.why_no_class(date(2027, 6, 1), school=SCHOOL) == "Grève"
    assert calendar.has_class(date(2027, 6, 1), school=replace(SCHOOL, code="prevert"))
    assert calendar.is_class_day(date(2027, 6, 1), class_weekdays=FOUR_DAYS)


# Services


@pytest.mark.parametrize(
    ("scope", "closed"),
    [
        (ClosureScope(everything=True), True),
        (ClosureScope(sites=frozenset({"pole"})), True),
        (ClosureScope(sites=frozenset({"ecole"})), False),
        (ClosureScope(activities=frozenset({"vacances"})), True),
        (ClosureScope(activities=frozenset({"vacances"}), units=frozenset({"repas"})), True),
        (ClosureScope(activities=frozenset({"vacances"}), units=frozenset({"matin"})), False),
        (ClosureScope(activities=frozenset({"mercredi"})), False),
        (ALL_SCHOOLS, False),
    ],
)
def test_a_closure_shuts_what_it_is_about(scope: ClosureScope, *, closed: bool) -> None:
    works = Closure(first_day=date(2027, 7, 12), last_day=date(2027, 7, 13), reason="Travaux", scope=scope)
    calendar = CALENDAR.with_closures([works])
    found = [calendar.why_closed(date(2027, 7, day), site="pole", activity="vacances", unit="repas") for day in (11, 12, 13, 14, 15)]
    assert found == [None, *(["Travaux"] * 2 if closed else [None, None]), "Fête nationale, jour férié", None]


def opened(opening: Opening, first: str, last: str, *, calendar: Calendar = CALENDAR) -> list[int]:
    """The days of the month on which it opens."""
    within = replace(opening, first_day=date.fromisoformat(first), last_day=date.fromisoformat(last))
    return [day.day for day in openings.days_of(within, calendar=calendar)]


def opening_on(weekdays: frozenset[Weekday], periods: frozenset[PeriodKind], *schools: School) -> Opening:
    return Opening(
        activity="accueil",
        unit="unite",
        site="pole",
        weekdays=weekdays,
        periods=periods,
        first_day=CALENDAR.first_day,
        last_day=CALENDAR.last_day,
        schools=schools,
    )


def test_a_garderie_opens_when_the_school_of_its_children_is_in_session() -> None:
    garderie = opening_on(FOUR_DAYS, frozenset({PeriodKind.SCHOOL}), SCHOOL)
    assert opened(garderie, "2027-05-01", "2027-05-11") == [3, 4, 10, 11]
    assert opened(opening_on(FOUR_DAYS, frozenset({PeriodKind.SCHOOL})), "2027-05-01", "2027-05-11") == [3, 4, 10, 11]


def test_a_garderie_opens_on_a_day_of_class_that_makes_up_for_another() -> None:
    working = replace(SCHOOL, extra_class_days=frozenset({date(2027, 5, 7)}))
    assert opened(opening_on(FOUR_DAYS, frozenset({PeriodKind.SCHOOL}), working), "2027-05-05", "2027-05-11") == [7, 10, 11]


def test_a_wednesday_centre_opens_without_class() -> None:
    wednesdays = opening_on(frozenset({Weekday.WEDNESDAY}), frozenset({PeriodKind.SCHOOL}), SCHOOL)
    assert opened(wednesdays, "2027-04-10", "2027-05-20") == [14, 5, 12, 19]


def test_a_holiday_centre_opens_on_workdays_of_holidays_only() -> None:
    assert opened(opening_on(WORKWEEK, HOLIDAYS), "2027-07-01", "2027-07-16") == [5, 6, 7, 8, 9, 12, 13, 15, 16]


def test_a_strike_shuts_the_garderie_unless_another_school_is_in_session() -> None:
    strike = Closure(first_day=date(2027, 6, 1), last_day=date(2027, 6, 1), reason="Grève", scope=ClosureScope(schools=frozenset({"jules-ferry"})))
    calendar, other = CALENDAR.with_closures([strike]), replace(SCHOOL, code="prevert")
    school_time = frozenset({PeriodKind.SCHOOL})
    assert opened(opening_on(FOUR_DAYS, school_time, SCHOOL), "2027-05-31", "2027-06-03", calendar=calendar) == [31, 3]
    assert opened(opening_on(FOUR_DAYS, school_time, SCHOOL, other), "2027-05-31", "2027-06-03", calendar=calendar) == [31, 1, 3]


def test_nothing_opens_outside_the_years_that_are_known() -> None:
    assert opened(opening_on(WORKWEEK, HOLIDAYS), "2027-08-30", "2027-09-10") == [30, 31, 1]


# Years written by hand


def test_a_year_without_its_five_holidays_in_order_is_refused_in_words() -> None:
    assert days.why_not_a_year(YEAR) == ()
    for holidays in (YEAR.holidays[:4], YEAR.holidays[1:], (YEAR.holidays[1], YEAR.holidays[0], *YEAR.holidays[2:])):
        assert "ses cinq vacances" in days.why_not_a_year(replace(YEAR, holidays=holidays))[0]


def test_holidays_that_overlap_or_run_backwards_are_refused_in_words() -> None:
    backwards = replace(YEAR, holidays=(holiday(HolidayKind.ALL_SAINTS, "2026-10-17", "2026-10-17"), *YEAR.holidays[1:]))
    overlapping = replace(YEAR, holidays=(holiday(HolidayKind.ALL_SAINTS, "2026-10-17", "2026-12-21"), *YEAR.holidays[1:]))
    before_class = replace(YEAR, first_day=date(2026, 10, 17))
    assert "la reprise doit suivre" in days.why_not_a_year(backwards)[0]
    assert days.why_not_a_year(overlapping) == ("Vacances de Noël 2026-2027\xa0: ces vacances doivent commencer après la reprise précédente.",)
    assert days.why_not_a_year(before_class) == ("Vacances de la Toussaint 2026-2027\xa0: ces vacances doivent commencer après la reprise précédente.",)


def test_years_that_do_not_follow_each_other_are_no_calendar() -> None:
    with pytest.raises(ValueError, match="does not begin where"):
        Calendar(years=(YEAR, replace(YEAR, first_day=date(2027, 9, 1))), public_holidays={})
    with pytest.raises(ValueError, match="needs a school year"):
        Calendar(years=(), public_holidays={})


# Counting


def test_days_are_counted_back_on_their_line() -> None:
    line = counting.line_of([date(2027, 5, day) for day in (14, 11, 10, 11)])
    ordinal = date(2027, 5, 12).toordinal()
    found = [line.nth_before(ordinal, count=count) for count in (0, 1, 2, 3)]
    assert [each and date.fromordinal(each).day for each in found] == [12, 11, 10, None]
    assert [line.first_from(ordinal), line.first_from(ordinal + 3)] == [date(2027, 5, 14).toordinal(), None]


def test_the_wall_clock_goes_there_and_back() -> None:
    instant = wall_clock.instant(date(2027, 5, 11), time(7, 30))
    assert (instant.isoformat(), wall_clock.wall_of(instant).isoformat()) == ("2027-05-11T05:30:00+00:00", "2027-05-11T07:30:00")
