"""A day as people type it, in the French order."""

from datetime import date

import pytest

from app.core import days


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("05/09/2026", date(2026, 9, 5)),
        ("5-9-2026", date(2026, 9, 5)),
        ("1.4.2020", date(2020, 4, 1)),
        (" 05 . 09 . 2026 ", date(2026, 9, 5)),
        ("05 09 2026", date(2026, 9, 5)),
        ("29/02/2028", date(2028, 2, 29)),
        ("29/02/2027", None),
        ("31/04/2026", None),
        ("00/01/2026", None),
        ("2026-09-05", None),
        ("05/09/26", None),
        ("05092026", None),
        ("", None),
    ],
)
def test_a_date_is_read_in_the_french_order(typed: str, day: date | None) -> None:
    assert days.day_of(typed) == day


@pytest.mark.parametrize(("typed", "is_written"), [("31/04/2026", True), ("5-9-2026", True), ("05/09/26", False), ("demain", False)])
def test_what_is_written_as_a_date_is_told_from_what_is_not(typed: str, *, is_written: bool) -> None:
    assert days.is_written(typed) is is_written


@pytest.mark.rule(54)
@pytest.mark.parametrize("hostile", ["1/" * 100_000, f"1{' ' * 100_000}x", f"1 -{' ' * 100_000}x", f"{' ' * 100_000}1"])
def test_a_long_hostile_date_is_read_at_once(hostile: str) -> None:
    assert days.day_of(hostile) is None
