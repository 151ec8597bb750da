"""What happens after a limit: who pays what, who is sent to the service, who is refused; on both sides of each boundary, and for any facts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bookings import rules
from app.bookings.rules import LateTerms, Refusal, SlotFacts
from app.catalogue.rules.cutoffs import LateOutcome
from app.catalogue.timetable import LONG_AGO
from components.bookings.cell import CellState
from tests.bookings.slot_facts import ASK, FREE, LATE_LIMIT, LIMIT, STARTS_AT, surcharge

TICK = timedelta(microseconds=1)
HALF_MORE, UNTIL_SECOND = surcharge(percent=50), surcharge(percent=50, until=LATE_LIMIT)
BOOKED = replace(FREE, booked=True, booked_cents=390, booked_surcharge_cents=195)
MORE = replace(FREE, late_book=HALF_MORE)
SECOND = replace(FREE, late_book=UNTIL_SECOND)
BILLED = replace(BOOKED, late_cancel=surcharge(cents=0))


@pytest.mark.rule(52)
@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        (MORE, LIMIT - TICK, None),
        (MORE, LIMIT, None),
        (MORE, STARTS_AT - TICK, None),
        (MORE, STARTS_AT, Refusal.STARTED),
        (SECOND, LATE_LIMIT - TICK, None),
        (SECOND, LATE_LIMIT, Refusal.TOO_LATE_TO_BOOK),
        (replace(FREE, late_book=ASK), LIMIT - TICK, None),
        (replace(FREE, late_book=ASK), LIMIT, Refusal.ASK_TO_BOOK),
        (replace(FREE, late_book=ASK), STARTS_AT, Refusal.STARTED),
        (replace(FREE, late_book=replace(ASK, until=LATE_LIMIT)), LATE_LIMIT, Refusal.TOO_LATE_TO_BOOK),
        (replace(MORE, book_until=LONG_AGO), LIMIT, None),
        (replace(MORE, closes_at=LIMIT + TICK), LIMIT, None),
        (replace(MORE, closes_at=LIMIT + TICK), LIMIT + TICK, Refusal.WINDOW_CLOSED),
        (BILLED, LIMIT, None),
        (BILLED, STARTS_AT - TICK, None),
        (BILLED, STARTS_AT, Refusal.STARTED),
        (replace(BOOKED, late_cancel=ASK), LIMIT, Refusal.ASK_TO_CANCEL),
        (replace(BOOKED, late_cancel=surcharge(cents=0, until=LATE_LIMIT)), LATE_LIMIT, Refusal.TOO_LATE_TO_CANCEL),
    ],
)
def test_after_a_limit_the_rule_says_what_can_still_be_done(facts: SlotFacts, now: datetime, expected: Refusal | None) -> None:
    assert rules.why_not_changed(facts, to=not facts.booked, now=now) is expected


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        (MORE, LIMIT - TICK, CellState.FREE),
        (MORE, LIMIT, CellState.LATE),
        (replace(MORE, free=0), LIMIT, CellState.FULL),
        (replace(MORE, wanted=True), LIMIT, CellState.ADDED),
        (replace(MORE, wanted=True, free=1, held_until=STARTS_AT), LIMIT, CellState.HELD),
        (replace(MORE, wanted=True, free=1), LIMIT, CellState.LAPSED),
        (replace(FREE, late_book=ASK), LIMIT, CellState.LOCKED),
        (replace(FREE, late_book=ASK, wanted=True), LIMIT, CellState.LOCKED),
        (BILLED, LIMIT, CellState.BOOKED),
        (replace(BILLED, wanted=False), LIMIT - TICK, CellState.REMOVED),
        (replace(BILLED, wanted=False), LIMIT, CellState.REMOVED_BILLED),
        (replace(BOOKED, late_cancel=ASK), LIMIT, CellState.KEPT),
    ],
)
def test_a_cell_shows_what_late_means_for_it(facts: SlotFacts, now: datetime, expected: CellState) -> None:
    assert rules.state_of(facts, now=now) is expected


@pytest.mark.parametrize(
    ("price", "terms", "expected"),
    [
        (390, surcharge(percent=50), 195),
        (125, surcharge(percent=50), 63),  # 62.5: half a cent counts as one
        (333, surcharge(percent=50), 167),
        (1, surcharge(percent=49), 0),
        (1, surcharge(percent=50), 1),
        (390, surcharge(percent=100), 390),
        (390, surcharge(cents=150), 150),
        (0, surcharge(percent=50), 0),
        (0, surcharge(cents=150), 150),
    ],
)
def test_a_surcharge_is_rounded_half_up_to_the_cent(price: int, terms: LateTerms, expected: int) -> None:
    facts = replace(FREE, price_cents=price, late_book=terms)
    assert rules.surcharge_cents(facts, to=True, now=LIMIT) == expected
    assert rules.surcharge_cents(facts, to=True, now=LIMIT - TICK) == 0


@pytest.mark.parametrize(
    ("late_cancel", "now", "owed", "difference"),
    [
        (surcharge(cents=0), LIMIT - TICK, 0, -585),
        (surcharge(cents=0), LIMIT, 585, 0),  # withdrawn, billed: all that was due stays due
        (surcharge(cents=150), LIMIT, 735, 150),
        (surcharge(percent=20), LIMIT, 663, 78),  # of the price, not of the surcharge that came with it
        (surcharge(percent=20), LIMIT - TICK, 0, -585),
    ],
)
def test_what_is_withdrawn_late_stays_billed(late_cancel: LateTerms, now: datetime, owed: int, difference: int) -> None:
    facts = replace(BOOKED, late_cancel=late_cancel, price_cents=999)
    assert rules.owed_cents(facts, now=now) == owed
    assert rules.difference_cents(facts, to=False, now=now) == difference


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (datetime(2026, 3, 29, 0, 59, 59, 999999, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)),  # 2 h becomes 3 h
        (datetime(2026, 10, 25, 0, 59, 59, 999999, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),  # 3 h becomes 2 h
    ],
)
def test_on_the_sundays_that_change_the_clock_a_limit_is_one_instant(before: datetime, after: datetime) -> None:
    """The hour that comes twice in October is late the second time, whatever the wall clock shows."""
    facts = replace(MORE, opens_at=LONG_AGO, book_until=after, starts_at=after + timedelta(hours=5))
    assert [rules.state_of(facts, now=now) for now in (before, after)] == [CellState.FREE, CellState.LATE]
    assert [rules.surcharge_cents(facts, to=True, now=now) for now in (before, after)] == [0, 195]


instants = st.integers(-4, 60).map(lambda hours: LIMIT + timedelta(hours=hours))
terms = st.none() | st.builds(LateTerms, outcome=st.just(LateOutcome.ASK), percent=st.none(), cents=st.none(), until=st.none() | instants)
terms |= st.builds(surcharge, percent=st.integers(0, 200), until=st.none() | instants) | st.builds(surcharge, cents=st.integers(0, 500))
slots = st.builds(
    replace,
    st.just(FREE),
    opens_at=instants,
    closes_at=st.none() | instants,
    book_until=st.none() | st.just(LONG_AGO) | instants,
    cancel_until=st.none() | st.just(LONG_AGO) | instants,
    late_book=terms,
    late_cancel=terms,
    price_cents=st.integers(0, 2000),
    booked=st.booleans(),
    booked_cents=st.integers(0, 2000),
    booked_surcharge_cents=st.integers(0, 500),
    booked_elsewhere=st.booleans(),
    wanted=st.none() | st.booleans(),
    free=st.none() | st.integers(0, 2),
)
quick = settings(max_examples=200, deadline=None)


@quick
@given(slots, instants)
def test_nothing_changes_once_the_child_is_there(facts: SlotFacts, now: datetime) -> None:
    if now >= facts.starts_at:
        assert rules.is_locked(facts, now=now)


@quick
@given(slots, instants)
def test_a_cell_can_be_tapped_if_and_only_if_its_change_would_be_granted(facts: SlotFacts, now: datetime) -> None:
    state = rules.state_of(facts, now=now)
    assert state.look.tappable is (state is not CellState.FULL and not rules.is_locked(facts, now=now))


@quick
@given(slots, instants)
def test_a_change_costs_more_late_than_in_time_and_withdrawing_late_gives_nothing_back(facts: SlotFacts, now: datetime) -> None:
    to = not facts.booked
    in_time = facts.price_cents if to else -facts.booked_cents - facts.booked_surcharge_cents
    difference = rules.difference_cents(facts, to=to, now=now)
    if rules.is_late(facts, to=to, now=now):
        assert difference >= (in_time if to else 0)
    else:
        assert difference == in_time
        assert rules.surcharge_cents(facts, to=to, now=now) == 0
    assert rules.difference_cents(facts, to=facts.booked, now=now) == 0


@quick
@given(slots, instants, instants)
def test_what_a_clock_that_goes_on_took_away_never_comes_back(facts: SlotFacts, one: datetime, other: datetime) -> None:
    """Once booking is open, time alone can only lock a cell or make it late."""
    earlier, later = sorted((max(one, facts.opens_at), max(other, facts.opens_at)))
    if rules.is_locked(facts, now=earlier):
        assert rules.is_locked(facts, now=later)
    to = not facts.booked
    assert rules.surcharge_cents(facts, to=to, now=earlier) <= rules.surcharge_cents(facts, to=to, now=later)


@quick
@given(slots, instants)
def test_the_limit_that_is_told_is_the_instant_at_which_something_changes(facts: SlotFacts, now: datetime) -> None:
    """Until then the cell stays open at the same cost; from then on it is locked, or late."""
    limit = rules.next_limit(facts, now=now)
    if rules.is_locked(facts, now=now) or limit is None:
        return
    to = not facts.booked
    end = min(limit, facts.starts_at)
    assert now < end
    assert not rules.is_locked(facts, now=end - TICK)
    assert rules.surcharge_cents(facts, to=to, now=end - TICK) == rules.surcharge_cents(facts, to=to, now=now)
    assert rules.is_locked(facts, now=end) or (rules.is_late(facts, to=to, now=end) and not rules.is_late(facts, to=to, now=now))


@quick
@given(st.integers(0, 100_000), st.integers(0, 300))
def test_rounding_is_that_of_exact_arithmetic(price: int, percent: int) -> None:
    exact = Fraction(price * percent, 100)
    rounded = surcharge(percent=percent).surcharge_on(price)
    assert rounded - Fraction(1, 2) <= exact < rounded + Fraction(1, 2)
