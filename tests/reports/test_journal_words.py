"""What is written in the journal is read in words."""

import ast

import pytest

from app.core import database
from app.reports.journal import words
from tests.serving.portals import ROOT


async def test_each_act_that_the_demo_writes_has_words(lively_chavagne: str) -> None:
    known = await database.fetch("select distinct act from audit_entry")
    assert sorted(row["act"] for row in known if words.act(row["act"]) == row["act"]) == []


def written_as_they_stand() -> set[str]:
    """The acts that the code gives to the audit trail in so many words."""
    found = set()
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"audit.record", "audit.record_each"} and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
    return found


def test_each_act_that_the_code_names_has_words() -> None:
    acts = written_as_they_stand()
    assert "document given" in acts
    assert sorted(act for act in acts if words.act(act) == act) == []


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
