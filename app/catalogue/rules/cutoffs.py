"""What a commune decides about deadlines: rules, each a frozen value that one table of its file fills field by field."""

from dataclasses import dataclass, field
from datetime import date, time
from enum import Enum, StrEnum
from typing import Final

from app.catalogue.rules.days import PeriodKind, Weekday


class Action(StrEnum):
    BOOK = "book"
    CANCEL = "cancel"


class Anchor(StrEnum):
    """Where counting starts: the slot's day, the Monday of its week, the first open day of its period, the first of its month."""

    DAY = "day"
    WEEK = "week"
    PERIOD = "period"
    MONTH = "month"


class DayUnit(StrEnum):
    """What counts as a day. French legal terms stay French: ouvrés are Monday to Friday, ouvrables Monday to Saturday, jours fériés out."""

    CALENDAR = "calendar"
    WEEK = "week"
    OUVRES = "ouvres"
    OUVRABLES = "ouvrables"
    SCHOOL = "school"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class DaysBefore:
    """The n-th such day before the anchor; zero is the anchor itself."""

    count: int
    unit: DayUnit = DayUnit.CALENDAR


@dataclass(frozen=True, kw_only=True)
class HoursBefore:
    """Before the hour at which the unit starts, on the anchor; counted on the wall clock, so 48 hours are two days at the same hour."""

    count: int


@dataclass(frozen=True, kw_only=True)
class WeekdayBefore:
    """That weekday in the anchor's week (0) or so many weeks before."""

    weekday: Weekday
    weeks: int


@dataclass(frozen=True, kw_only=True)
class MonthDayBefore:
    """That day of the anchor's month (0) or so many months before; the 31st is the last day of a shorter month."""

    day: int
    months: int


Offset = DaysBefore | HoursBefore | WeekdayBefore | MonthDayBefore


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """`at` is the wall clock of Paris; without it (and at 23:59) the deadline is 24:00. Hours carry their own hour."""

    offset: Offset
    anchor: Anchor = Anchor.DAY
    at: time | None = None


class Never(Enum):
    """Not possible at all, apart from None, which is "no limit"."""

    NEVER = "never"


NEVER: Final = Never.NEVER


class LateOutcome(StrEnum):
    REFUSE = "refuse"
    SURCHARGE = "surcharge"
    ASK = "ask"


@dataclass(frozen=True, kw_only=True)
class Late:
    """What happens after the limit, until a second one if there is; then it is refused.

    `percent` (of the unit's price) or `cents`, one of the two, go with a surcharge. A late cancelling that is accepted stays billed; the
    surcharge comes on top, and may be zero there: "retirée, facturée".
    """

    outcome: LateOutcome = LateOutcome.REFUSE
    percent: int | None = None
    cents: int | None = None
    until: Deadline | None = None


BOTH_ACTIONS = frozenset(Action)


@dataclass(frozen=True, kw_only=True)
class CutoffRule:
    """Who it is for, then what it says. An empty set or None means "all". Validity is that of the slot's day, both days included.

    When several rules fit a slot, the last written decides, alone: write the general rule first, the exceptions after it.
    """

    limit: Deadline | Never | None
    late: Late = field(default=Late())
    actions: frozenset[Action] = BOTH_ACTIONS
    activity: str | None = None
    units: frozenset[str] = frozenset()
    weekdays: frozenset[Weekday] = frozenset()
    periods: frozenset[PeriodKind] = frozenset()
    valid_from: date | None = None
    valid_until: date | None = None

    def fits_unit(self, *, activity: str, unit: str) -> bool:
        return self.activity in {None, activity} and (not self.units or unit in self.units)

    def fits_day(self, day: date, *, kind: PeriodKind | None) -> bool:
        """`kind` is that of the slot's period."""
        valid = (self.valid_from is None or self.valid_from <= day) and (self.valid_until is None or day <= self.valid_until)
        return valid and (not self.weekdays or day.isoweekday() in self.weekdays) and (not self.periods or kind in self.periods)
