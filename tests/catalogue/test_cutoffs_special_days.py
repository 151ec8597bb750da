"""Days on which counting goes wrong: clock changes, first days back, fériés, closures, 29 February, rules that change, Wednesdays without class."""

from datetime import date, time

import pytest

from app.catalogue.rules import wall_clock
from app.catalogue.rules.cutoffs import (
    NEVER,
    Action,
    Anchor,
    CutoffRule,
    DaysBefore,
    DayUnit,
    Deadline,
    HoursBefore,
    Late,
    LateOutcome,
    MonthDayBefore,
    Offset,
    WeekdayBefore,
)
from app.catalogue.rules.days import HOLIDAYS, Closure, ClosureScope, Period, PeriodKind, School, Weekday
from app.catalogue.rules.reckoning import CutoffUnit
from app.catalogue.rules.slots import Cutoffs, SlotInstants
from tests.catalogue.cutoff_ground import (
    BOOK_ONLY,
    HOLIDAY_MEAL,
    JULES_FERRY,
    MEAL,
    THURSDAY,
    TUESDAY,
    WEDNESDAY_MEAL,
    WORKWEEK,
    ZONE_B,
    shown,
    slot_of,
    unit_of,
    until,
)

DAY_BEFORE = DaysBefore(count=1)
GARDERIE = unit_of(starts_at=time(7, 30))
HOLIDAY_GARDERIE = unit_of(starts_at=time(7, 30), weekdays=WORKWEEK, periods=HOLIDAYS)


# Clock changes: 29 March 2026 (2:00 becomes 3:00) and 25 October 2026 (3:00 becomes 2:00), both Sundays.


@pytest.mark.parametrize(
    ("offset", "at", "expected"),
    [
        (DAY_BEFORE, time(12), "2026-03-29T12:00+02:00"),
        (DAY_BEFORE, time(1, 59), "2026-03-29T01:59+01:00"),
        (DAY_BEFORE, time(3), "2026-03-29T03:00+02:00"),
        (DAY_BEFORE, None, "2026-03-30T00:00+02:00"),
        (DaysBefore(count=2), None, "2026-03-29T00:00+01:00"),
        (HoursBefore(count=24), None, "2026-03-29T07:30+02:00"),
        (HoursBefore(count=48), None, "2026-03-28T07:30+01:00"),
    ],
)
def test_a_monday_after_the_clocks_went_forward(offset: Offset, at: time | None, expected: str) -> None:
    assert until(offset, "2026-03-30", at=at, unit=GARDERIE) == expected


@pytest.mark.parametrize(
    ("offset", "at", "expected"),
    [
        (DAY_BEFORE, time(12), "2026-10-25T12:00+01:00"),
        (DAY_BEFORE, time(1, 59), "2026-10-25T01:59+02:00"),
        (DAY_BEFORE, time(3), "2026-10-25T03:00+01:00"),
        (DAY_BEFORE, None, "2026-10-26T00:00+01:00"),
        (DaysBefore(count=2), None, "2026-10-25T00:00+02:00"),
        (HoursBefore(count=48), None, "2026-10-24T07:30+02:00"),
    ],
)
def test_a_monday_after_the_clocks_went_back(offset: Offset, at: time | None, expected: str) -> None:
    assert until(offset, "2026-10-26", at=at, unit=HOLIDAY_GARDERIE) == expected


def test_an_hour_that_does_not_exist_is_the_jump_itself() -> None:
    assert until(DAY_BEFORE, "2026-03-30", at=time(2, 30)) == "2026-03-29T03:00+02:00"


def test_an_hour_that_comes_twice_is_the_first() -> None:
    assert until(DAY_BEFORE, "2026-10-26", at=time(2, 30), unit=HOLIDAY_MEAL) == "2026-10-25T02:30+02:00"


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)])
def test_a_later_hour_of_the_night_never_comes_earlier(change: date) -> None:
    minutes = [wall_clock.instant(change, time(hour, minute)) for hour in range(5) for minute in range(60)]
    assert minutes == sorted(minutes)


@pytest.mark.parametrize("at", [None, time(23, 59), time(23, 59, 59)])
def test_midnight_is_the_end_of_the_day(at: time | None) -> None:
    assert until(DAY_BEFORE, "2027-05-11", at=at) == "2027-05-11T00:00+02:00"


