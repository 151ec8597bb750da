"""`/demandes`: what narrows the list, what is offered, and what becomes of addresses that ask for nothing that is there."""

from collections.abc import AsyncIterator
from datetime import date, datetime

import pytest

from app.core import database
from app.demo.sign_ins import PASSWORD
from app.filings import procedures
from app.filings.rules import Status
from components.ui import SummaryList
from tests.bookings.families import ANNE, CLAIRE
from tests.filings.ground import child_of, sent
from tests.pages import Visitor, parsed, visiting, words
from tests.queries import counting

LAST_YEAR = datetime.fromisoformat("2025-12-31T23:59:00+01:00")
NEW_YEAR = datetime.fromisoformat("2026-01-01T00:00:00+01:00")
RESULTS = "resultats"


@pytest.fixture
def other_procedure(monkeypatch: pytest.MonkeyPatch) -> str:
    """A second démarche, as another feature would declare it."""
    code = "trial"
    trial = procedures.Procedure(
        code=code, title="Dossier à l’essai", told=lambda _: SummaryList(rows=()), dates=lambda _: "", next_steps=lambda _: "Nous lisons votre dossier."
    )
    monkeypatch.setitem(procedures._REGISTERED, code, trial)
    return code


@pytest.fixture
async def anne(chavagne: str) -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        await visitor.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        yield visitor


async def shown(visitor: Visitor, query: str = "") -> tuple[str, list[int]]:
    """The count in words, and the numbers in their order."""
    answer = await visitor.get(f"/demandes{query}")
    assert answer.status_code == 200
    page = parsed(answer)
    return page.css(".found strong")[0].text(), [int((link.attributes["href"] or "").rpartition("/")[2]) for link in page.css(".rows a")]


async def offered(visitor: Visitor, query: str = "") -> dict[str, list[str]]:
    page = parsed(await visitor.get(f"/demandes{query}"))
    return {choice.attributes["name"] or "": [option.text() for option in choice.css("option")] for choice in page.css(".filters select")}


async def test_each_filter_keeps_its_demandes_and_they_narrow_together(anne: Visitor, other_procedure: str) -> None:
    clervie = await sent("Clervie")
    malo = await sent("Malo", status=Status.PENDING)
    dossier = await sent("Malo", procedure=other_procedure)
    old = await sent("Clervie", at=LAST_YEAR)
    first = await sent("Malo", at=NEW_YEAR)
    child = await child_of(ANNE, "Malo")
    assert await shown(anne) == ("5\u00a0demandes", [first, old, dossier, malo, clervie])
    assert await shown(anne, f"?enfant={child}") == ("3\u00a0demandes", [first, dossier, malo])
    assert await shown(anne, "?demarche=dossier-a-lessai") == ("1\u00a0demande", [dossier])
    assert await shown(anne, "?etat=en-cours") == ("1\u00a0demande", [malo])
    assert await shown(anne, "?annee=2025") == ("1\u00a0demande", [old])
    assert await shown(anne, f"?enfant={child}&etat=traitee-positivement&annee=2026&demarche=reservation") == ("1\u00a0demande", [first])


async def test_a_demande_about_nobody_is_left_out_when_a_child_is_chosen(anne: Visitor) -> None:
    await sent("Clervie")
    clervie = await child_of(ANNE, "Clervie")
    await database.fetch("update filing set beneficiary = null")
    mine = await sent("Malo")
    assert await shown(anne, f"?enfant={clervie}") == ("2\u00a0demandes", [mine, mine - 1]), "nothing is about her: nothing is narrowed"
    assert await shown(anne, f"?enfant={await child_of(ANNE, 'Malo')}") == ("1\u00a0demande", [mine])


async def test_only_what_the_household_has_is_offered_and_only_where_there_is_a_choice(anne: Visitor) -> None:
    await sent("Clervie")
    await sent("Inès", by=CLAIRE, status=Status.REJECTED, at=LAST_YEAR)
    assert await offered(anne) == {}
    await sent("Malo", status=Status.PENDING)
    assert await offered(anne) == {"enfant": ["Tous les enfants", "Clervie", "Malo"], "etat": ["Tous les états", "En cours", "Traitée positivement"]}
    assert (await offered(anne, "?annee=2026"))["annee"] == ["Toutes les années", "2026"], "what is chosen can be taken back"


