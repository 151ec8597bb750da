"""What may be reserved and withdrawn, and at what cost, as the règlement says it. Pure: the caller brings the facts and the instant."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.catalogue.rules.cutoffs import LateOutcome
from components import french
from components.bookings.cell import CellState

HOLD_TIME = timedelta(minutes=20)
LONGEST_HOLD = timedelta(minutes=60)
HUNDRED = 100


class Refusal(StrEnum):
    """Why a cell cannot become what was asked. `ASK_…`: late, and the service may still say yes."""

    NOT_YET = "not_yet"
    WINDOW_CLOSED = "window_closed"
    TOO_LATE_TO_BOOK = "too_late_to_book"
    TOO_LATE_TO_CANCEL = "too_late_to_cancel"
    ASK_TO_BOOK = "ask_to_book"
    ASK_TO_CANCEL = "ask_to_cancel"
    STARTED = "started"
    BILLED = "billed"
    NO_DOSSIER = "no_dossier"
    FULL = "full"
    ELSEWHERE = "elsewhere"
    GONE = "gone"
    MONTH_OVER = "month_over"


@dataclass(frozen=True, kw_only=True)
class LateTerms:
    """What happens after a limit: a surcharge in percent of the price or in cents, or a call to the service. `until` None: until the start."""

    outcome: LateOutcome
    percent: int | None
    cents: int | None
    until: datetime | None

    def hold_at(self, now: datetime) -> bool:
        return self.until is None or now < self.until

    def surcharge_on(self, price_cents: int) -> int:
        """Half a cent counts as one."""
        return self.cents or 0 if self.percent is None else (price_cents * self.percent + HUNDRED // 2) // HUNDRED


@dataclass(frozen=True, kw_only=True)
class SlotFacts:
    """A slot as one household sees it for one child. `free` is None where places are not counted; `held_until` is None without a hold.

    `opens_at` and `closes_at` are those of the household's category; `closes_at` is None where no window closes. `late_…` is None where
    late is refused. `booked_cents` and `booked_surcharge_cents` were frozen on the household's own booking; `billed`: it withdrew one late.
    `no_dossier`: the activity asks for the child's dossier administratif, and the service has not received it. `billed_cents`: what stays billed of a
    booking that the household withdrew late.

    `exceeding`: who asks is an agent who may go beyond the rules. `capacity` and `free` are those of the fullest counter; `granted`: the place that is held
    was granted beyond it.
    """

    starts_at: datetime
    opens_at: datetime
    closes_at: datetime | None
    book_until: datetime | None
    cancel_until: datetime | None
    late_book: LateTerms | None
    late_cancel: LateTerms | None
    price_cents: int
    booked: bool
    booked_cents: int
    booked_surcharge_cents: int
    booked_elsewhere: bool
    billed_cents: int
    wanted: bool | None  # what the draft asks for, when it differs from what is booked
    held_until: datetime | None
    free: int | None
    no_dossier: bool
    has_place: bool  # the child already takes a place of the same counters that day
    exceeding: bool
    capacity: int | None
    granted: bool

    @property
    def billed(self) -> bool:
        return self.billed_cents > 0


def why_not_booked(slot: SlotFacts, *, now: datetime) -> Refusal | None:
    """First reason, in the order that helps the family most, or None. The last place is decided by the counter, not here.

    What was withdrawn late stays billed: booking it again would bill it twice, so that is for the service.
    """
    if slot.booked_elsewhere:
        return Refusal.ELSEWHERE
    if slot.billed:
        return Refusal.BILLED
    if slot.closes_at is not None and now >= slot.closes_at:
        return Refusal.WINDOW_CLOSED  # before "not yet": what opens to other families alone closed long ago for this one
    if now < slot.opens_at:
        return Refusal.NOT_YET
    return _why_too_late(slot, to=True, now=now) or (Refusal.NO_DOSSIER if slot.no_dossier else None)


def why_not_cancelled(slot: SlotFacts, *, now: datetime) -> Refusal | None:
    return _why_too_late(slot, to=False, now=now)


def why_not_changed(slot: SlotFacts, *, to: bool, now: datetime) -> Refusal | None:
    """Whether a cell may come to be ticked or unticked. Going back to what is booked is always allowed: it changes nothing.

    An agent who may exceed the rules meets two refusals only: the other household's booking, and a month that is over, since it is billed as it stands.
    """
    refusal = _why_not_by_the_rules(slot, to=to, now=now)
    if refusal is None or not slot.exceeding or refusal is Refusal.ELSEWHERE:
        return refusal
    return Refusal.MONTH_OVER if _is_month_over(slot, now=now) else None


def exceeded(slot: SlotFacts, *, to: bool, now: datetime) -> tuple[Refusal, ...]:
    """What an agent passes over with this change, which then asks for a reason: what would refuse it to the family, and the capacity."""
    if not slot.exceeding:
        return ()
    refusals = (_why_not_by_the_rules(slot, to=to, now=now), Refusal.FULL if to and not slot.booked and _is_over_capacity(slot) else None)
    return tuple(refusal for refusal in refusals if refusal)


def is_locked(slot: SlotFacts, *, now: datetime) -> bool:
    """Nothing can be changed here any more (or not yet)."""
    return why_not_changed(slot, to=not slot.booked, now=now) is not None


def is_over(slot: SlotFacts, *, now: datetime) -> bool:
    """Locked since time has passed; neither because of a dossier to send, nor of the other household's booking, nor of a day for other families."""
    refusal = why_not_changed(slot, to=not slot.booked, now=now)
    never_opens = refusal is Refusal.WINDOW_CLOSED and slot.closes_at is not None and slot.closes_at <= slot.opens_at
    return refusal not in {None, Refusal.NOT_YET, Refusal.ELSEWHERE, Refusal.NO_DOSSIER} and not never_opens


