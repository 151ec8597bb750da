"""Delays after wrong tries: they grow, are bounded, and fade."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.accounts.rules import refusals, throttling
from app.accounts.rules.throttling import ACCOUNT, EVERYBODY, ORIGIN, Limit, Tally

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
LIMITS = [ACCOUNT, ORIGIN, throttling.PROOF, throttling.MAIL_TO_ACCOUNT, throttling.MAIL_FROM_ORIGIN]


def after(tries: int, *, limit: Limit = ACCOUNT) -> Tally:
    """That many tries at the same instant."""
    tally = Tally(failures=0, counted_at=NOON)
    for _ in range(tries):
        tally = throttling.with_one_more(tally, limit=limit, now=NOON)
    return tally


@pytest.mark.rule(13)
@pytest.mark.parametrize(
    ("tries", "seconds"),
    [(0, 0), (5, 0), (6, 10), (7, 20), (8, 40), (9, 80), (11, 320), (12, 640), (13, 900), (30, 900), (5_000, 900)],
)
def test_the_delay_of_an_account_doubles_up_to_a_quarter_of_an_hour(tries: int, seconds: int) -> None:
    assert throttling.wait_before(after(tries), NOON) == timedelta(seconds=seconds)


@pytest.mark.rule(13)
@pytest.mark.parametrize("limit", LIMITS)
def test_no_delay_lasts_for_ever(limit: Limit) -> None:
    assert throttling.wait_before(after(100_0, limit=limit), NOON + limit.longest_delay) == timedelta(0)


@pytest.mark.rule(13)
def test_everybody_is_never_stopped_but_limits_become_stricter() -> None:
    flooded = after(EVERYBODY.free + 1, limit=EVERYBODY)
    assert throttling.wait_before(flooded, NOON) == timedelta(0)
    assert throttling.is_under_attack(flooded, NOON)
    assert not throttling.is_under_attack(flooded, NOON + EVERYBODY.fades)
    assert throttling.stricter(ACCOUNT).free == 1


@pytest.mark.parametrize(
    ("elapsed", "left"),
    [
        (timedelta(0), 6),
        (timedelta(minutes=29, seconds=59), 6),
        (timedelta(minutes=30), 5),
        (timedelta(minutes=89), 4),
        (timedelta(hours=3), 0),
        (timedelta(days=300), 0),
        (timedelta(minutes=-5), 6),  # another machine's clock is late
    ],
)
def test_a_failure_is_forgotten_every_half_hour(elapsed: timedelta, left: int) -> None:
    assert throttling.faded(after(6), limit=ACCOUNT, now=NOON + elapsed).failures == left


@settings(deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=4_000), max_size=60))
def test_fading_by_small_steps_forgets_as_much_as_at_once(steps: list[int]) -> None:
    tally, now = after(40), NOON
    for seconds in steps:
        now += timedelta(seconds=seconds)
        tally = throttling.faded(tally, limit=ACCOUNT, now=now)
    assert tally.failures == throttling.faded(after(40), limit=ACCOUNT, now=now).failures


@pytest.mark.parametrize(
    ("origin", "network"),
    [
        ("192.0.2.10", "192.0.2.10"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", ""),
        ("testclient", ""),
    ],
)
def test_an_origin_is_what_one_subscriber_holds(origin: str, network: str) -> None:
    assert throttling.network_of(origin) == network


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(milliseconds=1), "1\u00a0seconde"),
        (timedelta(seconds=10), "10\u00a0secondes"),
        (timedelta(seconds=59, milliseconds=1), "1\u00a0minute"),
        (timedelta(seconds=61), "2\u00a0minutes"),
        (timedelta(minutes=15), "15\u00a0minutes"),
    ],
)
def test_who_waits_what_is_said_is_let_through(wait: timedelta, words: str) -> None:
    assert refusals.words_of(wait) == words
