"""What may be reserved and withdrawn, on both sides of each boundary."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.bookings import rules
from app.bookings.rules import Refusal, SlotFacts
from app.catalogue.timetable import LONG_AGO
from components.bookings.cell import CellState
from tests.bookings.slot_facts import FREE, LIMIT, STARTS_AT

TICK = timedelta(microseconds=1)
BEFORE, AFTER = LIMIT - TICK, LIMIT
NEVER = LONG_AGO
BOOKED = replace(FREE, booked=True, booked_cents=390)
WANTED = replace(FREE, wanted=True)
SCARCE = replace(WANTED, free=3)


@pytest.mark.rule(52)
@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        (FREE, BEFORE, None),
        (FREE, AFTER, Refusal.TOO_LATE_TO_BOOK),
        (FREE, FREE.opens_at, None),
        (FREE, FREE.opens_at - TICK, Refusal.NOT_YET),
        (replace(FREE, book_until=None), STARTS_AT - TICK, None),
        (replace(FREE, book_until=None), STARTS_AT, Refusal.STARTED),
        (FREE, STARTS_AT, Refusal.TOO_LATE_TO_BOOK),
        (replace(FREE, book_until=NEVER), BEFORE, Refusal.TOO_LATE_TO_BOOK),
        (replace(FREE, booked_elsewhere=True), BEFORE, Refusal.ELSEWHERE),
        (BOOKED, BEFORE, None),
        (BOOKED, AFTER, Refusal.TOO_LATE_TO_CANCEL),
        (replace(BOOKED, cancel_until=NEVER), BEFORE, Refusal.TOO_LATE_TO_CANCEL),
        (replace(BOOKED, cancel_until=None), STARTS_AT - TICK, None),
        (replace(BOOKED, cancel_until=None), STARTS_AT, Refusal.STARTED),
        (replace(FREE, closes_at=LIMIT - timedelta(days=1)), LIMIT - timedelta(days=1) - TICK, None),
        (replace(FREE, closes_at=LIMIT - timedelta(days=1)), LIMIT - timedelta(days=1), Refusal.WINDOW_CLOSED),
        (replace(FREE, closes_at=NEVER), BEFORE, Refusal.WINDOW_CLOSED),
        (replace(BOOKED, closes_at=NEVER), BEFORE, None),
        (replace(FREE, billed_cents=390), BEFORE, Refusal.BILLED),
    ],
)
def test_a_change_is_refused_from_the_instant_of_its_limit_on(facts: SlotFacts, now: datetime, expected: Refusal | None) -> None:
    assert rules.why_not_changed(facts, to=not facts.booked, now=now) is expected


def test_going_back_to_what_is_booked_is_never_refused() -> None:
    assert rules.why_not_changed(BOOKED, to=True, now=AFTER) is None
    assert rules.why_not_changed(FREE, to=False, now=AFTER) is None


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        (FREE, BEFORE, CellState.FREE),
        (FREE, AFTER, CellState.LOCKED),
        (replace(FREE, free=0), BEFORE, CellState.FULL),
        (replace(FREE, free=0, has_place=True), BEFORE, CellState.FREE),
        (replace(FREE, free=1), BEFORE, CellState.FREE),
        (WANTED, BEFORE, CellState.ADDED),
        (WANTED, AFTER, CellState.LOCKED),
        (replace(SCARCE, held_until=BEFORE + TICK), BEFORE, CellState.HELD),
        (replace(SCARCE, held_until=BEFORE), BEFORE, CellState.LAPSED),
        (SCARCE, BEFORE, CellState.LAPSED),
        (BOOKED, BEFORE, CellState.BOOKED),
        (BOOKED, AFTER, CellState.KEPT),
        (replace(BOOKED, wanted=False), BEFORE, CellState.REMOVED),
        (replace(BOOKED, wanted=False), AFTER, CellState.KEPT),
        (replace(FREE, booked_elsewhere=True), BEFORE, CellState.ELSEWHERE),
        (replace(FREE, billed_cents=390), BEFORE, CellState.BILLED),
        (replace(FREE, closes_at=NEVER), BEFORE, CellState.LOCKED),
    ],
)
def test_a_cell_shows_what_can_be_done_now(facts: SlotFacts, now: datetime, expected: CellState) -> None:
    assert rules.state_of(facts, now=now) is expected


def test_a_hold_lasts_twenty_minutes_from_the_last_tap_and_an_hour_at_most() -> None:
    since = LIMIT
    assert rules.hold_until(since=since, now=since) == since + timedelta(minutes=20)
    assert rules.hold_until(since=since, now=since + timedelta(minutes=39)) == since + timedelta(minutes=59)
    assert rules.hold_until(since=since, now=since + timedelta(minutes=55)) == since + timedelta(minutes=60)
