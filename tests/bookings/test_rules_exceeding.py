"""Beyond the rules: what an agent who may exceed them passes over, what nobody does, and what it costs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.bookings import beyond, rules
from app.bookings.rules import Refusal, SlotFacts
from components.bookings.cell import CellState
from tests.bookings.slot_facts import ASK, FREE, LATE_LIMIT, LIMIT, STARTS_AT, surcharge

TICK = timedelta(microseconds=1)
BEFORE = LIMIT - TICK
DESK = replace(FREE, exceeding=True, free=1, capacity=24)
BOOKED = replace(DESK, booked=True, booked_cents=390)
FULL, OVER = replace(DESK, free=0), replace(DESK, free=-1, granted=True, has_place=True, wanted=True, held_until=STARTS_AT)
END_OF_MONTH = datetime(2026, 12, 31, 23, tzinfo=UTC)  # midnight in Paris


@pytest.mark.rule(52)
@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        (DESK, BEFORE, ()),
        (DESK, LIMIT, (Refusal.TOO_LATE_TO_BOOK,)),
        (replace(DESK, late_book=ASK), LIMIT, (Refusal.ASK_TO_BOOK,)),
        (replace(DESK, late_book=surcharge(percent=50)), LIMIT, ()),
        (replace(DESK, late_book=surcharge(percent=50, until=LATE_LIMIT)), LATE_LIMIT, (Refusal.TOO_LATE_TO_BOOK,)),
        (replace(DESK, opens_at=LIMIT), BEFORE, (Refusal.NOT_YET,)),
        (replace(DESK, closes_at=BEFORE), BEFORE, (Refusal.WINDOW_CLOSED,)),
        (replace(DESK, no_dossier=True), BEFORE, (Refusal.NO_DOSSIER,)),
        (replace(DESK, billed_cents=390), BEFORE, (Refusal.BILLED,)),
        (replace(DESK, book_until=None), STARTS_AT, (Refusal.STARTED,)),
        (FULL, BEFORE, (Refusal.FULL,)),
        (FULL, LIMIT, (Refusal.TOO_LATE_TO_BOOK, Refusal.FULL)),
        (replace(FULL, has_place=True), BEFORE, ()),
        (OVER, BEFORE, (Refusal.FULL,)),
        (replace(OVER, free=0), BEFORE, ()),  # somebody left meanwhile: the place is one of those that there are
        (replace(OVER, granted=False), BEFORE, ()),  # the one too many is another child's
        (BOOKED, BEFORE, ()),
        (BOOKED, LIMIT, (Refusal.TOO_LATE_TO_CANCEL,)),
        (replace(BOOKED, late_cancel=ASK), LIMIT, (Refusal.ASK_TO_CANCEL,)),
    ],
)
def test_an_agent_who_may_passes_over_what_refuses_a_family(facts: SlotFacts, now: datetime, expected: tuple[Refusal, ...]) -> None:
    to = not facts.booked
    assert rules.exceeded(facts, to=to, now=now) == expected
    assert rules.why_not_changed(facts, to=to, now=now) is None
    assert rules.exceeded(facts, to=facts.booked, now=now) == ()


@pytest.mark.parametrize("facts", [DESK, FULL, BOOKED, replace(DESK, opens_at=STARTS_AT), replace(DESK, no_dossier=True), replace(DESK, billed_cents=390)])
@pytest.mark.parametrize("now", [BEFORE, LIMIT, STARTS_AT])
def test_without_the_right_the_refusals_are_those_of_families_and_nothing_is_passed_over(facts: SlotFacts, now: datetime) -> None:
    plain = replace(facts, exceeding=False)
    to = not facts.booked
    family = rules.why_not_booked(plain, now=now) if to else rules.why_not_cancelled(plain, now=now)
    assert rules.why_not_changed(plain, to=to, now=now) is family
    assert rules.exceeded(plain, to=to, now=now) == ()
    assert rules.state_of(plain, now=now) is not CellState.BEYOND


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        (replace(DESK, booked_elsewhere=True), BEFORE, Refusal.ELSEWHERE),
        (DESK, STARTS_AT, None),
        (DESK, END_OF_MONTH - TICK, None),
        (DESK, END_OF_MONTH, Refusal.MONTH_OVER),
        (BOOKED, END_OF_MONTH - TICK, None),
        (BOOKED, END_OF_MONTH, Refusal.MONTH_OVER),
        (replace(FULL, billed_cents=390), END_OF_MONTH, Refusal.MONTH_OVER),
        (DESK, datetime(2027, 12, 1, tzinfo=UTC), Refusal.MONTH_OVER),
    ],
)
def test_the_other_household_and_a_month_that_is_over_stand_against_everybody(facts: SlotFacts, now: datetime, expected: Refusal | None) -> None:
    assert rules.why_not_changed(facts, to=not facts.booked, now=now) is expected


@pytest.mark.parametrize(
    ("facts", "now", "state", "tag"),
    [
        (DESK, BEFORE, CellState.FREE, ""),
        (DESK, LIMIT, CellState.BEYOND, "hors délai"),
        (FULL, BEFORE, CellState.BEYOND, "complet (24/24)"),
        (FULL, LIMIT, CellState.BEYOND, "hors délai, complet (24/24)"),
        (replace(DESK, no_dossier=True), BEFORE, CellState.BEYOND, "sans dossier"),
        (replace(DESK, opens_at=LIMIT), BEFORE, CellState.BEYOND, "pas encore ouvert"),
        (replace(DESK, billed_cents=390), BEFORE, CellState.BEYOND, "retiré, facturé"),
        (OVER, BEFORE, CellState.HELD, "au-delà de la capacité (25/24)"),
        (replace(FULL, wanted=True), BEFORE, CellState.LAPSED, "au-delà de la capacité (25/24)"),
        (replace(DESK, wanted=True, free=None, capacity=None), LIMIT, CellState.ADDED, "hors délai"),
        (BOOKED, LIMIT, CellState.BOOKED, "retrait hors délai"),
        (replace(BOOKED, wanted=False), LIMIT, CellState.REMOVED_BILLED, "hors délai"),
        (BOOKED, END_OF_MONTH, CellState.KEPT, "retrait hors délai"),
        (replace(DESK, late_book=surcharge(percent=50)), LIMIT, CellState.LATE, ""),
    ],
)
def test_a_cell_says_what_its_change_passes_over(facts: SlotFacts, now: datetime, state: CellState, tag: str) -> None:
    assert rules.state_of(facts, now=now) is state
    assert beyond.tag(facts, now=now).replace("\u00a0", " ") == tag


def test_what_is_booked_again_is_no_longer_billed_as_withdrawn() -> None:
    assert rules.difference_cents(replace(DESK, billed_cents=390), to=True, now=BEFORE) == 0
    assert rules.difference_cents(replace(DESK, price_cents=420, billed_cents=390), to=True, now=BEFORE) == 30


def test_late_terms_cost_the_same_at_the_desk_after_their_second_limit() -> None:
    late = replace(DESK, late_book=surcharge(percent=50, until=LATE_LIMIT))
    assert rules.surcharge_cents(late, to=True, now=LATE_LIMIT) == 195
    assert rules.owed_cents(BOOKED, now=LIMIT) == 390
