"""All the instants of a slot: which rule decides, when booking opens and ends, what happens late. And what is wrong with the rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from app.catalogue.rules import reckoning
from app.catalogue.rules import windows as booking
from app.catalogue.rules.calendar import Calendar
from app.catalogue.rules.cutoffs import Action, CutoffRule, Deadline, Late, LateOutcome, Never
from app.catalogue.rules.days import PeriodKind
from app.catalogue.rules.reckoning import Almanac, CutoffUnit, Instants, Reckoning
from app.catalogue.rules.windows import BookingWindow, Category, OpenTime

REFUSED = Late()


@dataclass(frozen=True, kw_only=True)
class ActionInstants:
    """Accepted if and only if now < `until`; None is no limit. Late, `outcome` holds while now < `late_until`; None is no second limit.

    `rule` is the one that decided, None when none was written for this slot.
    """

    until: datetime | Never | None
    outcome: LateOutcome = LateOutcome.REFUSE
    percent: int | None = None
    cents: int | None = None
    late_until: datetime | None = None
    rule: CutoffRule | None = None


@dataclass(frozen=True, kw_only=True)
class SlotInstants:
    """Instants are UTC. `opens_at` None: open since ever.

    `own_times`: when booking is open for each category, where they differ or a window closes; `opens_at` and `book` then go as far as any of them.
    """

    day: date
    starts_at: datetime
    opens_at: datetime | None
    book: ActionInstants
    cancel: ActionInstants
    own_times: Mapping[Category, OpenTime | Never] = field(default_factory=dict)

    @property
    def book_until(self) -> datetime | Never | None:
        return self.book.until

    @property
    def cancel_until(self) -> datetime | Never | None:
        return self.cancel.until


class Fault(StrEnum):
    AFTER_START = "after_start"
    LATE_AFTER_START = "late_after_start"
    UNKNOWN_DAYS = "unknown_days"


@dataclass(frozen=True, kw_only=True)
class CutoffFault:
    """A rule that cannot be kept on a day. `position` counts from 1 in the order written; `falls_at` is the instant that was too late."""

    fault: Fault
    position: int
    rule: CutoffRule
    activity: str
    unit: str
    action: Action
    day: date
    starts_at: datetime
    falls_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Cutoffs:
    """A calendar with everything that a commune decided about deadlines. Make one per load, and one `UnitCutoffs` per unit."""

    calendar: Calendar
    rules: tuple[CutoffRule, ...]
    windows: tuple[BookingWindow, ...] = ()

    @cached_property
    def almanac(self) -> Almanac:
        return Almanac(self.calendar)

    def counts_school_days(self, *, activity: str, unit: str) -> bool:
        """Whether the schools of its children matter to the deadlines of a unit."""
        return any(
            isinstance(deadline, Deadline) and reckoning.counts_school_days(deadline)
            for rule in self.rules
            if rule.fits_unit(activity=activity, unit=unit)
            for deadline in (rule.limit, rule.late.until)
        )

    def of(self, unit: CutoffUnit) -> "UnitCutoffs":
        fitting = ((position, rule) for position, rule in enumerate(self.rules, start=1) if rule.fits_unit(activity=unit.activity, unit=unit.unit))
        return UnitCutoffs(
            reckoning=Reckoning(almanac=self.almanac, unit=unit),
            rules=tuple(reversed(tuple(fitting))),
            windows=tuple(window for window in self.windows if window.fits_unit(activity=unit.activity, unit=unit.unit)),
        )


@dataclass(frozen=True, kw_only=True)
class UnitCutoffs:
    """One unit. `rules` with their positions, the last written first."""

    reckoning: Reckoning
    rules: tuple[tuple[int, CutoffRule], ...]
    windows: tuple[BookingWindow, ...]
    _counted: dict[int, Instants] = field(default_factory=dict, repr=False, compare=False)

    def slots(self, days: Iterable[date]) -> Iterator[SlotInstants | CutoffFault]:
        return map(self.slot, days)

    def slot(self, day: date) -> SlotInstants | CutoffFault:
        starts_at = self.reckoning.start_of(day)
        book_rule, cancel_rule = self.deciding(Action.BOOK, day=day), self.deciding(Action.CANCEL, day=day)
        book = self._instants(book_rule, action=Action.BOOK, day=day, starts_at=starts_at)
        cancel = book if cancel_rule is book_rule else self._instants(cancel_rule, action=Action.CANCEL, day=day, starts_at=starts_at)
        if isinstance(book, CutoffFault):
            return book
        if isinstance(cancel, CutoffFault):
            return cancel
        if not self.windows:
            return SlotInstants(day=day, starts_at=starts_at, opens_at=None, book=book, cancel=cancel)
        own = booking.own_times(self.windows, day)
        open_time = booking.widest(own)
        return SlotInstants(
            day=day,
            starts_at=starts_at,
            opens_at=open_time.opens_at,
            book=closed_by(open_time, book, starts_at=starts_at),
            cancel=cancel,
            own_times=booking.kept(own),
        )

    def deciding(self, action: Action, *, day: date) -> tuple[int, CutoffRule] | None:
        """The last written of the rules that fit."""
        kind = self._kind_of(day)
        for numbered in self._rules_for[action]:
            if numbered[1].fits_day(day, kind=kind):
                return numbered
        return None

    @cached_property
    def _rules_for(self) -> dict[Action, tuple[tuple[int, CutoffRule], ...]]:
        return {action: tuple(numbered for numbered in self.rules if action in numbered[1].actions) for action in Action}

    @cached_property
    def _kinds_matter(self) -> bool:
        return any(rule.periods for _, rule in self.rules)

    def _kind_of(self, day: date) -> PeriodKind | None:
        period = self.reckoning.almanac.calendar.period_of(day) if self._kinds_matter else None
        return period.kind if period else None

    def _instants_of(self, deadline: Deadline) -> Instants:
        """Found by identity: a deadline is compared with all others once per unit, not once per day."""
        found = self._counted.get(id(deadline))
        if found is None:
            found = self._counted[id(deadline)] = self.reckoning.instants_of(deadline)
        return found

    def _instants(self, decided: tuple[int, CutoffRule] | None, *, action: Action, day: date, starts_at: datetime) -> ActionInstants | CutoffFault:
        if decided is None:
            return ActionInstants(until=None)
        position, rule = decided
        until = self._instants_of(rule.limit).on(day) if isinstance(rule.limit, Deadline) else rule.limit
        late_until = None if rule.late.until is None else self._instants_of(rule.late.until).on(day)
        fault = fault_of(rule, until=until, late_until=late_until, starts_at=starts_at)
        if fault is None:
            return with_late(rule, until=until, late_until=late_until)
        falls_at = {Fault.AFTER_START: until, Fault.LATE_AFTER_START: late_until}.get(fault)
        return CutoffFault(
            fault=fault,
            position=position,
            rule=rule,
            action=action,
            activity=self.reckoning.unit.activity,
            unit=self.reckoning.unit.unit,
            day=day,
            starts_at=starts_at,
            falls_at=falls_at if isinstance(falls_at, datetime) else None,
        )


def fault_of(rule: CutoffRule, *, until: datetime | Never | None, late_until: datetime | None, starts_at: datetime) -> Fault | None:
    """A limit at the very start of the unit is fine: now < the instant is then "before it starts"."""
    fault = None
    if (until is None and rule.limit is not None) or (late_until is None and rule.late.until is not None):
        fault = Fault.UNKNOWN_DAYS
    elif isinstance(until, datetime) and until > starts_at:
        fault = Fault.AFTER_START
    elif late_until is not None and late_until > starts_at:
        fault = Fault.LATE_AFTER_START
    return fault


def with_late(rule: CutoffRule, *, until: datetime | Never | None, late_until: datetime | None) -> ActionInstants:
    """A second limit that a holiday pushed before the first leaves no time to be late in: refused."""
    late = rule.late
    if until is None or (isinstance(until, datetime) and late_until is not None and late_until <= until):
        late, late_until = REFUSED, None
    return ActionInstants(until=until, outcome=late.outcome, percent=late.percent, cents=late.cents, late_until=late_until, rule=rule)


def closed_by(open_time: OpenTime, book: ActionInstants, *, starts_at: datetime) -> ActionInstants:
    """Nothing is booked once the window is closed, not even late; a window that closes after the start closes with it."""
    if open_time.closes_at is None:
        return book
    closes_at = min(open_time.closes_at, starts_at)
    if book.until is None or (isinstance(book.until, datetime) and book.until >= closes_at):
        return ActionInstants(until=closes_at, rule=book.rule)
    if book.outcome is LateOutcome.REFUSE:
        return book
    return replace(book, late_until=min(book.late_until or closes_at, closes_at))


def first_faults(results: Iterable[SlotInstants | CutoffFault]) -> tuple[CutoffFault, ...]:
    """One per rule and kind of fault, in the order of the rules, with the first day on which it happens."""
    first: dict[tuple[int, Fault], CutoffFault] = {}
    for each in results:
        if isinstance(each, CutoffFault):
            key = (each.position, each.fault)
            first[key] = min(first.get(key, each), each, key=lambda fault: fault.day)
    return tuple(first[key] for key in sorted(first))
