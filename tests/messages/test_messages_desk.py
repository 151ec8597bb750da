"""Writing to families at the desk: to one, or to all who have booked on a day; read before it is sent, sent once, followed by who reads it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

import httpx
import pytest

from app.core import clock, database
from app.demo.families import FAMILIES
from app.demo.sign_ins import PASSWORD
from app.messages.inbox import actions, queries
from app.messages.inbox.actions import SENT, Letter, Sent, ToHousehold
from app.staff.rules.rights import Role
from tests.bookings.families import ANNE, CANTEEN_DAY, CLAIRE, WEDNESDAY, YANN, line_of
from tests.pages import Visitor, parsed, visiting, words
from tests.queries import counting
from tests.reports.ground import id_of
from tests.staff.people import signed_in

pytestmark = pytest.mark.usefixtures("chavagne")
LE_GOFF, DURAND = (family.id for family in FAMILIES[:2])
HOME, NEW = "/agents/messages", "/agents/messages/nouveau"
SAID = {"titre": "La sortie", "texte": "Prévoir un pique-nique.\n\nDépart à 9 h."}


def hidden(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of its form, without its token."""
    fields = parsed(page).css("main form input[type=hidden]")
    return {node.attributes["name"] or "": node.attributes["value"] or "" for node in fields if node.attributes["name"] != "_csrf"}


async def written(agent: Visitor, said: Mapping[str, str], *, step: str = "apercu", page: str = NEW) -> httpx.Response:
    """As its form sends it: `page` says to whom."""
    return await agent.post(NEW, {**hidden(await agent.get(page)), "jour": str(CANTEEN_DAY), **SAID, **said, "etape": step}, page=page)


async def sent(agent: Visitor, said: Mapping[str, str], *, page: str = NEW) -> httpx.Response:
    preview = await written(agent, said, page=page)
    assert preview.status_code == 200, preview.text
    return await agent.post(NEW, {**hidden(preview), "etape": "envoyer"}, page=page)


def text_of(answer: httpx.Response) -> str:
    return words(parsed(answer).css("main")[0]).replace("\u00a0", " ")


async def received(account_id: UUID) -> list[str]:
    return [line.title for line in (await queries.page_of(account_id, number=1, archived=False)).lines]


async def book(account_id: UUID, *, child: str, activity: str = "Restauration scolaire", unit: str = "repas", day: date = CANTEEN_DAY) -> None:
    line = await line_of(account_id, child=child, activity=activity)
    await line.tap(day, unit)
    await line.validate()


# To all who have booked on a day


async def test_a_preview_tells_what_is_read_and_how_many_families_receive_it_and_sends_nothing() -> None:
    await book(ANNE, child="Malo")
    await book(ANNE, child="Clervie")
    await book(CLAIRE, child="Inès")
    async with visiting() as agent:
        await signed_in(agent, Role.RECEPTION)
        said = text_of(await written(agent, {}))
    for there in ("La sortie", "Aux familles qui ont réservé le mardi 8 décembre", "Prévoir un pique-nique.", "2 familles", "Envoyer à 2 familles"):
        assert there in said
    assert await database.fetch_value("select count(*) from message") == 0


async def test_it_goes_to_those_of_the_site_the_activity_the_group_or_the_moment_that_was_chosen() -> None:
    await book(ANNE, child="Malo")
    await book(CLAIRE, child="Inès", activity="Accueil périscolaire", unit="soir")
    canteen, care = await id_of("activity", "restauration"), await id_of("activity", "periscolaire")
    group = await database.fetch_value("select id from age_group where activity = {}", care)
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        for rank, (chosen, families) in enumerate(
            [
                ({"activite": str(canteen)}, {ANNE}),
                ({"groupe": str(group)}, {CLAIRE}),
                ({"unite": str(await id_of("unit", "soir"))}, {CLAIRE}),
                ({"site": str(await id_of("site", "ecole-elementaire"))}, {ANNE, CLAIRE}),
            ]
        ):
            title = f"Message {rank}"
            assert (await sent(agent, {**chosen, "titre": title})).status_code == 303
            assert {account for account in (ANNE, CLAIRE) if title in await received(account)} == families, chosen
        assert "Restauration scolaire" in text_of(await agent.get(HOME))