# First day back: Monday 8 March 2027, after winter holidays from 20 February.


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (DAY_BEFORE, "2027-03-07T10:00+01:00"),
        (DaysBefore(count=1, unit=DayUnit.WEEK), "2027-03-05T10:00+01:00"),
        (DaysBefore(count=1, unit=DayUnit.OUVRABLES), "2027-03-06T10:00+01:00"),
        (DaysBefore(count=1, unit=DayUnit.SCHOOL), "2027-02-19T10:00+01:00"),
        (DaysBefore(count=1, unit=DayUnit.OPEN), "2027-02-19T10:00+01:00"),
        (WeekdayBefore(weekday=THURSDAY, weeks=1), "2027-03-04T10:00+01:00"),
    ],
)
def test_the_first_day_back_from_holidays(offset: Offset, expected: str) -> None:
    assert until(offset, "2027-03-08", at=time(10)) == expected


def test_the_first_day_of_the_year_counts_in_the_year_before() -> None:
    """1 September 2026 is a Tuesday; class ended on Friday 3 July."""
    assert until(DaysBefore(count=2, unit=DayUnit.SCHOOL), "2026-09-01", at=time(10)) == "2026-07-02T10:00+02:00"


def test_before_an_activity_began_ouvres_days_stand_for_its_open_days() -> None:
    """It opens on Wednesday 2 September 2026: the two ouvrés before are Tuesday 1 and Monday 31 August."""
    new_activity = unit_of(weekdays=frozenset({Weekday.WEDNESDAY}), opens_from=date(2026, 9, 1))
    two_open_days = DaysBefore(count=2, unit=DayUnit.OPEN)
    assert until(two_open_days, "2026-09-02", at=time(10), unit=new_activity) == "2026-08-28T10:00+02:00"
    assert until(two_open_days, "2026-09-16", at=time(10), unit=new_activity) == "2026-09-02T10:00+02:00"


# A Monday férié: Easter Monday, 29 March 2027, the day after the clocks changed.


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (DayUnit.CALENDAR, "2027-03-29T10:00+02:00"),
        (DayUnit.WEEK, "2027-03-29T10:00+02:00"),
        (DayUnit.OUVRES, "2027-03-26T10:00+01:00"),
        (DayUnit.OUVRABLES, "2027-03-27T10:00+01:00"),
        (DayUnit.SCHOOL, "2027-03-26T10:00+01:00"),
        (DayUnit.OPEN, "2027-03-26T10:00+01:00"),
    ],
)
def test_the_tuesday_after_a_monday_ferie(unit: DayUnit, expected: str) -> None:
    assert until(DaysBefore(count=1, unit=unit), "2027-03-30", at=time(10)) == expected


def test_a_week_of_closure_is_stepped_over() -> None:
    """Closed from Monday 15 to Friday 19 March 2027: two school days before Monday 22 are Friday 12 and Thursday 11."""
    flood = Closure(first_day=date(2027, 3, 15), last_day=date(2027, 3, 19), reason="Dégât des eaux", scope=ClosureScope(schools=frozenset({JULES_FERRY.code})))
    closed, rule = ZONE_B.with_closures([flood]), CutoffRule(limit=Deadline(offset=DaysBefore(count=2, unit=DayUnit.SCHOOL), at=time(10)))
    unit = unit_of(calendar=closed)
    assert shown(slot_of(rule, "2027-03-22", unit=unit, calendar=closed).book_until) == "2027-03-11T10:00+01:00"
    assert shown(slot_of(rule, "2027-03-22").book_until) == "2027-03-18T10:00+01:00"


def test_a_rule_changes_in_the_middle_of_the_year() -> None:
    """Friday 18 December is the first rule's last day, Monday 4 January the second's first."""
    rules = (
        CutoffRule(limit=Deadline(offset=DaysBefore(count=2), at=time(9)), valid_until=date(2026, 12, 18)),
        CutoffRule(limit=Deadline(offset=DAY_BEFORE, at=time(12)), valid_from=date(2027, 1, 4)),
    )
    assert shown(slot_of(rules, "2026-12-18").book_until) == "2026-12-16T09:00+01:00"
    assert shown(slot_of(rules, "2027-01-04").book_until) == "2027-01-03T12:00+01:00"


