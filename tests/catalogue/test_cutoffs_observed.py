"""Rules that communes (and two foreign ones) really publish, each with the instant worked out by hand beside it."""

from datetime import date, time

import pytest

from app.catalogue import calendars
from app.catalogue.rules import openings, wall_clock, windows
from app.catalogue.rules.calendar import Calendar
from app.catalogue.rules.cutoffs import Anchor, CutoffRule, DaysBefore, DayUnit, Deadline, HoursBefore, Late, LateOutcome, MonthDayBefore, WeekdayBefore
from app.catalogue.rules.days import HOLIDAYS, SchoolZone, Weekday
from app.catalogue.rules.openings import Opening
from app.catalogue.rules.reckoning import CutoffUnit
from app.catalogue.rules.windows import BookingWindow, Category, OpenTime
from tests.catalogue.cutoff_ground import (
    BOOK_ONLY,
    CANCEL_ONLY,
    FRIDAY,
    HOLIDAY_MEAL,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY_MEAL,
    WORKWEEK,
    shown,
    slot_of,
    unit_of,
    until,
)

DAY_BEFORE = DaysBefore(count=1)
AFTER_SCHOOL = unit_of(starts_at=time(15, 30))


def in_week_before(weekday: int) -> WeekdayBefore:
    """ISO number: Monday is 1."""
    return WeekdayBefore(weekday=Weekday(weekday), weeks=1)


@pytest.mark.parametrize(
    ("commune", "offset", "at", "day", "expected"),
    [
        # Thursday 13 May is in the week of the 10th: the Tuesday before is the 4th, and its 24:00 is the 5th at 0:00.
        ("Veyras, cantine", in_week_before(2), time(23, 59), "2027-05-13", "2027-05-05T00:00+02:00"),
        ("Veyras, garderie", DAY_BEFORE, time(18), "2027-05-13", "2027-05-12T18:00+02:00"),
        ("Veyras, ateliers", DAY_BEFORE, time(17), "2027-05-13", "2027-05-12T17:00+02:00"),
        # Tuesday 18 May is in the week of Whit Monday 17: the Thursday before is the 13th.
        ("Vigneux-de-Bretagne", in_week_before(4), None, "2027-05-18", "2027-05-14T00:00+02:00"),
        # The week of 5 April follows Easter: its Tuesday before is 30 March, after the change to summer time.
        ("Saint-Cyprien, cantine", in_week_before(2), time(23), "2027-04-06", "2027-03-30T23:00+02:00"),
        ("Saint-Cyprien, périscolaire", DAY_BEFORE, None, "2027-03-30", "2027-03-30T00:00+02:00"),
        # Friday 26 March: Monday of the week before is the 15th, winter time still.
        ("Espondeilhan", in_week_before(1), None, "2027-03-26", "2027-03-16T00:00+01:00"),
        ("Labruguière", DAY_BEFORE, None, "2027-05-11", "2027-05-11T00:00+02:00"),
        ("Les Pieux", DaysBefore(count=2), time(9, 30), "2027-05-14", "2027-05-12T09:30+02:00"),
        # Tuesday 18 May: 17 is Whit Monday, so the ouvrés before are Friday 14 and Thursday 13.
        ("Cœur de Garonne, ALAE", DaysBefore(count=2, unit=DayUnit.OUVRES), None, "2027-05-18", "2027-05-14T00:00+02:00"),
        ("L’Isle-sur-la-Sorgue", HoursBefore(count=48), None, "2027-05-13", "2027-05-11T12:00+02:00"),
        # Monday 10 May: Wednesday of the week before is the 5th, eve of Ascension.
        ("Montagnac", in_week_before(3), None, "2027-05-10", "2027-05-06T00:00+02:00"),
        # The last day of school before the winter holidays is Friday 19 February.
        ("Rontalon", DaysBefore(count=1, unit=DayUnit.SCHOOL), None, "2027-03-08", "2027-02-20T00:00+01:00"),
    ],
)
def test_the_canteens_of_communes(commune: str, offset: DaysBefore | HoursBefore | WeekdayBefore, at: time | None, day: str, expected: str) -> None:
    assert until(offset, day, at=at) == expected, commune


def test_andancette_books_for_the_week_and_cancels_the_day_before() -> None:
    rules = (
        CutoffRule(actions=BOOK_ONLY, limit=Deadline(offset=in_week_before(5), at=time(12))),
        CutoffRule(actions=CANCEL_ONLY, limit=Deadline(offset=DAY_BEFORE, at=time(12))),
    )
    slot = slot_of(rules, "2027-05-13")
    assert (shown(slot.book_until), shown(slot.cancel_until)) == ("2027-05-07T12:00+02:00", "2027-05-12T12:00+02:00")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2027-05-18", "2027-05-14T09:00+02:00"),  # A Tuesday: the Friday of the week before.
        ("2027-05-14", "2027-05-11T09:00+02:00"),  # A Friday: the Tuesday of its own week.
    ],
)
def test_vailhauques_has_two_rhythms_and_charges_half_more_when_late(day: str, expected: str) -> None:
    late = Late(outcome=LateOutcome.SURCHARGE, percent=50)
    rules = (
        CutoffRule(actions=BOOK_ONLY, weekdays=frozenset({MONDAY, TUESDAY}), limit=Deadline(offset=in_week_before(5), at=time(9)), late=late),
        CutoffRule(
            actions=BOOK_ONLY,
            weekdays=frozenset({THURSDAY, FRIDAY}),
            limit=Deadline(offset=WeekdayBefore(weekday=TUESDAY, weeks=0), at=time(9)),
            late=late,
        ),
    )
    book = slot_of(rules, day).book
    assert (shown(book.until), book.outcome, book.percent, book.late_until) == (expected, LateOutcome.SURCHARGE, 50, None)