@pytest.mark.parametrize(
    "query",
    ["?enfant=x", "?enfant=00000000-0000-0000-0000-000000000000", "?etat=refusee", "?etat=%00", "?annee=1", "?demarche=bookings",
     "?page=-3", "?page=a", "?page=9999999999",
     "?page=%C2%B2", "?avant=2", "?enfant=&demarche=&etat=&annee="],
)  # fmt: skip
async def test_damaged_and_unknown_values_narrow_nothing(anne: Visitor, query: str) -> None:
    number = await sent()
    assert await shown(anne, query) == ("1\u00a0demande", [number])


@pytest.mark.rule(22)
async def test_the_child_of_another_household_narrows_nothing_and_shows_nothing(anne: Visitor) -> None:
    mine = await sent()
    await sent("Inès", by=CLAIRE)
    assert await shown(anne, f"?enfant={await child_of(CLAIRE, 'Inès')}") == ("1\u00a0demande", [mine])


async def test_pages_keep_what_narrows_and_a_page_beyond_the_last_is_the_last(anne: Visitor) -> None:
    numbers = [await sent("Malo", status=Status.PENDING) for _ in range(21)]
    await sent("Malo")
    newest = numbers[::-1]
    assert await shown(anne, "?etat=en-cours") == ("21\u00a0demandes", newest[:10])
    page = parsed(await anne.get("/demandes?etat=en-cours&page=2"))
    assert [link.attributes["href"] for link in page.css(".pagination a")] == ["/demandes?etat=en-cours&page=1", "/demandes?etat=en-cours&page=3"]
    assert await shown(anne, "?etat=en-cours&page=3") == await shown(anne, "?etat=en-cours&page=99999") == ("21\u00a0demandes", newest[20:])


async def test_when_nothing_is_found_there_is_a_way_back_to_everything(anne: Visitor) -> None:
    await sent("Clervie")
    await sent("Malo", status=Status.PENDING)
    page = parsed(await anne.get(f"/demandes?etat=en-cours&enfant={await child_of(ANNE, 'Clervie')}"))
    assert page.css(".found strong")[0].text() == "Aucune demande"
    assert [link.attributes["href"] for link in page.css(f"#{RESULTS} a")] == ["/demandes"]
    assert "open" in page.css(".filters")[0].attributes


async def test_a_family_that_has_asked_for_nothing_is_led_to_reserve(anne: Visitor) -> None:
    page = parsed(await anne.get("/demandes"))
    assert "Vous n’avez encore rien demandé" in page.css(".empty")[0].text()
    assert page.css(".filters, .found") == []


async def test_the_list_drawn_alone_is_that_of_the_page(anne: Visitor) -> None:
    await sent("Clervie")
    await sent("Malo", status=Status.PENDING)
    for query in ("", "?etat=en-cours", f"?etat=en-cours&enfant={await child_of(ANNE, 'Clervie')}"):
        alone, page = await anne.get(f"/demandes{query}", target=RESULTS), await anne.get(f"/demandes{query}")
        assert alone.text.startswith(f'<div id="{RESULTS}"')
        assert alone.text in page.text


async def test_a_line_says_the_child_the_activity_the_days_and_when_it_was_sent(anne: Visitor) -> None:
    number = await sent(days=[date(2026, 12, 18), date(2026, 12, 7)])
    row = parsed(await anne.get("/demandes")).css(".rows a")[0]
    assert words(row) == (
        f"Réservation n°\u00a0{number} Clervie – Restauration scolaire – du 7 au 18\u00a0décembre Envoyée le 30\u00a0novembre 2026 Traitée positivement"
    )


async def test_many_demandes_take_as_many_statements_as_one(anne: Visitor) -> None:
    await sent("Clervie")
    with counting() as few:
        await anne.get("/demandes")
    for _ in range(30):
        await sent("Malo", status=Status.PENDING)
    with counting() as many:
        await anne.get(f"/demandes?etat=en-cours&annee=2026&enfant={await child_of(ANNE, 'Malo')}&page=2")
    asked = [statement for statement in many if "household_child" not in statement]  # the test's own
    assert len(asked) == len(few) <= 6
