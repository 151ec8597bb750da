"""The ground of the cut-off tests: zone B, a school with class on Monday, Tuesday, Thursday and Friday, and the Paris wall clock as text."""

from collections.abc import Sequence
from datetime import date, datetime, time

from app.catalogue import calendars
from app.catalogue.rules import openings
from app.catalogue.rules.calendar import Calendar
from app.catalogue.rules.cutoffs import Action, CutoffRule, Deadline, Never, Offset
from app.catalogue.rules.days import HOLIDAYS, PeriodKind, School, SchoolZone, Weekday
from app.catalogue.rules.openings import Opening
from app.catalogue.rules.reckoning import CutoffUnit
from app.catalogue.rules.slots import CutoffFault, Cutoffs, SlotInstants
from app.catalogue.rules.wall_clock import PARIS
from app.catalogue.rules.windows import BookingWindow

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = list(Weekday)[:5]
FOUR_DAYS = frozenset({MONDAY, TUESDAY, THURSDAY, FRIDAY})
WORKWEEK = frozenset(list(Weekday)[:5])
SCHOOL_TIME = frozenset({PeriodKind.SCHOOL})
JULES_FERRY = School(code="jules-ferry", name="École Jules-Ferry", class_weekdays=FOUR_DAYS)


def zone_b() -> Calendar:
    calendar = calendars.calendar_of(SchoolZone.B, [2025, 2026, 2027])
    assert isinstance(calendar, Calendar)
    return calendar


ZONE_B = zone_b()


def unit_of(
    *,
    starts_at: time = time(12),
    weekdays: frozenset[Weekday] = FOUR_DAYS,
    periods: frozenset[PeriodKind] = SCHOOL_TIME,
    calendar: Calendar = ZONE_B,
    opens_from: date | None = None,
    schools: tuple[School, ...] = (JULES_FERRY,),
) -> CutoffUnit:
    """The meals of the canteen unless said otherwise, from the first day of the calendar on."""
    first_day = opens_from or calendar.first_day
    opening = Opening(
        activity="restauration",
        unit="repas",
        site="pole",
        weekdays=weekdays,
        periods=periods,
        first_day=first_day,
        last_day=calendar.last_day,
        schools=schools,
    )
    return CutoffUnit(
        activity=opening.activity,
        unit=opening.unit,
        starts_at=starts_at,
        opens_from=first_day,
        open_days=openings.days_of(opening, calendar=calendar),
        schools=schools,
    )


MEAL = unit_of()
HOLIDAY_MEAL = unit_of(weekdays=WORKWEEK, periods=HOLIDAYS)
WEDNESDAY_MEAL = unit_of(weekdays=frozenset({WEDNESDAY}))


def outcome_of(
    rules: CutoffRule | Sequence[CutoffRule],
    day: str,
    *,
    unit: CutoffUnit = MEAL,
    calendar: Calendar = ZONE_B,
    windows: Sequence[BookingWindow] = (),
) -> SlotInstants | CutoffFault:
    written = (rules,) if isinstance(rules, CutoffRule) else tuple(rules)
    return Cutoffs(calendar=calendar, rules=written, windows=tuple(windows)).of(unit).slot(date.fromisoformat(day))


def slot_of(
    rules: CutoffRule | Sequence[CutoffRule],
    day: str,
    *,
    unit: CutoffUnit = MEAL,
    calendar: Calendar = ZONE_B,
    windows: Sequence[BookingWindow] = (),
) -> SlotInstants:
    outcome = outcome_of(rules, day, unit=unit, calendar=calendar, windows=windows)
    assert isinstance(outcome, SlotInstants), outcome
    return outcome


def until(offset: Offset, day: str, *, at: time | None = None, unit: CutoffUnit = MEAL) -> str | None:
    """The instant of one deadline counted from the day."""
    return shown(slot_of(CutoffRule(limit=Deadline(offset=offset, at=at)), day, unit=unit).book_until)


def shown(instant: datetime | Never | None) -> str | None:
    """As the commune reads it: the wall clock of Paris with its offset."""
    if instant is None or isinstance(instant, Never):
        return None if instant is None else instant.value
    return instant.astimezone(PARIS).isoformat(timespec="minutes")


BOOK_ONLY = frozenset({Action.BOOK})
CANCEL_ONLY = frozenset({Action.CANCEL})
