"""An activity that asks for the dossier administratif: told with what is missing, refused by the server when tapping and when validating."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from app.core import clock, database
from app.filings import actions as filings
from app.filings.actions import Decision
from app.filings.rules.transitions import Act
from components.bookings.cell import CellState
from tests.bookings.families import ANNE, CLAIRE, Line, line_of
from tests.dossiers import filling
from tests.filings.walking import walking
from tests.pages import parsed, visiting, words
from tests.queries import counting

pytestmark = pytest.mark.usefixtures("chavagne")
HOLIDAYS, MEALS = "Accueil de loisirs Vacances", "Restauration scolaire"
DAY, MEAL_DAY = date(2026, 12, 22), date(2026, 12, 8)


async def holidays(child: str = "Clervie", *, of: UUID = ANNE) -> Line:
    return await line_of(of, child=child, activity=HOLIDAYS)


async def test_without_it_the_server_refuses_the_tap_and_says_why() -> None:
    line = await holidays()
    refused = await line.tap(DAY, "repas")
    assert refused.refused
    assert "le dossier administratif de l’enfant n’est pas encore envoyé" in refused.sentences[0]
    assert (await line.cell(DAY, "repas")).state is CellState.LOCKED
    await filling.filled()
    assert (await line.tap(DAY, "repas")).refused
    await filling.sent()
    assert not (await line.tap(DAY, "repas")).refused
    await line.validate()
    assert await line.state(DAY, "repas") is CellState.BOOKED


async def test_an_activity_that_does_not_ask_for_it_is_booked_without() -> None:
    meals = await line_of(ANNE, child="Clervie", activity=MEALS)
    assert not (await meals.tap(MEAL_DAY, "repas")).refused


async def test_one_that_is_withdrawn_or_refused_meanwhile_stops_the_validation() -> None:
    line, filing_id = await holidays(), await filling.sent()
    await line.tap(DAY, "repas")
    mark = (await line.recap()).mark
    done = await filings.decide(filing_id, Decision(act=Act.REJECT, note="Illisible", agent_id=uuid4()), now=clock.now())
    assert done == "rejected"
    assert not isinstance(await line.validate_as_read(mark), UUID)
    (lost,) = (await line.recap()).refused
    assert lost.refusal == "no_dossier"
    assert await database.fetch_value("select count(*) from booking") == 0


async def test_what_the_service_asks_for_more_closes_nothing() -> None:
    line, filing_id = await holidays(), await filling.sent()
    await filings.decide(filing_id, Decision(act=Act.ASK, note="Le contrat\u00a0?", agent_id=uuid4()), now=clock.now())
    assert not (await line.tap(DAY, "repas")).refused


async def test_what_is_booked_already_can_be_withdrawn_without_it() -> None:
    line = await holidays()
    filing_id = await filling.sent()
    await line.tap(DAY, "repas")
    await line.validate()
    await filings.decide(filing_id, Decision(act=Act.REJECT, note="Illisible", agent_id=uuid4()), now=clock.now())
    assert not (await line.tap(DAY, "repas", ticked=False)).refused


async def test_the_dossier_of_a_brother_or_of_another_home_does_not_count() -> None:
    await filling.sent("Malo")
    assert (await (await holidays()).tap(DAY, "repas")).refused
    loic = await database.fetch_value("select account from guardian where first_name = 'Loïc'")
    await filling.sent("Inès", by=loic)
    assert (await (await holidays("Inès", of=CLAIRE)).tap(DAY, "repas")).refused


async def test_the_grid_names_what_is_missing_with_the_way_to_it() -> None:
    line, here = await holidays(), (await filling.dossier()).here
    grid = f"/reservations/{line.enrolment_id}"
    await filling.filled(but={"assurance": {}})
    async with visiting() as visitor:
        await walking(visitor)
        with counting() as statements:
            page = parsed(await visitor.get(grid))
        assert len(statements) <= 9, statements  # one more than a grid that is open
        links = {words(link): link.attributes["href"] for link in page.css(f"a[href^='{here}']")}
        assert links == {"Assurance À compléter": f"{here}/assurance"}
        await filling.kept("assurance", filling.INSURANCE)
        ready = parsed(await visitor.get(grid))
        assert [link.attributes["href"] for link in ready.css(f"a[href^='{here}']")] == [here]
        await filling.sent()
        assert here not in (await visitor.get(grid)).text
