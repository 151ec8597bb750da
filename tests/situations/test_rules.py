"""What may be said of a change, on both sides of each limit."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.situations import rules

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("days", "is_refused"),
    [(0, False), (-1830, False), (-1831, True), (366, False), (367, True)],
)
def test_a_change_is_of_the_last_years_or_of_the_one_that_comes(days: int, is_refused: bool) -> None:  # noqa: FBT001 - a case of the table
    assert bool(rules.why_not_since(TODAY + timedelta(days=days), today=TODAY)) == is_refused


@pytest.mark.parametrize(("days", "is_refused"), [(0, False), (1, True), (-6588, False), (-6589, True)])
def test_a_child_who_arrives_is_born_and_is_a_child(days: int, is_refused: bool) -> None:  # noqa: FBT001 - a case of the table
    assert bool(rules.why_not_born(TODAY + timedelta(days=days), today=TODAY)) == is_refused


@pytest.mark.parametrize(
    ("text", "qf"),
    [
        *[("687", 687), ("1 024,50 €", 1024), ("1\u202f024.9", 1024), ("0", 0), ("99999", 99_999)],
        *[("100000", None), ("", None), ("moins", None), ("-3", None), ("²", None)],
    ],
)
def test_a_quotient_familial_is_read_as_it_is_written_on_its_attestation(text: str, qf: int | None) -> None:
    assert rules.qf_of(text) == qf


@given(st.text(max_size=20))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    qf = rules.qf_of(text)
    assert qf is None or 0 <= qf <= rules.HIGHEST_QF
