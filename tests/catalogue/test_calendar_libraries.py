"""What the libraries know, what they do not know or get wrong, and how it is made right."""

from dataclasses import replace
from datetime import date

import pytest
from vacances_scolaires_france import SchoolHolidayDates

from app.catalogue import calendars
from app.catalogue.calendars import UnknownSchoolYear
from app.catalogue.rules import days
from app.catalogue.rules.calendar import Calendar
from app.catalogue.rules.days import Closure, HolidayKind, SchoolYear, SchoolZone, Weekday

FOUR_DAYS = frozenset({Weekday.MONDAY, Weekday.TUESDAY, Weekday.THURSDAY, Weekday.FRIDAY})


def known(zone: SchoolZone, first_year: int) -> SchoolYear:
    year = calendars.known_school_year(zone, first_year)
    assert isinstance(year, SchoolYear)
    return year


def calendar_of(*first_years: int, supplied: tuple[SchoolYear, ...] = (), project_unknown: bool = False) -> Calendar:
    calendar = calendars.calendar_of(SchoolZone.B, first_years, supplied=supplied, project_unknown=project_unknown)
    assert isinstance(calendar, Calendar)
    return calendar


def spans(year: SchoolYear) -> list[str]:
    return [f"{holiday.first_day_off:%d/%m} {holiday.back_to_school:%d/%m}" for holiday in year.holidays]


@pytest.mark.parametrize(
    ("zone", "first_year", "first_day", "expected"),
    [
        (SchoolZone.B, 2025, date(2025, 9, 1), ["18/10 03/11", "20/12 05/01", "14/02 02/03", "11/04 27/04", "04/07 01/09"]),
        (SchoolZone.B, 2026, date(2026, 9, 1), ["17/10 02/11", "19/12 04/01", "20/02 08/03", "17/04 03/05", "03/07 02/09"]),
        (SchoolZone.B, 2027, date(2027, 9, 2), ["23/10 08/11", "18/12 03/01", "05/02 21/02", "08/04 24/04", "05/07 04/09"]),
        (SchoolZone.A, 2025, date(2025, 9, 1), ["18/10 03/11", "20/12 05/01", "07/02 23/02", "04/04 20/04", "04/07 01/09"]),
        (SchoolZone.C, 2025, date(2025, 9, 1), ["18/10 03/11", "20/12 05/01", "21/02 09/03", "18/04 04/05", "04/07 01/09"]),
    ],
)
def test_the_published_years(zone: SchoolZone, first_year: int, first_day: date, expected: list[str]) -> None:
    year = known(zone, first_year)
    assert (year.first_day, spans(year), year.projected) == (first_day, expected, False)
    assert days.why_not_a_year(year) == ()


@pytest.mark.parametrize("zone", list(SchoolZone))
def test_every_published_year_since_2018_holds_together(zone: SchoolZone) -> None:
    for first_year in range(2018, 2028):
        assert days.why_not_a_year(known(zone, first_year)) == ()


def test_the_library_ends_a_summer_on_31_august_when_its_end_was_not_published() -> None:
    """Class began on Thursday 2 September 2021, and so it does in 2027, when the 1st is a Wednesday again."""
    library = SchoolHolidayDates()
    assert not library.is_holiday_for_zone(date(2021, 9, 1), "B")
    assert [known(SchoolZone.B, year).first_day for year in (2021, 2027)] == [date(2021, 9, 2), date(2027, 9, 2)]


def test_the_library_takes_the_last_day_of_class_for_a_day_off_when_it_is_no_friday() -> None:
    """6 July 2021 and 7 July 2022 were days of class, and so is 4 July 2028: summer begins after it."""
    assert SchoolHolidayDates().is_holiday_for_zone(date(2021, 7, 6), "B")
    assert [known(SchoolZone.B, year).summer.first_day_off for year in (2020, 2021, 2027)] == [date(2021, 7, 7), date(2022, 7, 8), date(2028, 7, 5)]


def test_a_year_that_is_silently_incomplete_is_asked_for_in_one_sentence() -> None:
    last = SchoolHolidayDates().max_year
    unknown = calendars.calendar_of(SchoolZone.B, [last - 1, last])
    assert unknown == UnknownSchoolYear(zone=SchoolZone.B, first_year=last)
    assert unknown.sentence == (
        f"Le calendrier de l’année scolaire {last}-{last + 1} n’est pas connu pour la zone B\xa0: écrivez dans le fichier de la commune le jour de "
        "la rentrée et les dates des cinq vacances (Toussaint, Noël, hiver, printemps, été)."
    )


