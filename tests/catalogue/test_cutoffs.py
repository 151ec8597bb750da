"""The engine on the real calendar of zone B: the table that the design fixes, then each anchor, unit and hour on its own."""

from datetime import time

import pytest

from app.catalogue.rules.cutoffs import Anchor, CutoffRule, DaysBefore, DayUnit, Deadline, HoursBefore, Late, LateOutcome, MonthDayBefore, WeekdayBefore
from tests.catalogue.cutoff_ground import (
    FRIDAY,
    HOLIDAY_MEAL,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY_MEAL,
    shown,
    slot_of,
    unit_of,
    until,
)

NEXT_WEEK = 1
FRIDAY_THEN_TUESDAY = (
    CutoffRule(
        limit=Deadline(offset=WeekdayBefore(weekday=FRIDAY, weeks=NEXT_WEEK), at=time(9)),
        weekdays=frozenset({MONDAY, TUESDAY}),
    ),
    CutoffRule(
        limit=Deadline(offset=WeekdayBefore(weekday=TUESDAY, weeks=0), at=time(9)),
        weekdays=frozenset({THURSDAY, FRIDAY}),
    ),
)


@pytest.mark.parametrize(
    ("offset", "at", "day", "expected"),
    [
        pytest.param(WeekdayBefore(weekday=TUESDAY, weeks=1), time(23, 59), "2027-05-13", "2027-05-05T00:00+02:00", id="Tuesday 23:59 for the next week"),
        pytest.param(WeekdayBefore(weekday=FRIDAY, weeks=1), time(12), "2027-05-11", "2027-05-07T12:00+02:00", id="Friday 12:00 for the next week"),
        pytest.param(DaysBefore(count=1), time(12), "2027-05-11", "2027-05-10T12:00+02:00", id="the day before 12:00"),
        pytest.param(WeekdayBefore(weekday=TUESDAY, weeks=1), time(23), "2027-04-05", "2027-03-30T23:00+02:00", id="Tuesday 23:00 for the next week"),
        pytest.param(HoursBefore(count=48), None, "2027-05-14", "2027-05-12T12:00+02:00", id="48 hours, unit at 12:00"),
        pytest.param(DaysBefore(count=2, unit=DayUnit.OUVRES), time(18), "2027-05-18", "2027-05-13T18:00+02:00", id="2 ouvrés at 18:00, Whit Monday between"),
        pytest.param(DaysBefore(count=2, unit=DayUnit.SCHOOL), time(10), "2027-03-08", "2027-02-18T10:00+01:00", id="2 school days, first day back"),
        pytest.param(DaysBefore(count=2, unit=DayUnit.SCHOOL), time(10), "2027-05-10", "2027-05-03T10:00+02:00", id="2 school days over Ascension"),
        pytest.param(MonthDayBefore(day=20, months=1), None, "2027-05-18", "2027-04-21T00:00+02:00", id="the 20th of the month before"),
    ],
)
def test_the_canteen_closes_when_the_design_says(
    offset: DaysBefore | HoursBefore | WeekdayBefore | MonthDayBefore, at: time | None, day: str, expected: str
) -> None:
    assert until(offset, day, at=at) == expected


def test_two_days_before_at_half_past_nine_for_a_wednesday() -> None:
    assert until(DaysBefore(count=2), "2027-05-12", at=time(9, 30), unit=WEDNESDAY_MEAL) == "2027-05-10T09:30+02:00"


@pytest.mark.parametrize(("day", "expected"), [("2027-03-22", "2027-03-19T09:00+01:00"), ("2027-03-25", "2027-03-23T09:00+01:00")])
def test_each_weekday_follows_its_own_rule(day: str, expected: str) -> None:
    assert shown(slot_of(FRIDAY_THEN_TUESDAY, day).book_until) == expected


def test_forty_eight_hours_over_a_clock_change_are_two_days_at_the_same_hour() -> None:
    garderie = unit_of(starts_at=time(7, 30))
    assert until(HoursBefore(count=48), "2026-03-30", unit=garderie) == "2026-03-28T07:30+01:00"


def test_ten_days_before_the_first_open_day_of_the_holidays() -> None:
    rule = CutoffRule(limit=Deadline(anchor=Anchor.PERIOD, offset=DaysBefore(count=10), at=time(12)))
    assert shown(slot_of(rule, "2027-10-29", unit=HOLIDAY_MEAL).book_until) == "2027-10-15T12:00+02:00"


def test_late_booking_costs_more_until_the_second_limit() -> None:
    late = Late(outcome=LateOutcome.SURCHARGE, percent=50, until=Deadline(offset=DaysBefore(count=1), at=time(9)))
    book = slot_of(CutoffRule(limit=Deadline(offset=WeekdayBefore(weekday=THURSDAY, weeks=1), at=time(9)), late=late), "2027-04-05").book
    assert (shown(book.until), shown(book.late_until)) == ("2027-04-01T09:00+02:00", "2027-04-04T09:00+02:00")
    assert (book.outcome, book.percent, book.cents) == (LateOutcome.SURCHARGE, 50, None)
