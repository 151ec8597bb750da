"""What a form sent, read."""

import pytest

from app.core.forms import Submitted


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  Zoé 😀  ", "Zoé 😀"),
        ("\u202eeénA", "eénA"),
        ("\u2067a\u2069\x07", "a"),
        ("deux\r\nlignes\tici", "deux\r\nlignes\tici"),
        ("l\u2019\u00a0été\u200d", "l\u2019\u00a0été\u200d"),
    ],
)
def test_what_turns_words_round_is_not_kept(typed: str, read: str) -> None:
    assert Submitted(values={"nom": [typed]}).text("nom") == read


def test_a_text_of_unseen_letters_alone_is_missing() -> None:
    sent = Submitted(values={"nom": ["\u202e"]})
    assert (sent.text("nom", missing="Écrivez le nom."), sent.problem_of("nom")) == ("", "Écrivez le nom.")
