"""Who may do what to a demande, from which status: every cell of the table."""

import pytest

from app.filings.rules import Status, transitions
from app.filings.rules.transitions import TRANSITIONS, Act, Refusal, Side

FAMILY, OFFICE = Side.FAMILY, Side.OFFICE
ALLOWED = {
    (Act.TAKE, OFFICE): {Status.SENT},
    (Act.ASK, OFFICE): {Status.SENT, Status.PENDING},
    (Act.ACCEPT, OFFICE): {Status.SENT, Status.PENDING, Status.NEEDS_INFO},
    (Act.REJECT, OFFICE): {Status.SENT, Status.PENDING, Status.NEEDS_INFO},
    (Act.COMPLETE, FAMILY): {Status.NEEDS_INFO},
    (Act.WITHDRAW, FAMILY): {Status.SENT, Status.PENDING, Status.NEEDS_INFO},
}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("status", Status)
def test_each_side_does_what_is_its_own_while_it_is_time(act: Act, side: Side, status: Status) -> None:
    refusal = transitions.why_not(act, by=side, status=status, note="Il manque une date.")
    assert (refusal is None) == (status in ALLOWED.get((act, side), set()))
    assert refusal is None or refusal.sentence


@pytest.mark.parametrize("act", [Act.ASK, Act.REJECT])
@pytest.mark.parametrize("note", ["", "  \n"])
def test_asking_and_refusing_want_a_sentence(act: Act, note: str) -> None:
    assert transitions.why_not(act, by=OFFICE, status=Status.SENT, note=note) is Refusal.NO_REASON


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.REJECTED, Status.WITHDRAWN])
def test_nothing_moves_a_demande_that_is_over(status: Status) -> None:
    assert [act for act in Act if status in TRANSITIONS[act].since] == []
