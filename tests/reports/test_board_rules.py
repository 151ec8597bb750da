"""How many animateurs are expected: the table of the code de l’action sociale, on both sides of each limit."""

from datetime import date, datetime, timedelta

import pytest

from app.catalogue.rules import admission
from app.reports.boards import rules
from app.reports.boards.rules import Expected, Present

SHORT, FIVE_HOURS, LONG = timedelta(hours=2), timedelta(hours=5), timedelta(hours=5, minutes=1)
CLASS, HOLIDAYS = ("school",), ("short_holidays", "summer")


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.fromisoformat(f"2026-12-09T{hour:02}:{minute:02}:00+01:00")


@pytest.mark.parametrize(
    ("under_six", "from_six", "periods", "stretch", "fewest", "most"),
    [
        (8, 0, HOLIDAYS, LONG, 1, 1),
        (9, 0, HOLIDAYS, LONG, 2, 2),
        (0, 12, HOLIDAYS, LONG, 1, 1),
        (0, 13, HOLIDAYS, SHORT, 2, 2),
        (8, 12, HOLIDAYS, LONG, 2, 2),
        (1, 1, HOLIDAYS, LONG, 2, 2),
        (10, 0, CLASS, SHORT, 1, 1),
        (11, 0, CLASS, SHORT, 1, 2),
        (14, 0, CLASS, FIVE_HOURS, 1, 2),
        (15, 0, CLASS, FIVE_HOURS, 2, 2),
        (0, 14, CLASS, SHORT, 1, 1),
        (0, 15, CLASS, SHORT, 1, 2),
        (0, 18, CLASS, FIVE_HOURS, 1, 2),
        (0, 19, CLASS, FIVE_HOURS, 2, 2),
        (8, 12, CLASS, LONG, 2, 2),
        (9, 13, CLASS, LONG, 2, 4),
        (10, 14, CLASS, LONG, 2, 4),
        (11, 15, CLASS, LONG, 4, 4),
    ],
)
def test_the_ratios_are_those_of_the_code(under_six: int, from_six: int, periods: tuple[str, ...], stretch: timedelta, fewest: int, most: int) -> None:
    told = rules.expected(Present(under_six=under_six, from_six=from_six), periods=periods, stretch=stretch)
    assert told == Expected(fewest=fewest, most=most)


def test_nothing_is_told_of_nobody_nor_of_a_unit_that_does_not_say_which_time_it_is() -> None:
    assert rules.expected(Present(under_six=0, from_six=0), periods=CLASS, stretch=SHORT) is None
    assert rules.expected(Present(under_six=3, from_six=3), periods=(*CLASS, *HOLIDAYS), stretch=SHORT) is None


@pytest.mark.parametrize(
    ("hours", "stretch"),
    [
        ([], timedelta(0)),
        ([(at(7, 30), at(8, 30)), (at(16, 30), at(18, 45))], timedelta(hours=2, minutes=15)),
        ([(at(13, 30), at(18, 30)), (at(12), at(13, 30))], timedelta(hours=6, minutes=30)),
        ([(at(16, 30), at(18, 45)), (at(16, 45), at(17, 45))], timedelta(hours=2, minutes=15)),
        ([(at(7), at(8)), (at(8), at(9)), (at(9, 1), at(10))], timedelta(hours=2)),
    ],
)
def test_units_without_a_gap_are_one_stretch(hours: list[tuple[datetime, datetime]], stretch: timedelta) -> None:
    assert rules.longest_stretch(hours) == stretch


@pytest.mark.parametrize("day", [date(2026, 12, 8), date(2026, 2, 28), date(2026, 3, 1), date(2028, 2, 29)])
def test_who_is_six_agrees_with_ages(day: date) -> None:
    since = rules.six_since(day)
    for birth_date in (since - timedelta(days=1), since, since + timedelta(days=1), date(2020, 2, 29)):
        assert (birth_date <= since) == (admission.age_on(day, birth_date=birth_date) >= 6), birth_date
