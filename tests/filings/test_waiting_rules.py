"""How long a demande has waited, and what the law says of it."""

from datetime import UTC, date, datetime

import pytest

from app.filings import acknowledgement
from app.filings.rules import Status
from app.filings.rules.waiting import Delay, Show, Written, age_words, delay_of

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("came_on", "words"),
    [
        (TODAY, "aujourd’hui"),
        (date(2026, 11, 29), "hier"),
        (date(2026, 11, 28), "il y a 2\u00a0jours"),
        (date(2026, 10, 2), "il y a 59\u00a0jours"),
        (date(2026, 10, 1), "il y a 2\u00a0mois"),
        (date(2026, 12, 1), "aujourd’hui"),
    ],
)
def test_the_age_of_a_demande_in_words(came_on: date, words: str) -> None:
    assert age_words(came_on, today=TODAY) == words


@pytest.mark.parametrize(
    ("due_on", "status", "delay"),
    [
        (date(2026, 11, 29), Status.SENT, Delay.LATE),
        (date(2026, 11, 30), Status.SENT, Delay.SOON),
        (date(2026, 12, 10), Status.PENDING, Delay.SOON),
        (date(2026, 12, 11), Status.PENDING, Delay.CALM),
        (date(2026, 1, 1), Status.NEEDS_INFO, Delay.CALM),
        (date(2026, 1, 1), Status.ACCEPTED, Delay.CALM),
        (None, Status.SENT, Delay.CALM),
    ],
)
def test_the_last_day_of_the_two_months_is_in_time(due_on: date | None, status: Status, delay: Delay) -> None:
    assert delay_of(status, due_on=due_on, today=TODAY) is delay


@pytest.mark.parametrize(
    "today", [date(2026, 11, 30), date(2027, 2, 28), date(2027, 3, 1), date(2028, 2, 29), date(2027, 5, 1), date(2026, 12, 31), date(2027, 1, 1)]
)
def test_what_is_late_is_what_was_due_before_today(today: date) -> None:
    """Months of 28, 29, 30 and 31 days: the filter and the flag say the same."""
    last = acknowledgement.last_late_day(today=today)
    assert acknowledgement.due_on(datetime(last.year, last.month, last.day, 12, tzinfo=UTC)) < today
    following = date.fromordinal(last.toordinal() + 1)
    assert acknowledgement.due_on(datetime(following.year, following.month, following.day, 12, tzinfo=UTC)) >= today


def test_each_status_is_in_one_part_of_the_queue_beside_all() -> None:
    shown = [status for show in Show if show is not Show.ALL for status in show.statuses]
    assert sorted(shown) == sorted(Status)
    assert Show.ALL.statuses == tuple(Status)


def test_what_is_written_to_the_family_is_one_text() -> None:
    assert Written(phrases=("La pièce est illisible.", "Une page manque."), words="  Merci. ").note == "La pièce est illisible. Une page manque. Merci."
    assert Written(words="   ").note == ""
