"""What holds for any rule on any day."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.catalogue.rules import openings, wall_clock
from app.catalogue.rules.calendar import Calendar
from app.catalogue.rules.cutoffs import Anchor, CutoffRule, DaysBefore, DayUnit, Deadline, HoursBefore, Late, LateOutcome, MonthDayBefore, WeekdayBefore
from app.catalogue.rules.days import HOLIDAYS, Closure, PeriodKind, Weekday
from app.catalogue.rules.openings import Opening
from app.catalogue.rules.reckoning import Almanac, CutoffUnit, Reckoning
from app.catalogue.rules.slots import CutoffFault, Cutoffs
from tests.catalogue.cutoff_ground import HOLIDAY_MEAL, JULES_FERRY, MEAL, WEDNESDAY_MEAL, WORKWEEK, ZONE_B, unit_of

quick = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])

EARLY_GARDERIE = unit_of(starts_at=time(7, 30))
# Opens in its second year only: before it, ouvrés days stand for open days.
YOUNG = unit_of(weekdays=WORKWEEK, periods=frozenset(PeriodKind), opens_from=date(2025, 9, 1))
UNITS = (MEAL, EARLY_GARDERIE, HOLIDAY_MEAL, WEDNESDAY_MEAL, YOUNG)
ALMANAC = Almanac(ZONE_B)

hours = st.none() | st.times(min_value=time(0), max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
days_before = st.builds(DaysBefore, count=st.integers(0, 25), unit=st.sampled_from(DayUnit))
weekdays_before = st.builds(WeekdayBefore, weekday=st.sampled_from(Weekday), weeks=st.integers(0, 4))
month_days_before = st.builds(MonthDayBefore, day=st.integers(1, 31), months=st.integers(0, 3))
hours_before = st.builds(HoursBefore, count=st.integers(0, 400))
deadlines = st.builds(Deadline, offset=days_before | weekdays_before | month_days_before, anchor=st.sampled_from(Anchor), at=hours) | st.builds(
    Deadline, offset=hours_before, anchor=st.sampled_from(Anchor)
)
units = st.sampled_from(UNITS)


@st.composite
def units_and_days(draw: st.DrawFn, *, count: int = 1) -> tuple[CutoffUnit, list[date]]:
    """Days on which the unit opens, far enough from the calendar's first day to count back."""
    unit = draw(units)
    open_days = unit.open_days[len(unit.open_days) // 4 :]
    return unit, sorted(open_days[draw(st.integers(0, len(open_days) - 1))] for _ in range(count))


@quick
@given(units_and_days(), deadlines, st.none() | deadlines)
def test_an_instant_is_never_after_the_slot_starts_or_the_rule_is_refused(
    unit_and_days: tuple[CutoffUnit, list[date]], limit: Deadline, second: Deadline | None
) -> None:
    unit, (day,) = unit_and_days
    rule = CutoffRule(limit=limit, late=Late(outcome=LateOutcome.ASK, until=second))
    slot = Cutoffs(calendar=ZONE_B, rules=(rule,)).of(unit).slot(day)
    if not isinstance(slot, CutoffFault):
        instants = [slot.book_until, slot.cancel_until, slot.book.late_until, slot.cancel.late_until]
        assert all(instant <= slot.starts_at for instant in instants if isinstance(instant, datetime))
    elif slot.falls_at is not None:
        assert slot.falls_at > slot.starts_at


@quick
@given(units_and_days(count=6), deadlines)
def test_under_one_rule_a_later_day_never_closes_earlier(unit_and_days: tuple[CutoffUnit, list[date]], deadline: Deadline) -> None:
    unit, days = unit_and_days
    reckoning = Reckoning(almanac=ALMANAC, unit=unit)
    instants = [instant for day in days if (instant := reckoning.instant(deadline, day=day)) is not None]
    assert all(earlier <= later for earlier, later in pairwise(instants))


def closed(calendar: Calendar, *, unit: CutoffUnit) -> CutoffUnit:
    """The same unit, on the days that the closures leave it."""
    opening = Opening(
        activity=unit.activity,
        unit=unit.unit,
        site="pole",
        weekdays=frozenset(Weekday),
        periods=HOLIDAYS | {PeriodKind.SCHOOL},
        first_day=calendar.first_day,
        last_day=calendar.last_day,
        schools=unit.schools,
    )
    still_open = tuple(day for day in unit.open_days if openings.is_open(opening, day, calendar=calendar))
    return CutoffUnit(activity=unit.activity, unit=unit.unit, starts_at=unit.starts_at, opens_from=unit.opens_from, open_days=still_open, schools=unit.schools)


@settings(quick, max_examples=60)
@given(units_and_days(), deadlines, st.integers(0, 60), st.integers(0, 20))
def test_a_closure_that_leaves_the_anchor_never_makes_a_deadline_later(
    unit_and_days: tuple[CutoffUnit, list[date]], deadline: Deadline, days_ahead: int, length: int
) -> None:
    unit, (day,) = unit_and_days
    first_closed = day - timedelta(days=days_ahead)
    closure = Closure(first_day=first_closed, last_day=min(first_closed + timedelta(days=length), day - timedelta(days=1)), reason="Travaux")
    assume(closure.first_day <= closure.last_day)
    before = Reckoning(almanac=ALMANAC, unit=unit)
    calendar = ZONE_B.with_closures([closure])
    after = Reckoning(almanac=Almanac(calendar), unit=closed(calendar, unit=unit))
    assume(before.anchor_of(day, anchor=deadline.anchor) == after.anchor_of(day, anchor=deadline.anchor))
    then, now = before.instant(deadline, day=day), after.instant(deadline, day=day)
    assert now is None or (then is not None and now <= then)


@quick
@given(st.dates(date(2025, 1, 1), date(2030, 12, 31)), st.integers(0, 60), hours.filter(lambda at: at is None or at.hour != 2))
def test_the_wall_clock_is_exact_in_both_offsets(day: date, count: int, at: time | None) -> None:
    """Every hour but that of the night of the change; 23:59 is said of the end of the day."""
    unit = CutoffUnit(activity="a", unit="u", starts_at=time(12), opens_from=day, open_days=(day,), schools=(JULES_FERRY,))
    instant = Reckoning(almanac=ALMANAC, unit=unit).instant(Deadline(offset=DaysBefore(count=count), at=at), day=day)
    assert instant is not None
    wall = wall_clock.wall_of(instant)
    counted = day - timedelta(days=count)
    ends_the_day = at is None or at == time(23, 59)
    assert (wall.date(), wall.time()) == ((counted + timedelta(days=1), time(0)) if ends_the_day else (counted, at))


@quick
@given(st.dates(date(2025, 1, 1), date(2030, 12, 31)), st.integers(0, 400))
def test_hours_are_counted_on_the_wall(day: date, count: int) -> None:
    unit = CutoffUnit(activity="a", unit="u", starts_at=time(7, 30), opens_from=day, open_days=(day,))
    instant = Reckoning(almanac=ALMANAC, unit=unit).instant(Deadline(offset=HoursBefore(count=count)), day=day)
    assert instant is not None
    wall = wall_clock.wall_of(instant)
    elapsed = wall_clock.wall_of(wall_clock.instant(day, time(7, 30))) - wall
    assert elapsed == timedelta(hours=count) or wall.hour in {2, 3}
