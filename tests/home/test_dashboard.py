"""The tableau de bord: what waits, the week of each child, the last demandes."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from selectolax.lexbor import LexborHTMLParser

from app.bookings import actions
from app.bookings.queries import recap
from app.core import clock, database
from app.core.authors import Author
from app.demo.families import FAMILIES
from app.demo.sign_ins import PASSWORD
from app.documents import actions as documents
from app.documents.rules.states import Verdict
from app.dossiers import actions as dossiers
from app.filings import actions as filings
from app.filings.actions import Decision
from app.filings.rules.transitions import Act
from app.home import queries
from app.messages.inbox import actions as inbox
from app.messages.inbox.actions import Letter, Sent, ToHousehold
from app.messages.news import actions as news
from app.messages.news.actions import Item
from tests.bookings.families import ANNE, CANTEEN_DAY, Line, line_of
from tests.documents.pieces import INSURANCE, given
from tests.filings import drafting
from tests.filings.ground import sent
from tests.pages import Visitor, parsed, visiting, words
from tests.queries import counting

pytestmark = pytest.mark.usefixtures("data_dir", "inspected_once")
LE_GOFF = FAMILIES[0].id
DOSSIERS = [f"Dossier de {child}, 2026-2027 5\u00a0fiches à remplir" for child in ("Clervie", "Malo")]
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
    """Signed in anew when it is the first time, or when the clock has moved so far that the session is over."""
    if (await visitor.get("/tableau-de-bord")).status_code != 200:
        await visitor.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
    return parsed(await visitor.get("/tableau-de-bord"))


def told(page: LexborHTMLParser, section: str) -> str:
    return words(page.css(f"section[aria-labelledby={section}]")[0])


def tasks(page: LexborHTMLParser) -> list[str]:
    return [words(link) for link in page.css("section[aria-labelledby=a-faire] .rows a")]


async def write(title: str) -> UUID:
    sent = await inbox.send_message(Letter(code=title.lower(), title=title, body="Bonjour", to=ToHousehold(household_id=LE_GOFF)), now=clock.now())
    assert isinstance(sent, Sent)
    return sent.message_id


async def publish(title: str) -> None:
    await news.publish_news(Item(code=title.lower(), title=title, body="Voilà", published_from=clock.now()), now=clock.now())


async def validate(line: Line) -> None:
    mark = (await recap.of_draft(await line.enrolled(), now=clock.now())).mark
    await actions.validate(ANNE, line.enrolment_id, mark=mark, now=clock.now())


async def test_a_family_with_nothing_yet_is_told_so_everywhere(anne: Visitor) -> None:
    page = await dashboard(anne)
    assert told(page, "a-faire") == f"À faire {' '.join(DOSSIERS)} Pièces justificatives 3\u00a0à fournir"
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
    assert "1\u00a0changement à valider Dossier de Clervie" in told(page, "a-faire")


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
        await given(INSURANCE, child=child)
    for number in range(4):
        await write(f"Message {number}")
        await publish(f"Nouvelle {number}")
    with counting() as many:
        await anne.get("/tableau-de-bord")
    assert len(many) == len(few) <= 14


async def test_what_the_service_asks_for_and_demarches_to_finish_are_waiting(anne: Visitor) -> None:
    filing_id = await drafting.sent()
    await filings.decide(filing_id, Decision(act=Act.ASK, note="Pour quel enfant\u00a0?", agent_id=uuid4()), now=clock.now())
    await drafting.begun()
    tasks = told(await dashboard(anne), "a-faire")
    assert "Question au service, demande n°\u00a01 Le service attend votre réponse" in tasks
    assert "Question au service À finir" in tasks


async def test_a_usual_day_that_closes_without_being_booked_is_told_until_it_is_chosen(anne: Visitor, canteen: Line) -> None:
    """The canteen closes a day at a time: only a weekday on which the child came lately is worth a line."""
    await canteen.tap(CANTEEN_DAY, "repas")
    await validate(canteen)
    at = datetime.fromisoformat("2026-12-10T08:00:00+01:00")
    with clock.frozen(at):
        assert [task for task in tasks(await dashboard(anne)) if task.startswith("Réservations")] == [
            "Réservations du mardi 15\u00a0décembre Clervie, avant vendredi 11\u00a0décembre,\u00a09\u00a0h"
        ]
        await canteen.tap(CANTEEN_DAY + timedelta(days=7), "repas")
        assert not [task for task in tasks(await dashboard(anne)) if task.startswith("Réservations")]


async def test_a_week_that_closes_without_being_booked_is_told_for_a_child_who_uses_the_activity(anne: Visitor) -> None:
    limit = await database.fetch_value(
        """
        select sl.book_until from slot sl join unit u on u.id = sl.unit join activity a on a.id = u.activity
        where a.code = 'vacances' and sl.day >= '2027-02-01' order by sl.day limit 1
        """
    )
    await database.fetch("update activity set needs_dossier = false")
    with clock.frozen(limit - timedelta(hours=1)):
        assert not await queries.closings_of(ANNE, now=clock.now())
    holidays = await line_of(ANNE, child="Clervie", activity="Accueil de loisirs Vacances")
    await holidays.tap(date(2026, 12, 22), "matin")
    await validate(holidays)
    for now, expected in ((limit - timedelta(days=8), 0), (limit - timedelta(hours=1), 1), (limit, 0)):
        told_now = [each for each in await queries.closings_of(ANNE, now=now) if each.at == limit]
        assert [(each.first_name, each.days > 1) for each in told_now] == [("Clervie", True)] * expected


async def test_what_has_an_hour_comes_before_what_the_service_asks_for_and_that_before_the_rest(anne: Visitor, canteen: Line) -> None:
    await drafting.begun()
    await write("Le bonnet")
    document_id = await given(INSURANCE, child="Malo")
    async with database.transaction():
        await documents.apply_verdict(document_id, Verdict.REJECTED, reason="Illisible.", by=Author(account_id=ANNE), now=clock.now())
    await canteen.tap(CANTEEN_DAY, "repas")
    found = [task.split(" ")[0] for task in tasks(await dashboard(anne))]
    assert found == ["Clervie,", "Attestation", "Messages", "Question", "Dossier", "Dossier", "Pièces"]


async def test_a_piece_that_ends_is_told_with_its_day_and_those_that_lack_are_counted(anne: Visitor) -> None:
    await given(INSURANCE, child="Malo")
    await database.fetch("update supporting_document set valid_until = {}", date(2026, 12, 10))
    assert tasks(await dashboard(anne)) == [
        "Attestation d’assurance, Malo Expire le 10\u00a0décembre 2026",
        *DOSSIERS,
        "Pièces justificatives 2\u00a0à fournir",
    ]
    await database.fetch("update supporting_document set valid_until = {}", date(2026, 11, 29))
    assert "À renouveler, elle était valable jusqu’au 29\u00a0novembre 2026" in tasks(await dashboard(anne))[0]


async def test_messages_news_and_pieces_have_their_place_and_say_when_there_is_nothing(anne: Visitor) -> None:
    page = await dashboard(anne)
    assert "Ce que le service vous écrit arrive ici." in told(page, "messages")
    assert "Rien de nouveau pour votre famille." in told(page, "actualites")
    assert "Vos pièces apparaîtront ici." in told(page, "pieces")
    message_id = await write("Le bonnet")
    await publish("Les menus")
    await given(INSURANCE, child="Malo")
    page = await dashboard(anne)
    assert "Le bonnet Bonjour Le 30\u00a0novembre 2026 Non lu" in told(page, "messages")
    assert "Messages du service 1\u00a0message à lire" in tasks(page)
    assert "Les menus Voilà Le 30\u00a0novembre 2026" in told(page, "actualites")
    assert "Attestation d’assurance, Malo Reçue le 30\u00a0novembre 2026" in told(page, "pieces")
    await inbox.mark_read(ANNE, message_id, now=clock.now())
    assert "message à lire" not in told(await dashboard(anne), "a-faire")


async def test_the_day_that_is_today_is_called_so(anne: Visitor, canteen: Line) -> None:
    await canteen.tap(CANTEEN_DAY, "repas")
    await validate(canteen)
    with clock.frozen(datetime.fromisoformat("2026-12-08T07:00:00+01:00")):
        assert "Clervie Aujourd’hui\u00a0: Repas" in told(await dashboard(anne), "semaine")


async def test_a_dossier_that_is_begun_is_told_once(anne: Visitor) -> None:
    child_id = await database.fetch_value("select id from child where first_name = 'Malo'")
    answers = {"acces_quotient": "oui"}
    async with database.transaction():
        assert await dossiers.apply_answers(ANNE, child_id, first_year=2026, answers=answers, now=clock.now())
    assert [task for task in tasks(await dashboard(anne)) if "ossier" in task] == DOSSIERS