def opens_later(slot: SlotFacts, *, now: datetime) -> bool:
    """Locked only because booking has not begun."""
    return not slot.booked and why_not_booked(slot, now=now) is Refusal.NOT_YET


def is_late(slot: SlotFacts, *, to: bool, now: datetime) -> bool:
    """The limit has passed; what may still be done then costs more, or needs the service."""
    until = slot.book_until if to else slot.cancel_until
    return until is not None and now >= until


def next_limit(slot: SlotFacts, *, now: datetime) -> datetime | None:
    """Until when the cell can be changed from what is booked: in time, or late once it is. None: no limit was written."""
    to = not slot.booked
    limit = slot.book_until if to else slot.cancel_until
    if is_late(slot, to=to, now=now):
        late = _late_terms(slot, to=to)
        limit = late.until if late is not None and late.until is not None else slot.starts_at
    return min((each for each in (limit, slot.closes_at if to else None) if each is not None), default=None)


def surcharge_cents(slot: SlotFacts, *, to: bool, now: datetime) -> int:
    """What changing to that state costs on top, at this instant; nothing in time. Of a late withdrawal, in percent of the price that was booked."""
    late = _late_terms(slot, to=to)
    if late is None or late.outcome is not LateOutcome.SURCHARGE or not is_late(slot, to=to, now=now):
        return 0
    return late.surcharge_on(slot.price_cents if to else slot.booked_cents)


def owed_cents(slot: SlotFacts, *, now: datetime) -> int:
    """What stays billed of the booking once it is withdrawn at this instant: nothing in time; late, all of it and the surcharge."""
    if not is_late(slot, to=False, now=now):
        return 0
    return slot.booked_cents + slot.booked_surcharge_cents + surcharge_cents(slot, to=False, now=now)


def difference_cents(slot: SlotFacts, *, to: bool, now: datetime) -> int:
    """What changing from what is booked adds to the family's bill, or takes from it. Booked again, what stayed billed no longer is."""
    if to == slot.booked:
        return 0
    if to:
        return slot.price_cents + surcharge_cents(slot, to=True, now=now) - slot.billed_cents
    return owed_cents(slot, now=now) - slot.booked_cents - slot.booked_surcharge_cents