def test_a_holiday_that_the_end_of_the_data_cuts_short_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the data ends on 31 December 2027, in the middle of Christmas."""

    class CutShort(SchoolHolidayDates):  # type: ignore[misc]
        def load_data(self) -> None:
            super().load_data()
            for day in [day for day in self.data if day.year > 2027]:
                del self.data[day]

    monkeypatch.setattr(calendars, "SchoolHolidayDates", CutShort)
    found = calendars.published_holidays.__wrapped__(SchoolZone.B)
    assert [(kind, 2027) in found for kind in (HolidayKind.ALL_SAINTS, HolidayKind.CHRISTMAS)] == [True, False]


def test_a_supplied_year_completes_the_libraries_and_ends_the_summer_before_it() -> None:
    supplied = replace(calendars.projected_school_year(SchoolZone.B, 2028), first_day=date(2028, 9, 1), projected=False)
    calendar = calendar_of(2027, 2028, supplied=(supplied,))
    assert calendar.years[-1] == supplied
    assert calendar.years[-2].summer.back_to_school == date(2028, 9, 1)
    assert calendar.is_class_day(date(2028, 9, 1), class_weekdays=FOUR_DAYS)


def test_a_supplied_year_wins_over_the_libraries() -> None:
    moved = replace(known(SchoolZone.B, 2026), first_day=date(2026, 8, 31))
    assert calendar_of(2026, supplied=(moved,)).is_class_day(date(2026, 8, 31), class_weekdays=FOUR_DAYS)


def test_the_year_before_is_there_to_count_in() -> None:
    assert [year.label for year in calendar_of(2026).years] == ["2025-2026", "2026-2027"]


def test_the_bridge_of_ascension_is_there_in_every_year() -> None:
    """The library has that of 2027 and 2028; in 0.12 not that of 2026."""
    calendar = calendar_of(2025, 2026, 2027)
    for friday in (date(2026, 5, 15), date(2027, 5, 7), date(2028, 5, 26)):
        assert not calendar.is_class_day(friday, class_weekdays=FOUR_DAYS)
        assert calendar.why_no_school(friday) == "Pont de l’Ascension"
        assert calendar.why_closed(friday, site="pole") is None
    assert calendar.is_class_day(date(2026, 5, 18), class_weekdays=FOUR_DAYS)


def test_jours_feries_are_named_in_french() -> None:
    calendar = calendar_of(2026)
    found = {day: name for day, name in calendar.public_holidays.items() if day.year == 2027}
    assert found == {
        date(2027, 1, 1): "Jour de l’an",
        date(2027, 3, 29): "Lundi de Pâques",
        date(2027, 5, 1): "Fête du Travail",
        date(2027, 5, 6): "Ascension",
        date(2027, 5, 8): "Fête de la Victoire",
        date(2027, 5, 17): "Lundi de Pentecôte",
        date(2027, 7, 14): "Fête nationale",
        date(2027, 8, 15): "Assomption",
        date(2027, 11, 1): "Toussaint",
        date(2027, 11, 11): "Armistice",
        date(2027, 12, 25): "Noël",
    }
    assert calendar.is_public_holiday(date(2027, 3, 29))
    assert not calendar.is_public_holiday(date(2027, 3, 30))


def test_alsace_and_moselle_have_two_more() -> None:
    more = calendars.public_holidays_of([2027], alsace_moselle=True).keys() - calendars.public_holidays_of([2027]).keys()
    assert more == {date(2027, 3, 26), date(2027, 12, 26)}


def test_an_ascension_on_the_first_of_may_still_has_its_bridge() -> None:
    """In 2008 both were one day, and the library joins their names."""
    assert [bridge.first_day for bridge in calendars.bridges(calendars.public_holidays_of([2008]))] == [date(2008, 5, 2)]


def test_the_closures_of_the_commune_are_part_of_the_calendar() -> None:
    closed = Closure(first_day=date(2027, 6, 1), last_day=date(2027, 6, 1), reason="Travaux")
    calendar = calendars.calendar_of(SchoolZone.B, [2026], closures=[closed])
    assert isinstance(calendar, Calendar)
    assert calendar.why_closed(date(2027, 6, 1), site="pole") == "Travaux"
    assert not calendar.is_class_day(date(2027, 6, 1), class_weekdays=FOUR_DAYS)


# Projected years


@pytest.mark.parametrize("zone", list(SchoolZone))
def test_the_pattern_finds_the_years_that_were_decided(zone: SchoolZone) -> None:
    for first_year in range(2021, 2028):
        assert calendars.projected_school_year(zone, first_year) == replace(known(zone, first_year), projected=True)


@pytest.mark.parametrize("zone", list(SchoolZone))
def test_a_projected_year_is_plausible_whatever_the_date(zone: SchoolZone) -> None:
    for first_year in range(2028, 2070):
        year = calendars.projected_school_year(zone, first_year)
        assert days.why_not_a_year(year) == ()
        assert (year.first_year, year.projected) == (first_year, True)
        assert year.first_day.isoweekday() in FOUR_DAYS


def test_the_demo_lives_beyond_what_is_known_and_says_so() -> None:
    last = SchoolHolidayDates().max_year
    calendar = calendar_of(last - 1, last, last + 1, project_unknown=True)
    found = [(year.first_year, year.projected) for year in calendar.years]
    assert found == [(last - 2, False), (last - 1, False), (last, True), (last + 1, True)]


def test_a_supplied_year_far_ahead_counts_its_september_in_a_projected_year() -> None:
    supplied = replace(calendars.projected_school_year(SchoolZone.B, 2030), projected=False)
    assert [year.projected for year in calendar_of(2030, supplied=(supplied,)).years] == [True, False]


@pytest.mark.parametrize(("day", "first_year"), [(date(2026, 8, 31), 2025), (date(2026, 9, 1), 2026), (date(2027, 1, 1), 2026)])
def test_the_school_year_turns_in_september(day: date, first_year: int) -> None:
    assert calendars.first_year_of(day) == first_year