# Wednesdays without class, for a school that has none.


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (DaysBefore(count=1, unit=DayUnit.SCHOOL), "2027-05-11T10:00+02:00"),
        (DaysBefore(count=3, unit=DayUnit.SCHOOL), "2027-05-04T10:00+02:00"),  # Tuesday 11, Monday 10, then Tuesday 4 before the bridge.
        (DaysBefore(count=1, unit=DayUnit.OPEN), "2027-05-05T10:00+02:00"),
        (DaysBefore(count=0, unit=DayUnit.SCHOOL), "2027-05-12T10:00+02:00"),
    ],
)
def test_a_wednesday_counts_the_school_days_around_it(offset: Offset, expected: str) -> None:
    assert until(offset, "2027-05-12", at=time(10), unit=WEDNESDAY_MEAL) == expected


def test_children_of_several_schools_count_a_day_on_which_one_has_class() -> None:
    with_wednesday = School(code="prevert", name="École Prévert", class_weekdays=WORKWEEK, mornings_only=frozenset({Weekday.WEDNESDAY}))
    shared = unit_of(schools=(JULES_FERRY, with_wednesday))
    assert until(DaysBefore(count=1, unit=DayUnit.SCHOOL), "2027-05-13", at=time(10), unit=shared) == "2027-05-12T10:00+02:00"
    assert until(DaysBefore(count=1, unit=DayUnit.SCHOOL), "2027-05-13", at=time(10)) == "2027-05-11T10:00+02:00"


# 29 February 2028, a Tuesday with class in zone B.


@pytest.mark.parametrize(
    ("offset", "day", "expected"),
    [
        (DAY_BEFORE, "2028-02-29", "2028-02-28T12:00+01:00"),
        (DaysBefore(count=2), "2028-03-02", "2028-02-29T12:00+01:00"),
        (MonthDayBefore(day=31, months=1), "2028-03-02", "2028-02-29T12:00+01:00"),
        (MonthDayBefore(day=30, months=1), "2027-03-11", "2027-02-28T12:00+01:00"),
        (MonthDayBefore(day=29, months=1), "2028-03-30", "2028-02-29T12:00+01:00"),
        (MonthDayBefore(day=15, months=2), "2028-01-06", "2027-11-15T12:00+01:00"),
    ],
)
def test_short_months(offset: Offset, day: str, expected: str) -> None:
    assert until(offset, day, at=time(12)) == expected


# Anchors


@pytest.mark.parametrize(
    ("anchor", "offset", "expected"),
    [
        # Thursday 13 May 2027 is in the week of Monday 10; its period of school began on Monday 3 May.
        (Anchor.DAY, DaysBefore(count=2, unit=DayUnit.OUVRES), "2027-05-11T12:00+02:00"),
        (Anchor.WEEK, DaysBefore(count=2, unit=DayUnit.OUVRES), "2027-05-05T12:00+02:00"),
        (Anchor.WEEK, DaysBefore(count=0), "2027-05-10T12:00+02:00"),
        (Anchor.PERIOD, DaysBefore(count=4), "2027-04-29T12:00+02:00"),
        (Anchor.PERIOD, WeekdayBefore(weekday=TUESDAY, weeks=1), "2027-04-27T12:00+02:00"),
        (Anchor.PERIOD, MonthDayBefore(day=10, months=1), "2027-04-10T12:00+02:00"),
        (Anchor.MONTH, DaysBefore(count=5), "2027-04-26T12:00+02:00"),
        (Anchor.MONTH, WeekdayBefore(weekday=TUESDAY, weeks=0), "2027-04-27T12:00+02:00"),
    ],
)
def test_every_offset_starts_from_its_anchor(anchor: Anchor, offset: Offset, expected: str) -> None:
    rule = CutoffRule(limit=Deadline(anchor=anchor, offset=offset, at=time(12)))
    assert shown(slot_of(rule, "2027-05-13").book_until) == expected


