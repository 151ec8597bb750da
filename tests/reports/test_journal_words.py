"""What is written in the journal is read in words."""

import pytest

from app.core import database
from app.reports.journal import words


async def test_each_act_that_the_demo_writes_has_words(lively_chavagne: str) -> None:
    known = await database.fetch("select distinct act from audit_entry")
    assert sorted(row["act"] for row in known if words.act(row["act"]) == row["act"]) == []


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({"role_before": "accueil", "role": "direction"}, [("rôle", "accueil → direction")]),
        ({"sites_before": "", "sites": "a b"}, [("sites", "rien → a b")]),
        ({"on_paper": True, "reason": None}, [("code de secours", "oui")]),
        ({"reason": "wrong", "unknown": 3}, [("raison", "adresse ou mot de passe faux"), ("unknown", "3")]),
    ],
)
def test_details_say_from_what_to_what(told: dict[str, object], read: list[tuple[str, str]]) -> None:
    assert list(words.details(told)) == read