def is_ticked(slot: SlotFacts, *, now: datetime) -> bool:
    return state_of(slot, now=now).look.ticked


def is_settled(slot: SlotFacts, *, to: bool, now: datetime) -> bool:
    """The cell shows that state already, and the draft asks for no other."""
    return is_ticked(slot, now=now) == to and slot.wanted in {None, to}


def state_of(slot: SlotFacts, *, now: datetime) -> CellState:
    """What the cell shows. A change that can no longer be had shows what is booked; the récapitulatif tells why."""
    if slot.booked:
        return _state_when_booked(slot, now=now)
    if refusal := why_not_changed(slot, to=True, now=now):
        return {Refusal.ELSEWHERE: CellState.ELSEWHERE, Refusal.BILLED: CellState.BILLED}.get(refusal, CellState.LOCKED)
    if slot.wanted:
        return _state_when_wanted(slot, now=now)
    return _state_when_free(slot, now=now)


def is_scarce(slot: SlotFacts) -> bool:
    return slot.free is not None


def is_full(slot: SlotFacts) -> bool:
    """No place is left for this child; a child who already takes one of the same counters needs no other."""
    return slot.free is not None and slot.free <= 0 and not slot.has_place


def is_held(slot: SlotFacts, *, now: datetime) -> bool:
    return slot.held_until is not None and now < slot.held_until


def hold_until(*, since: datetime, now: datetime) -> datetime:
    """Twenty minutes from the last tap, an hour at most from the first."""
    return min(now + HOLD_TIME, since + LONGEST_HOLD)


def _why_not_by_the_rules(slot: SlotFacts, *, to: bool, now: datetime) -> Refusal | None:
    """What families meet."""
    if to == slot.booked:
        return None
    return why_not_booked(slot, now=now) if to else why_not_cancelled(slot, now=now)


def _is_month_over(slot: SlotFacts, *, now: datetime) -> bool:
    day, today = slot.starts_at.astimezone(french.PARIS), now.astimezone(french.PARIS)
    return (day.year, day.month) < (today.year, today.month)


def _is_over_capacity(slot: SlotFacts) -> bool:
    """The place that was granted is still one too many, or the one that is asked for would be."""
    return slot.free is not None and slot.free < 0 if slot.granted else is_full(slot)


def _why_too_late(slot: SlotFacts, *, to: bool, now: datetime) -> Refusal | None:
    """Nothing is booked or withdrawn once the child is there, whatever the limits say."""
    late = _late_terms(slot, to=to)
    refusal = None
    if is_late(slot, to=to, now=now) and (late is None or not late.hold_at(now)):
        refusal = Refusal.TOO_LATE_TO_BOOK if to else Refusal.TOO_LATE_TO_CANCEL
    elif now >= slot.starts_at:
        refusal = Refusal.STARTED
    elif late is not None and late.outcome is LateOutcome.ASK and is_late(slot, to=to, now=now):
        refusal = Refusal.ASK_TO_BOOK if to else Refusal.ASK_TO_CANCEL
    return refusal


def _late_terms(slot: SlotFacts, *, to: bool) -> LateTerms | None:
    return slot.late_book if to else slot.late_cancel


def _state_when_booked(slot: SlotFacts, *, now: datetime) -> CellState:
    if why_not_changed(slot, to=False, now=now):
        return CellState.KEPT
    if slot.wanted is not False:
        return CellState.BOOKED
    return CellState.REMOVED_BILLED if owed_cents(slot, now=now) else CellState.REMOVED


def _state_when_wanted(slot: SlotFacts, *, now: datetime) -> CellState:
    if not is_scarce(slot):
        return CellState.ADDED
    return CellState.HELD if is_held(slot, now=now) else CellState.LAPSED


def _state_when_free(slot: SlotFacts, *, now: datetime) -> CellState:
    if exceeded(slot, to=True, now=now):
        return CellState.BEYOND
    if is_full(slot):
        return CellState.FULL
    return CellState.LATE if surcharge_cents(slot, to=True, now=now) else CellState.FREE
