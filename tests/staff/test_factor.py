"""The second factor: pure rules, on both sides of each step."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.staff.rules import factor

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
START = datetime(2026, 12, 1, 12, 0, 0, tzinfo=UTC)  # a step begins
STEP = int(START.timestamp()) // factor.STEP_SECONDS


@pytest.mark.parametrize(
    ("seconds", "taken"),
    [(-31, None), (-30, STEP), (-1, STEP), (0, STEP), (29, STEP), (30, STEP), (59, STEP), (60, None)],
)
def test_a_code_is_good_for_half_a_minute_before_and_after_its_own(seconds: int, taken: int | None) -> None:
    code = pyotp.TOTP(SECRET).at(START)
    assert factor.step_of(code, secret=SECRET, now=START + timedelta(seconds=seconds)) == taken


@pytest.mark.parametrize("typed", ["", "000000", "12345", "abcdef", "1234567", "é23456"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert factor.step_of(typed, secret=SECRET, now=START) is None


def test_a_code_may_be_typed_as_it_is_shown_in_two_groups() -> None:
    code = pyotp.TOTP(SECRET).at(START)
    assert factor.step_of(f" {code[:3]} {code[3:]} ", secret=SECRET, now=START) == STEP


@given(st.integers(min_value=0, max_value=15 * 366 * 24 * 3600))
def test_the_code_of_the_present_step_is_taken_at_any_time(seconds: int) -> None:
    now = START + timedelta(seconds=seconds)
    secret = factor.new_secret()
    assert factor.step_of(pyotp.TOTP(secret).at(now), secret=secret, now=now) == int(now.timestamp()) // factor.STEP_SECONDS


def test_what_the_demo_shows_is_taken_even_when_the_present_code_was_used() -> None:
    for used in (0, STEP - 1, STEP):
        step = factor.step_of(factor.next_code(SECRET, after_step=used, now=START), secret=SECRET, now=START)
        assert step is not None
        assert step > used


def test_codes_on_paper_are_read_however_they_are_typed() -> None:
    codes = factor.new_codes()
    assert len(set(codes)) == factor.CODES
    for code in codes:
        plain = code.replace("-", "")
        assert {factor.recovery_code(typed) for typed in (code, code.upper(), plain, f" {code} ", code.replace("-", " "))} == {plain}


@pytest.mark.parametrize("typed", ["", "123456", "abcd-efgh", "abcd-efgh-jkml", "abcd-efgh-jkm0", "abcd-efgh-jkmn-x"])
def test_what_cannot_be_a_code_on_paper_is_told_apart(typed: str) -> None:
    assert factor.recovery_code(typed) is None
