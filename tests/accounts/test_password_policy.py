"""Which passwords are accepted, on both sides of each boundary."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.accounts.rules import password_policy
from app.accounts.rules.refusals import Reason

FAMILY = ("anne.martin@exemple.fr", "Ville de Chavagne", "Clervie", "Martin", "14052017")
GOOD = "tracteur violet nage loin"


def is_accepted(password: str) -> bool:
    return password_policy.why_refused(password, own_words=FAMILY) is None


@pytest.mark.rule(9)
@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        ("kx7vqmz2wpd", False),  # 11
        ("kx7vqmz2wpdr", True),  # 12
        ("kxvqmzwpdrjh", True),  # no composition rule: lower case alone
        ("une girafe bleue sur le toit", True),  # spaces
        ("ŒŁþΩ жщ字あ가ไç!", True),
        ("q7" + "éàü字あж" * 21, True),  # 128 characters of Unicode
        ("q7x" + "éàü字あж" * 21, False),  # 129
    ],
)
def test_twelve_to_128_characters_whatever_they_are(password: str, *, accepted: bool) -> None:
    assert is_accepted(password) is accepted


@pytest.mark.rule(9)
def test_every_character_counts_up_to_the_last() -> None:
    long = "tracteur violet nage loin " * 5
    assert password_policy.normalised(long[:127] + "a") != password_policy.normalised(long[:127] + "b")


@pytest.mark.rule(9)
@settings(deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_a_password_is_never_cut_trimmed_or_lowered(password: str) -> None:
    assert password_policy.normalised(password) == unicodedata.normalize("NFKC", password)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_a_password_composed_by_another_keyboard_is_the_same(password: str) -> None:
    assert password_policy.normalised(unicodedata.normalize("NFD", password)) == password_policy.normalised(password)


@pytest.mark.rule(10)
@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "azertyuiop123",
        "qsdfghjklmwxcvbn",
        "motdepasse2024",
        "MotDePasse123!",
        "bonjour12345!",
        "soleilsoleil",
        "aaaaaaaaaaaaaaaa",
        "123456789012",
        "juillet2026!",
        "anne.martin@exemple.fr",
        "annemartin2026",
        "clervie2019clervie",
        "Clérvie14052017",
        "villedechavagne",
        "Chavagne35310",
        "martin14052017",
    ],
)
def test_what_somebody_would_try_first_is_refused_with_what_to_do(password: str) -> None:
    refusal = password_policy.why_refused(password, own_words=FAMILY)
    assert refusal is not None
    assert refusal.reason is Reason.WEAK_PASSWORD
    assert "mots sans rapport" in refusal.sentence


@pytest.mark.rule(10)
def test_the_words_of_a_family_are_refused_to_that_family_alone() -> None:
    password = "Clervie-Ménezguen-35"
    family = ("Clervie", "Ménezguen", "35")
    assert password_policy.why_refused(password, own_words=()) is None
    assert password_policy.why_refused(password, own_words=family) is not None
    assert password_policy.why_refused(password, own_words=()) is None


def test_a_refused_length_says_the_length() -> None:
    short, long = (password_policy.why_refused(password, own_words=()) for password in ("court", GOOD * 6))
    assert short is not None
    assert "12 caractères au moins" in short.sentence
    assert long is not None
    assert "128 caractères au plus" in long.sentence
