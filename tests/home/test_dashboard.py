"""The tableau de bord: what waits, the week of each child, the last demandes."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from selectolax.lexbor import LexborHTMLParser

from app.bookings import actions
from app.bookings.queries import recap
from app.core import clock
from app.demo.sign_ins import PASSWORD
from app.filings import actions as filings
from app.filings.actions import Decision
from app.filings.rules.transitions import Act
from tests.bookings.families import ANNE, CANTEEN_DAY, Line, line_of
from tests.filings import drafting
from tests.filings.ground import sent
from tests.pages import Visitor, parsed, visiting, words
from tests.queries import counting

MONDAY_OF = datetime.fromisoformat("2026-12-07T08:00:00+01:00")
SATURDAY_BEFORE = datetime.fromisoformat("2026-12-05T08:00:00+01:00")


@pytest.fixture
async def canteen(chavagne: str) -> Line:
    return await line_of(ANNE, child="Clervie", activity="Restauration scolaire")


@pytest.fixture
async def anne(chavagne: str) -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        yield visitor


async def dashboard(visitor: Visitor) -> LexborHTMLParser:
    """Signed in anew: the clock may have moved."""
    await visitor.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
    return parsed(await visitor.get("/tableau-de-bord"))


def told(page: LexborHTMLParser, section: str) -> str:
    return words(page.css(f"section[aria-labelledby={section}]")[0])


async def validate(line: Line) -> None:
    mark = (await recap.of_draft(await line.enrolled(), now=clock.now())).mark
    await actions.validate(ANNE, line.enrolment_id, mark=mark, now=clock.now())


async def test_a_family_with_nothing_yet_is_told_so_everywhere(anne: Visitor) -> None:
    page = await dashboard(anne)
    assert told(page, "a-faire") == "À faire Pièces justificatives 3\u00a0à fournir"
    assert "Rien n’est réservé d’ici la fin de la semaine." in told(page, "semaine")
    assert "Vos demandes apparaîtront ici" in told(page, "dernieres-demandes")


async def test_changes_that_are_not_validated_are_waiting_with_the_first_limit_they_will_meet(anne: Visitor, canteen: Line) -> None:
    await canteen.tap(CANTEEN_DAY, "repas")
    await canteen.tap(CANTEEN_DAY + timedelta(days=2), "repas")
    page = await dashboard(anne)
    assert "Clervie, Restauration scolaire 2\u00a0changements à valider avant vendredi 4\u00a0décembre,\u00a09\u00a0h" in told(page, "a-faire")


async def test_a_limit_that_has_passed_is_not_announced(anne: Visitor, canteen: Line) -> None:
    await canteen.tap(CANTEEN_DAY, "repas")
    with clock.frozen(datetime.fromisoformat("2026-12-04T09:00:00+01:00")):
        page = await dashboard(anne)
    assert "1\u00a0changement à valider Pièces justificatives" in told(page, "a-faire")


@pytest.mark.parametrize(("at", "title"), [(MONDAY_OF, "Cette semaine"), (SATURDAY_BEFORE, "La semaine qui vient")])
async def test_the_week_names_each_child_with_what_is_booked(anne: Visitor, canteen: Line, at: datetime, title: str) -> None:
    await canteen.tap(CANTEEN_DAY, "repas")
    await validate(canteen)
    with clock.frozen(at):
        page = await dashboard(anne)
    said = told(page, "semaine")
    assert said.startswith(f"{title} Clervie Mardi 8\u00a0décembre\u00a0: Repas Malo Rien n’est réservé.")


async def test_the_last_three_demandes_say_their_number_child_days_date_and_status(anne: Visitor) -> None:
    numbers = [await sent("Malo") for _ in range(4)]
    page = await dashboard(anne)
    rows = [words(link) for link in page.css("section[aria-labelledby=dernieres-demandes] .rows a")]
    assert [row.split("\u00a0")[1].split()[0] for row in rows] == [str(number) for number in numbers[:0:-1]]
    assert rows[0].endswith("Malo – Restauration scolaire – le mardi 8\u00a0décembre Envoyée le 30\u00a0novembre 2026 Traitée positivement")


async def test_what_a_family_has_does_not_change_how_many_statements_the_page_takes(anne: Visitor, canteen: Line) -> None:
    await dashboard(anne)
    with counting() as few:
        await anne.get("/tableau-de-bord")
    await canteen.tap(CANTEEN_DAY, "repas")
    await validate(canteen)
    for child in ("Malo", "Clervie"):
        await sent(child)
    with counting() as many:
        await anne.get("/tableau-de-bord")
    assert len(many) == len(few) <= 9


async def test_what_the_service_asks_for_and_demarches_to_finish_are_waiting(anne: Visitor) -> None:
    filing_id = await drafting.sent()
    await filings.decide(filing_id, Decision(act=Act.ASK, note="Pour quel enfant\u00a0?", agent_id=uuid4()), now=clock.now())
    await drafting.begun()
    tasks = told(await dashboard(anne), "a-faire")
    assert "Question au service, demande n°\u00a01 Le service attend votre réponse" in tasks
    assert "Question au service À finir" in tasks