def test_an_activity_may_cut_the_summer_its_own_way() -> None:
    august = Period(name="Août", kind=PeriodKind.SUMMER, first_day=date(2027, 8, 1), last_day=date(2027, 8, 31))
    unit = CutoffUnit(activity="vacances", unit="journee", starts_at=time(9), opens_from=ZONE_B.first_day, open_days=HOLIDAY_MEAL.open_days, periods=(august,))
    rule = CutoffRule(limit=Deadline(anchor=Anchor.PERIOD, offset=DaysBefore(count=10), at=time(12)))
    # The centre opens on Monday 2 August, and for July on Monday 5.
    assert shown(slot_of(rule, "2027-08-20", unit=unit).book_until) == "2027-07-23T12:00+02:00"
    assert shown(slot_of(rule, "2027-07-20", unit=unit).book_until) == "2027-06-25T12:00+02:00"


# Which rule decides


def test_the_last_written_rule_that_fits_decides_alone() -> None:
    general = CutoffRule(limit=Deadline(offset=DaysBefore(count=7)), late=Late(outcome=LateOutcome.ASK))
    tuesdays = CutoffRule(limit=Deadline(offset=DAY_BEFORE, at=time(12)), weekdays=frozenset({TUESDAY}), actions=BOOK_ONLY)
    slot = slot_of((general, tuesdays), "2027-05-11")
    assert (slot.book.rule, slot.book.outcome) == (tuesdays, LateOutcome.REFUSE)
    assert (slot.cancel.rule, slot.cancel.outcome) == (general, LateOutcome.ASK)
    assert slot_of((general, tuesdays), "2027-05-13").book.rule == general


def test_a_rule_fits_its_activity_unit_and_kind_of_period_only() -> None:
    others = (
        CutoffRule(limit=NEVER, activity="vacances"),
        CutoffRule(limit=NEVER, activity="restauration", units=frozenset({"gouter"})),
        CutoffRule(limit=NEVER, periods=HOLIDAYS),
    )
    slot = slot_of(others, "2027-05-11")
    assert (slot.book.rule, slot.book_until, slot.cancel_until) == (None, None, None)
    assert slot_of(others, "2026-10-26", unit=HOLIDAY_MEAL).book_until is NEVER


def test_no_limit_and_never_are_not_the_same() -> None:
    final = (CutoffRule(limit=None), CutoffRule(limit=NEVER, actions=frozenset({Action.CANCEL})))
    slot = slot_of(final, "2027-05-11")
    assert (slot.book_until, slot.cancel_until) == (None, NEVER)


def test_a_second_limit_that_a_holiday_pushed_before_the_first_leaves_nothing_to_be_late_for() -> None:
    """Monday 8 March: the first limit is Thursday 4 March, in the holidays; two school days before are in February."""
    late = Late(outcome=LateOutcome.SURCHARGE, percent=50, until=Deadline(offset=DaysBefore(count=2, unit=DayUnit.SCHOOL), at=time(10)))
    book = slot_of(CutoffRule(limit=Deadline(offset=WeekdayBefore(weekday=THURSDAY, weeks=1), at=time(9)), late=late), "2027-03-08").book
    assert (shown(book.until), book.outcome, book.percent, book.late_until) == ("2027-03-04T09:00+01:00", LateOutcome.REFUSE, None, None)


def test_a_second_limit_at_the_first_leaves_nothing_to_be_late_for() -> None:
    limit = Deadline(offset=DAY_BEFORE, at=time(12))
    book = slot_of(CutoffRule(limit=limit, late=Late(outcome=LateOutcome.ASK, until=limit)), "2027-05-11").book
    assert (shown(book.until), book.outcome, book.late_until) == ("2027-05-10T12:00+02:00", LateOutcome.REFUSE, None)


def test_being_late_may_last_until_the_unit_starts() -> None:
    late = Late(outcome=LateOutcome.ASK, until=Deadline(offset=HoursBefore(count=0)))
    book = slot_of(CutoffRule(limit=Deadline(offset=DAY_BEFORE), late=late), "2027-05-11").book
    assert shown(book.late_until) == "2027-05-11T12:00+02:00"


def test_all_days_of_a_unit_come_in_order() -> None:
    cutoffs = Cutoffs(calendar=ZONE_B, rules=(CutoffRule(limit=Deadline(offset=DAY_BEFORE)),)).of(MEAL)
    slots = [slot for slot in cutoffs.slots(MEAL.open_days) if isinstance(slot, SlotInstants)]
    assert [slot.day for slot in slots] == list(MEAL.open_days)
