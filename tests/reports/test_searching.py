"""What is understood of what an agent typed."""

from datetime import date

import pytest

from app.reports.families.rules import searching
from app.reports.families.rules.searching import Search


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("", Search()),
        ("   ", Search()),
        ("Le Goff  anne", Search(words="Le Goff anne")),
        ("anne.legoff@ex", Search(email="anne.legoff@ex%")),
        ("Anne LEGOFF@EX", Search(words="Anne", email="legoff@ex%")),
        ("anne_l%@ex", Search(email=r"anne\_l\%@ex%")),
        ("+33 6 39 98", Search(phones=("+3363998%",))),
        ("0033639", Search(phones=("+33639%",))),
        ("+32.470", Search(phones=("+32470%",))),
        ("21", Search(number=21)),
        ("demande n° 21", Search(number=21)),
        ("Demande N°21", Search(number=21)),
        ("Noé 14/5/2018", Search(words="Noé", born_on=date(2018, 5, 14))),
        ("martin 14.05.2018 21", Search(words="martin", born_on=date(2018, 5, 14), number=21)),
        ("1" * 30, Search()),
        ("Le Goff 06", Search(words="Le Goff", phones=("+336%", "+2626%", "+5906%", "+5946%", "+5966%"))),
    ],
)
def test_what_was_typed_is_taken_apart(typed: str, understood: Search) -> None:
    assert searching.search_of(typed) == understood


@pytest.mark.parametrize("typed", ["06 39 98 12 34", "06.39.98.12.34", "0639981234", "06\u00a039\u00a098\u00a012\u00a034"])
def test_a_telephone_number_is_the_same_however_it_is_written(typed: str) -> None:
    assert searching.search_of(typed).phones[0] == "+33639981234%"


def test_a_day_that_does_not_exist_is_no_day() -> None:
    assert searching.search_of("31/02/2019").born_on is None


def test_names_keep_the_words_that_are_said_of_a_demande_only_with_its_number() -> None:
    assert searching.search_of("No Demande").words == "No Demande"