@pytest.mark.parametrize(
    ("day", "unit", "expected"),
    [
        ("2027-05-12", WEDNESDAY_MEAL, "2027-05-06T00:00+02:00"),  # 12 − 7 is Wednesday 5 May, at 24:00.
        ("2026-10-26", HOLIDAY_MEAL, "2026-10-20T00:00+02:00"),  # 26 − 7 is Monday 19 October, summer time still.
    ],
)
def test_coeur_de_garonne_asks_a_week_for_wednesdays_and_holidays(day: str, unit: CutoffUnit, expected: str) -> None:
    assert until(DaysBefore(count=7), day, unit=unit) == expected


def test_saint_jean_bonnefonds_opens_a_week_earlier_to_residents() -> None:
    residents = BookingWindow(opens_at=wall_clock.instant(date(2026, 8, 21), time(7)), categories=frozenset({Category.RESIDENT}))
    others = BookingWindow(opens_at=wall_clock.instant(date(2026, 8, 28), time(7)), categories=frozenset({Category.NON_RESIDENT}))
    rule = CutoffRule(limit=Deadline(offset=in_week_before(3), at=time(12)))
    slot = slot_of(rule, "2027-05-12", unit=WEDNESDAY_MEAL, windows=(residents, others))
    assert (shown(slot.opens_at), shown(slot.book_until)) == ("2026-08-21T07:00+02:00", "2027-05-05T12:00+02:00")
    assert windows.open_time((residents, others), slot.day, category=Category.NON_RESIDENT) == OpenTime(opens_at=others.opens_at)


def test_begles_books_the_holidays_in_a_dated_window() -> None:
    toussaint = BookingWindow(
        opens_at=wall_clock.instant(date(2023, 9, 3), time(20)),
        closes_at=wall_clock.instant(date(2023, 9, 24), None),
        first_day=date(2023, 10, 21),
        last_day=date(2023, 11, 5),
    )
    calendar = _zone_b(2023)
    slot = slot_of((), "2023-10-25", unit=_holiday_centre(calendar), calendar=calendar, windows=(toussaint,))
    assert (shown(slot.opens_at), shown(slot.book_until)) == ("2023-09-03T20:00+02:00", "2023-09-25T00:00+02:00")


def test_info_jeunesse_books_in_january_then_late_until_forty_eight_hours_before() -> None:
    """Zone B: off from Saturday 11 February 2023, so the centre opens on Monday 13; the 22nd of the month before is 22 January."""
    late = Late(outcome=LateOutcome.SURCHARGE, cents=300, until=Deadline(offset=HoursBefore(count=48)))
    rule = CutoffRule(actions=BOOK_ONLY, limit=Deadline(anchor=Anchor.PERIOD, offset=MonthDayBefore(day=22, months=1)), late=late)
    calendar = _zone_b(2022)
    book = slot_of(rule, "2023-02-15", unit=_holiday_centre(calendar), calendar=calendar).book
    assert (shown(book.until), shown(book.late_until)) == ("2023-01-23T00:00+01:00", "2023-02-13T09:00+01:00")


def test_eragny_counts_fifteen_days_from_the_start_of_the_holidays() -> None:
    """Toussaint 2027 is off from Saturday 23 October: the centre opens on Monday 25, fifteen days after the 10th."""
    rule = CutoffRule(limit=Deadline(anchor=Anchor.PERIOD, offset=DaysBefore(count=15)))
    found = {shown(slot_of(rule, day, unit=HOLIDAY_MEAL).book_until) for day in ("2027-10-25", "2027-11-05")}
    assert found == {"2027-10-11T00:00+02:00"}


def test_goldstone_decides_on_the_day_itself() -> None:
    rules = (
        CutoffRule(actions=BOOK_ONLY, limit=Deadline(offset=DaysBefore(count=0), at=time(12))),
        CutoffRule(actions=CANCEL_ONLY, limit=Deadline(offset=DaysBefore(count=0), at=time(11))),
    )
    slot = slot_of(rules, "2027-05-11", unit=AFTER_SCHOOL)
    assert (shown(slot.book_until), shown(slot.cancel_until)) == ("2027-05-11T12:00+02:00", "2027-05-11T11:00+02:00")


def test_goldstone_asks_five_days_for_its_holiday_club() -> None:
    assert until(DaysBefore(count=5), "2026-10-26", unit=HOLIDAY_MEAL) == "2026-10-22T00:00+02:00"


def test_konings_kinderen_frees_two_days_before_and_bills_after() -> None:
    rule = CutoffRule(limit=Deadline(offset=HoursBefore(count=48)), actions=CANCEL_ONLY, late=Late(outcome=LateOutcome.SURCHARGE, percent=0))
    slot = slot_of(rule, "2027-05-11", unit=unit_of(starts_at=time(7, 30)))
    assert (shown(slot.cancel_until), slot.cancel.outcome, slot.book_until) == ("2027-05-09T07:30+02:00", LateOutcome.SURCHARGE, None)


def _zone_b(first_year: int) -> Calendar:
    calendar = calendars.calendar_of(SchoolZone.B, [first_year])
    assert isinstance(calendar, Calendar)
    return calendar


def _holiday_centre(calendar: Calendar) -> CutoffUnit:
    opening = Opening(
        activity="vacances",
        unit="journee",
        site="pole",
        weekdays=WORKWEEK,
        periods=HOLIDAYS,
        first_day=calendar.first_day,
        last_day=calendar.last_day,
    )
    days = openings.days_of(opening, calendar=calendar)
    return CutoffUnit(activity="vacances", unit="journee", starts_at=time(9), opens_from=calendar.first_day, open_days=days)
