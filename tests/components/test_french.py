"""What French asks of the words around a name."""

import pytest

from components import french


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Malo", "de Malo"),
        ("Inès", "d’Inès"),
        ("Élodie", "d’Élodie"),
        ("E\u0301lodie", "d’E\u0301lodie"),
        ("anne-lise", "d’anne-lise"),
        ("Œdipe", "d’Œdipe"),
        ("Yves", "d’Yves"),
        ("Yann", "de Yann"),
        ("Hugo", "de Hugo"),
        ("Y", "de Y"),
        ("Ômer", "d’Ômer"),
    ],
)
def test_of_gives_way_before_a_vowel(name: str, said: str) -> None:
    assert french.of(name) == said
