"""Messages of the service: to one household, or to all who had booked on a day; their mails; read and archived by each adult."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID, uuid4

import pytest

from app.core import clock, database
from app.core.outbox import Announcement
from app.demo.families import FAMILIES
from app.demo.sign_ins import PASSWORD
from app.messages import actions as mails
from app.messages import writing
from app.messages.inbox import actions, queries
from app.messages.inbox.actions import SENT, Letter, Refusal, Sent, ToBooked, ToHousehold
from app.messages.queries import PendingMail
from tests.bookings.families import ANNE, CANTEEN_DAY, CLAIRE, YANN, line_of
from tests.pages import Visitor, parsed, visiting, words
from tests.queries import counting

pytestmark = pytest.mark.usefixtures("chavagne")
LE_GOFF, DURAND = (family.id for family in FAMILIES[:2])
TO_LE_GOFF = ToHousehold(household_id=LE_GOFF)
EMAILS = {ANNE: "anne.legoff@exemple.fr", YANN: "yann.legoff@exemple.fr", CLAIRE: "claire.durand@exemple.fr"}
BODY = "Le bonnet de Malo\nest à l’accueil.\n\nBonne semaine"


@pytest.fixture
async def anne() -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        yield await entered(visitor)


async def entered(visitor: Visitor, account_id: UUID = ANNE) -> Visitor:
    await visitor.sign_in(EMAILS[account_id], password=PASSWORD)
    return visitor


def letter(code: str = "bonnet", *, to: ToHousehold | ToBooked = TO_LE_GOFF, body: str = BODY) -> Letter:
    return Letter(code=code, title=f"Titre de {code}", body=body, to=to)


async def send(written: Letter) -> Sent:
    outcome = await actions.send_message(written, now=clock.now())
    assert isinstance(outcome, Sent), outcome
    return outcome


async def received(account_id: UUID) -> list[str]:
    return [line.title for line in (await queries.page_of(account_id, number=1, archived=False)).lines]


async def book(account_id: UUID, *, child: str, activity: str = "Restauration scolaire", unit: str = "repas", day: date = CANTEEN_DAY) -> None:
    line = await line_of(account_id, child=child, activity=activity)
    await line.tap(day, unit)
    await line.validate()


async def test_a_message_to_a_household_is_read_by_each_of_its_adults_and_by_nobody_else() -> None:
    await send(letter())
    assert await received(ANNE) == await received(YANN) == ["Titre de bonnet"]
    assert await received(CLAIRE) == []


async def test_a_message_to_a_day_goes_to_who_has_booked_it_and_to_the_activity_that_is_named() -> None:
    await book(ANNE, child="Malo")
    await book(CLAIRE, child="Inès", activity="Accueil périscolaire", unit="soir")
    assert (await send(letter("tous", to=ToBooked(day=CANTEEN_DAY)))).households == 2
    assert (await send(letter("cantine", to=ToBooked(day=CANTEEN_DAY, activities=("restauration",))))).households == 1
    assert await received(CLAIRE) == ["Titre de tous"]
    assert set(await received(ANNE)) == {"Titre de tous", "Titre de cantine"}


async def test_a_message_without_anybody_to_receive_it_is_refused() -> None:
    assert await actions.send_message(letter(to=ToBooked(day=CANTEEN_DAY)), now=clock.now()) is Refusal.NOBODY
    assert await actions.send_message(letter(to=ToHousehold(household_id=uuid4())), now=clock.now()) is Refusal.NOBODY
    assert await database.fetch_value("select count(*) from message") == 0


async def test_under_a_code_a_message_is_sent_once_and_never_corrected() -> None:
    first = await send(letter())
    assert await actions.send_message(letter(), now=clock.now()) == Sent(message_id=first.message_id, households=1, again=True)
    assert await actions.send_message(letter(body="Autre chose"), now=clock.now()) is Refusal.TAKEN
    assert await actions.send_message(letter(to=ToHousehold(household_id=DURAND)), now=clock.now()) is Refusal.TAKEN
    assert await database.fetch_value("select count(*) from outbox where event = {}", SENT) == 1


@pytest.mark.parametrize("to", [ToBooked(day=CANTEEN_DAY), TO_LE_GOFF])
async def test_each_adult_receives_a_mail_which_tells_nothing_of_what_is_personal(to: ToBooked | ToHousehold) -> None:
    await book(ANNE, child="Malo")
    sent = await send(letter(to=to))
    await mails.write(Announcement(key=uuid4(), event=SENT, ids={"message_id": str(sent.message_id)}), now=clock.now())
    rows = await database.fetch("select id, recipient from mail where template = 'message_sent' order by recipient")
    assert [row["recipient"] for row in rows] == [EMAILS[ANNE], EMAILS[YANN]]
    written = await writing.written(
        PendingMail(id=rows[0]["id"], template="message_sent", recipient=EMAILS[ANNE], ids={"message_id": str(sent.message_id)}), now=clock.now()
    )
    assert written is not None
    assert written["Subject"] == "Titre de bonnet"
    for part in written.walk():
        if part.get_content_maintype() == "text":
            assert ("bonnet de Malo" in part.get_content()) is isinstance(to, ToBooked)
            assert f"/messages/{sent.message_id}" in part.get_content()


async def test_a_message_that_was_not_read_says_so_until_it_is(anne: Visitor) -> None:
    sent = await send(letter())
    here = f"/messages/{sent.message_id}"
    assert "Non lu" in (await anne.get("/messages")).text
    page = parsed(await anne.get(here))
    assert [words(paragraph) for paragraph in page.css("main .card p")] == ["Le bonnet de Malo est à l’accueil.", "Bonne semaine"]
    assert "Non lu" in (await anne.get("/messages")).text, "opening a page writes nothing"
    assert (await anne.post(f"{here}/lecture", {}, page=here)).headers["location"] == here
    assert "Vous l’avez lu" in (await anne.get(here)).text
    assert "Non lu" not in (await anne.get("/messages")).text


async def test_our_script_marks_it_in_place_and_the_page_reloaded_reads_the_same(anne: Visitor) -> None:
    here = f"/messages/{(await send(letter())).message_id}"
    answer = await anne.post(f"{here}/lecture", {}, page=here, target="lecture")
    (mark,) = parsed(answer).css("#lecture")
    (reloaded,) = parsed(await anne.get(here)).css("#lecture")
    assert words(mark) == words(reloaded)


async def test_what_one_adult_read_is_told_to_the_other_and_what_one_archived_stays_with_the_other(anne: Visitor) -> None:
    sent = await send(letter())
    here = f"/messages/{sent.message_id}"
    await actions.mark_read(YANN, sent.message_id, now=clock.now())
    assert "Lu aussi par Yann" in (await anne.get(here)).text
    assert (await anne.post(f"{here}/archivage", {}, page=here)).status_code == 303
    assert await received(ANNE) == []
    assert await received(YANN) == ["Titre de bonnet"]
    assert "Titre de bonnet" in (await anne.get("/messages?archives=oui")).text
    assert (await anne.post(f"{here}/retour", {}, page=here)).status_code == 303
    assert await received(ANNE) == ["Titre de bonnet"]


@pytest.mark.rule(22)
async def test_another_household_finds_it_nowhere() -> None:
    sent = await send(letter())
    here = f"/messages/{sent.message_id}"
    async with visiting() as claire:
        await entered(claire, CLAIRE)
        for address in (here, f"{here}/lecture"):
            assert (await claire.get(address)).status_code == 404
        for act in ("lecture", "archivage", "retour"):
            assert (await claire.post(f"{here}/{act}", {}, page="/compte")).status_code == 404
    assert await database.fetch_value("select count(*) from message_mark") == 0


async def test_a_long_list_is_told_page_by_page_in_as_many_statements(anne: Visitor) -> None:
    with counting() as few:
        assert "Aucun message" in (await anne.get("/messages")).text
    for number in range(21):
        await send(letter(f"message-{number}"))
    with counting() as many:
        assert (await anne.get("/messages")).text.count("Non lu") == 20
    assert len(many) == len(few)
    assert (await anne.get("/messages?page=2")).text.count("Non lu") == 1
