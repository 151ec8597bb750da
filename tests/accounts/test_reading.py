"""Addresses of pages, addresses of mail, names of browsers: what is typed or claimed, read strictly."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.accounts.rules import devices, email_addresses, lifetimes, places
from tests.accounts.people import COMPUTER, NOON, PHONE


@pytest.mark.rule(36)
@pytest.mark.parametrize(
    "elsewhere",
    [
        "",
        "//exemple.net",
        "///exemple.net",
        "/\\exemple.net",
        "\\/exemple.net",
        "\\\\exemple.net",
        "https:exemple.net",
        "https://exemple.net/compte",
        "javascript:alert(1)",
        "%2f%2fexemple.net",
        "/%2fexemple.net",
        "/%2Fexemple.net",
        "/%252fexemple.net",
        "/%5cexemple.net",
        "/%255cexemple.net",
        "/%09/exemple.net",
        "/%0d%0aLocation:%20//x",
        "/\t/exemple.net",
        "/\r\nSet-Cookie: a=b",
        "/\x00/x",
        " /compte",
        "/compte ",
        "compte",
        "?suite=/x",
        "/compte#ancre",
        "/été",
        "/" + "a" * places.LONGEST,
        "/deconnexion",
        "/deconnexion?x=1",
    ],
)
def test_an_address_that_is_not_a_page_of_ours_is_refused(elsewhere: str) -> None:
    assert places.own_path(elsewhere) is None
    assert places.after_signing_in(elsewhere, home="/tableau-de-bord") == "/tableau-de-bord"


@pytest.mark.parametrize(
    "ours", ["/", "/compte", "/reservations/5f0c?semaine=2026-12-07", "/compte/adresse/a.b-c_d~e", "/demandes?q=caf%C3%A9&page=2", "/a//b"]
)
def test_a_page_of_ours_is_kept_as_it_is(ours: str) -> None:
    assert places.own_path(ours) == ours


@pytest.mark.rule(36)
@settings(deadline=None)
@given(st.text(max_size=40))
def test_what_is_kept_always_starts_with_one_slash_and_is_printable(text: str) -> None:
    kept = places.own_path("/" + text)
    assert kept is None or (kept[:2] not in {"//", "/\\"} and kept.isascii() and kept.isprintable() and " " not in kept)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Anne.Martin@Exemple.FR", "anne.martin@exemple.fr"),
        ("  anne@exemple.fr\t", "anne@exemple.fr"),
        ("anne+cantine@mail.exemple.co.uk", "anne+cantine@mail.exemple.co.uk"),
        ("o'brien@exemple.fr", "o'brien@exemple.fr"),
        ("anne", None),
        ("anne@", None),
        ("@exemple.fr", None),
        ("anne@exemple", None),
        ("anne@@exemple.fr", None),
        ("anne..m@exemple.fr", None),
        ("anne @exemple.fr", None),
        ("anné@exemple.fr", None),
        ("anne@-exemple.fr", None),
        ('"a b"@exemple.fr', None),
        ("a" * 65 + "@exemple.fr", None),
        ("a@" + "b" * 64 + ".fr", None),
        ("a@" + "b." * 130 + "fr", None),
    ],
)
def test_an_address_of_mail_has_one_writing(typed: str, address: str | None) -> None:
    assert email_addresses.normalised(typed) == address


@pytest.mark.rule(44)
@pytest.mark.parametrize(
    "slipped", ["anne@exemple.fr\r\nBcc: x@y.fr", "anne@exemple.fr\nBcc: x@y.fr", "anne\r@exemple.fr", "a@exemple.fr,b@exemple.fr", "<a@exemple.fr>"]
)
def test_nothing_slips_into_the_headers_of_a_mail(slipped: str) -> None:
    assert email_addresses.normalised(slipped) is None


@pytest.mark.rule(54)
def test_a_long_hostile_address_is_read_at_once() -> None:
    assert email_addresses.normalised("a." * 100_000 + "@" + "b-" * 100_000) is None


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (PHONE, "Chrome sur Android"),
        (COMPUTER, "Firefox sur Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 15_8 like Mac OS X) AppleWebKit/605.1.15 Version/15.6 Mobile/15E148 Safari/604.1", "Safari sur iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0", "Edge sur Mac"),
        ("curl/8.5", "Navigateur"),
        ("", "Navigateur"),
    ],
)
def test_a_browser_is_named_in_words(user_agent: str, words: str) -> None:
    assert devices.words_of(user_agent) == words


@pytest.mark.rule(4)
def test_a_session_ends_when_idle_or_when_its_life_is_spent() -> None:
    life = NOON + lifetimes.FAMILY_SESSION
    assert lifetimes.session_end(seen_at=NOON, ends_at=life) == NOON + timedelta(minutes=30)
    assert lifetimes.session_end(seen_at=life - timedelta(minutes=1), ends_at=life) == life
