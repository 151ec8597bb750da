"""What may be reserved and withdrawn, as the règlement says it. Pure: the caller brings the facts and the instant."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from components.bookings.cell import CellState

HOLD_TIME = timedelta(minutes=20)
LONGEST_HOLD = timedelta(minutes=60)


class Refusal(StrEnum):
    """Why a cell cannot become what was asked."""

    NOT_YET = "not_yet"
    TOO_LATE_TO_BOOK = "too_late_to_book"
    TOO_LATE_TO_CANCEL = "too_late_to_cancel"
    FULL = "full"
    ELSEWHERE = "elsewhere"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class SlotFacts:
    """A slot as one household sees it for one child. `free` is None where places are not counted; `held_until` is None without a hold."""

    opens_at: datetime
    book_until: datetime | None
    cancel_until: datetime | None
    booked: bool
    booked_elsewhere: bool
    wanted: bool | None  # what the draft asks for, when it differs from what is booked
    held_until: datetime | None
    free: int | None
    has_place: bool  # the child already takes a place of the same counters that day


def why_not_booked(slot: SlotFacts, *, now: datetime) -> Refusal | None:
    """First reason, in the order that helps the family most, or None. The last place is decided by the counter, not here."""
    if slot.booked_elsewhere:
        return Refusal.ELSEWHERE
    if now < slot.opens_at:
        return Refusal.NOT_YET
    if slot.book_until is not None and now >= slot.book_until:
        return Refusal.TOO_LATE_TO_BOOK
    return None


def why_not_cancelled(slot: SlotFacts, *, now: datetime) -> Refusal | None:
    if slot.cancel_until is not None and now >= slot.cancel_until:
        return Refusal.TOO_LATE_TO_CANCEL
    return None


def why_not_changed(slot: SlotFacts, *, to: bool, now: datetime) -> Refusal | None:
    """Whether a cell may come to be ticked or unticked. Going back to what is booked is always allowed: it changes nothing."""
    if to == slot.booked:
        return None
    return why_not_booked(slot, now=now) if to else why_not_cancelled(slot, now=now)


def is_locked(slot: SlotFacts, *, now: datetime) -> bool:
    """Nothing can be changed here any more (or not yet)."""
    return why_not_changed(slot, to=not slot.booked, now=now) is not None


def next_limit(slot: SlotFacts) -> datetime | None:
    """Until when the cell can be changed from what is booked."""
    return slot.cancel_until if slot.booked else slot.book_until


def is_ticked(slot: SlotFacts, *, now: datetime) -> bool:
    return state_of(slot, now=now).look.ticked


def state_of(slot: SlotFacts, *, now: datetime) -> CellState:
    """What the cell shows. A change that can no longer be had shows what is booked; the récapitulatif tells why."""
    if slot.booked:
        return _state_when_booked(slot, now=now)
    if slot.booked_elsewhere:
        return CellState.ELSEWHERE
    if why_not_booked(slot, now=now):
        return CellState.LOCKED
    if slot.wanted:
        return _state_when_wanted(slot, now=now)
    return CellState.FULL if is_full(slot) else CellState.FREE


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


def _state_when_booked(slot: SlotFacts, *, now: datetime) -> CellState:
    if why_not_cancelled(slot, now=now):
        return CellState.KEPT
    return CellState.REMOVED if slot.wanted is False else CellState.BOOKED


def _state_when_wanted(slot: SlotFacts, *, now: datetime) -> CellState:
    if not is_scarce(slot):
        return CellState.ADDED
    return CellState.HELD if is_held(slot, now=now) else CellState.LAPSED