async def test_pressed_twice_it_leaves_once_and_other_words_under_the_same_form_do_not_leave() -> None:
    await book(ANNE, child="Malo")
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        preview = {**hidden(await written(agent, {})), "etape": "envoyer"}
        first, second = [await agent.post(NEW, preview, page=NEW) for _ in range(2)]
        assert first.status_code == second.status_code == 303
        assert first.headers["location"] == second.headers["location"]
        other = await agent.post(NEW, {**preview, "texte": "Autre chose"}, page=NEW)
        assert other.status_code == 422
        assert "Ce message est déjà parti avec d’autres mots" in text_of(other)
        assert "Lu par 0 sur 1 famille" not in text_of(await agent.get(first.headers["location"]))
    assert await received(ANNE) == await received(YANN) == ["La sortie"]
    assert await database.fetch_value("select count(*) from outbox where event = {}", SENT) == 1


async def test_without_anybody_to_receive_it_or_without_words_it_is_refused_and_nothing_is_lost() -> None:
    await book(ANNE, child="Malo")
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        for said, sentence in (
            ({"jour": str(WEDNESDAY)}, "Personne n’a réservé ce jour-là"),
            ({"jour": ""}, "Choisissez un jour."),
            ({"jour": "demain"}, "Choisissez un jour."),
            ({"titre": ""}, "Écrivez l’objet du message."),
            ({"texte": " "}, "Écrivez le message."),
            ({"titre": "x" * 121}, "Ce texte est trop long"),
        ):
            for step in ("apercu", "envoyer"):
                answer = await written(agent, said, step=step)
                assert answer.status_code == 422, said
                assert sentence in text_of(answer), said
                assert "Prévoir un pique-nique." in answer.text or "texte" in said
    assert await database.fetch_value("select count(*) from message") == 0


async def test_a_damaged_choice_never_widens_whom_it_goes_to() -> None:
    await book(ANNE, child="Malo")
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        for name in ("site", "activite", "groupe", "unite", "famille"):
            assert (await written(agent, {name: "abc"}, step="envoyer")).status_code == 400, name
            assert (await written(agent, {name: str(uuid4())}, step="envoyer")).status_code == 404, name
    assert await database.fetch_value("select count(*) from message") == 0


async def test_the_list_of_the_children_of_a_day_leads_to_writing_to_their_families() -> None:
    await book(ANNE, child="Malo")
    unit = await database.fetch_value("select u.id from unit u join activity a on a.id = u.activity where a.code = 'restauration'")
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        page = parsed(await agent.get(f"/agents/plannings/liste?jour={CANTEEN_DAY}&unite={unit}"))
        (link,) = [each.attributes["href"] or "" for each in page.css("a") if "Écrire à ces familles" in words(each)]
        form = parsed(await agent.get(link))
        assert [each.attributes["value"] for each in form.css("input[name=jour]")] == [str(CANTEEN_DAY)]
        assert [each.attributes["value"] for each in form.css("select[name=unite] option[selected]")] == [str(unit)]


# To one family


async def test_a_message_to_a_family_is_read_by_its_adults_alone_and_followed() -> None:
    async with visiting() as agent, visiting() as yann:
        await signed_in(agent, Role.RECEPTION, name=("Sophie", "Le Gall"))
        here = (await sent(agent, {}, page=f"{NEW}?famille={LE_GOFF}")).headers["location"]
        said = text_of(await agent.get(here))
        assert "Famille Le Goff" in said
        assert "par Sophie Le Gall" in said
        assert "Non lu" in said
        await yann.sign_in("yann.legoff@exemple.fr", password=PASSWORD)
        message = here.removeprefix("/agents")
        await yann.post(f"{message}/lecture", {}, page=message)
        assert "Lu" in text_of(await agent.get(here)).split()
        assert "Famille Le Goff" in text_of(await agent.get(HOME))
    assert await received(ANNE) == ["La sortie"]
    assert await received(CLAIRE) == []


