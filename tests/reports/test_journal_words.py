"""What is written in the journal is read in words."""

import ast
from collections.abc import Iterator
from uuid import uuid4

import pytest

from app.core import database
from app.filings import procedures
from app.filings.rules.transitions import Act
from app.reports.journal import words
from tests.serving.portals import ROOT

ADDRESS = [("champ", "adresse postale"), ("valeur", "rien → Rue Haute")]
RECORDING = {"audit.record", "audit.record_each", "_apply_record", "applying.apply_record"}


async def test_each_act_that_the_demo_writes_has_words(lively_chavagne: str) -> None:
    known = await database.fetch("select distinct act from audit_entry")
    assert sorted(row["act"] for row in known if words.act(row["act"]) == row["act"]) == []


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({"role_before": "accueil", "role": "direction"}, [("rôle", "accueil → direction")]),
        ({"sites_before": "", "sites": "a b"}, [("sites", "rien → a b")]),
        ({"on_paper": True, "reason": None}, [("code de secours", "oui")]),
        ({"reason": "wrong", "unknown": 3}, [("motif", "adresse ou mot de passe faux"), ("unknown", "3")]),
        ({"from": "sent", "to": "accepted"}, [("état", "envoyée → traitée positivement")]),
        ({"from": None, "to": str(uuid4())}, []),
        ({"field": "household_address", "value_before": "", "value": "Rue Haute", "household": str(uuid4())}, ADDRESS),
        (
            {"slot 7": "free → booked (too_late_to_book, full)", "reason": True, "waived": False, "difference_cents": 390},
            [
                ("créneau 7", "libre → réservé (hors délai et au-delà de la capacité)"),
                ("motif", "oui"),
                ("retard non facturé", "non"),
                ("différence pour la famille", "+3,90\u00a0€"),
            ],
        ),
        ({"slot 8": "booked → free"}, [("créneau 8", "réservé → libre")]),
    ],
)
def test_details_say_from_what_to_what(told: dict[str, object], read: list[tuple[str, str]]) -> None:
    assert list(words.details(told)) == read


def test_each_act_that_the_code_names_has_words() -> None:
    named = {act for path in (ROOT / "app").rglob("*.py") for act in acts_in(ast.parse(path.read_text()))}
    assert {"take charge", "edited the catalogue", "take down document"} <= named
    assert sorted(act for act in named | {f"{act} a filing" for act in Act} if act not in words.ACTS) == []


def acts_in(module: ast.Module) -> Iterator[str]:
    for call in (node for node in ast.walk(module) if isinstance(node, ast.Call) and ast.unparse(node.func) in RECORDING):
        for given in [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "act")]:
            if isinstance(given, ast.Constant):
                yield str(given.value)


def test_a_demande_is_sent_under_the_title_of_its_demarche() -> None:
    assert words.act("filing bookings") == f"a envoyé une demande ({procedures.of_code('bookings').title})"
    assert words.act("filing of-another-time") == "a envoyé une demande (of-another-time)"