async def test_how_many_families_have_read_it_counts_families_and_not_adults() -> None:
    await book(ANNE, child="Malo")
    await book(CLAIRE, child="Inès")
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        here = (await sent(agent, {})).headers["location"]
        message_id = UUID(here.rpartition("/")[2])
        assert "Lu par 0 sur 2 familles" in text_of(await agent.get(here))
        for account_id in (ANNE, YANN):
            await actions.mark_read(account_id, message_id, now=clock.now())
            assert "Lu par 1 sur 2 familles" in text_of(await agent.get(here))
        await actions.mark_read(CLAIRE, message_id, now=clock.now())
        assert "Lu par 2 sur 2 familles" in text_of(await agent.get(HOME))


# Who may, and of which sites


@pytest.mark.rule(22)
async def test_an_agent_of_a_site_writes_to_its_families_and_reads_what_was_written_to_them() -> None:
    await database.fetch(
        "delete from enrolment e using age_group ag, site s where ag.id = e.age_group and s.id = ag.site and s.code = 'pole-enfance' and e.household = {}",
        DURAND,
    )
    await book(ANNE, child="Malo")
    await book(CLAIRE, child="Inès")
    hers, others = await a_message("le-goff", LE_GOFF), await a_message("durand", DURAND)
    async with visiting() as gwen:
        await signed_in(gwen, Role.SITE, sites=[await id_of("site", "pole-enfance")])
        assert "le-goff" in text_of(await gwen.get(HOME))
        assert "durand" not in text_of(await gwen.get(HOME))
        assert (await gwen.get(f"{HOME}/{hers}")).status_code == 200
        assert (await gwen.get(f"{HOME}/{others}")).status_code == 404
        assert (await gwen.get(f"{NEW}?famille={DURAND}")).status_code == 404
        assert (await written(gwen, {"famille": str(DURAND)}, step="envoyer")).status_code == 404
        assert (await written(gwen, {"site": str(await id_of("site", "ecole-elementaire"))}, step="envoyer")).status_code == 404
        nobody = await written(gwen, {}, step="envoyer")
        assert nobody.status_code == 422, "who has booked at the school is not hers to write to"
        await book(ANNE, child="Malo", activity="Accueil de loisirs Mercredi", unit="apres-midi", day=WEDNESDAY)
        assert (await sent(gwen, {"jour": str(WEDNESDAY)})).status_code == 303
    assert await received(CLAIRE) == ["durand"]


async def a_message(code: str, household_id: UUID) -> UUID:
    outcome = await actions.send_message(Letter(code=code, title=code, body="Bonjour", to=ToHousehold(household_id=household_id)), now=clock.now())
    assert isinstance(outcome, Sent)
    return outcome.message_id


@pytest.mark.rule(23)
async def test_who_may_not_write_opens_nothing_of_it() -> None:
    message_id = await a_message("mot", LE_GOFF)
    async with visiting() as denis:
        await signed_in(denis, Role.ADMINISTRATION)
        for address in (HOME, NEW, f"{HOME}/{message_id}"):
            assert (await denis.get(address)).status_code == 403
        assert (await denis.post(NEW, {}, page="/agents/compte")).status_code == 403


@pytest.mark.rule(67)
async def test_what_was_sent_is_in_the_audit_trail_with_who_and_nothing_of_what_it_says() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.RECEPTION)
        await sent(agent, {}, page=f"{NEW}?famille={LE_GOFF}")
    row = await database.fetch_one("select a.role, a.details, m.sent_by = a.actor as is_hers from audit_entry a join message m on m.id::text = a.object_id")
    assert row == {"role": "accueil", "details": '{"households": 1}', "is_hers": True}


@pytest.mark.rule(24)
async def test_a_field_that_the_page_does_not_have_is_refused() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        assert (await written(agent, {"sent_by": str(uuid4())}, step="envoyer")).status_code == 400


async def test_a_long_list_is_told_page_by_page_in_as_many_statements() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.SITE, sites=[await id_of("site", "pole-enfance")])
        with counting() as few:
            assert "Aucun message envoyé" in text_of(await agent.get(HOME))
        for rank in range(21):
            await a_message(f"mot-{rank}", LE_GOFF)
        with counting() as many:
            assert text_of(await agent.get(HOME)).count("Non lu") == 20
        assert text_of(await agent.get(f"{HOME}?page=2")).count("Non lu") == 1
    assert len(many) == len(few)
