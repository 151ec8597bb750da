"""Publishing at the desk: written, read as a family will, published, corrected, taken down; by who may, for the sites that are theirs."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from app.core import clock, database
from app.core.authors import CONSOLE
from app.documents.inspecting import Sent
from app.messages.audience import Audience
from app.messages.news import actions
from app.messages.news import queries as news
from app.messages.news.actions import Item
from app.messages.published import actions as published
from app.messages.published import queries as documents
from app.messages.published import storage
from app.messages.published.actions import Notice
from app.staff.rules.rights import Role
from tests.bookings.families import ANNE, CLAIRE
from tests.documents import sendings
from tests.documents.conftest import data_dir, inspected_once
from tests.documents.pieces import Content
from tests.pages import Visitor, parsed, visiting, words
from tests.queries import counting
from tests.staff.people import signed_in

__all__ = ["data_dir", "inspected_once"]
pytestmark = pytest.mark.usefixtures("chavagne", "data_dir", "inspected_once")
HOME = "/agents/publications"
NEW = f"{HOME}/actualites/nouvelle"
NEW_DOCUMENT = f"{HOME}/documents/nouveau"
SAID = {"titre": "Sortie à la mer", "texte": "Prévoir un pique-nique.\n\nDépart à 9 h.", "du": "30/11/2026", "au": ""}


def fields(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of its form."""
    return {node.attributes["name"] or "": node.attributes["value"] or "" for node in parsed(page).css("main form input[type=hidden]")}


async def written(agent: Visitor, said: Mapping[str, object], *, step: str, address: str = NEW) -> httpx.Response:
    kept = {name: value for name, value in fields(await agent.get(address)).items() if name in {"envoi", "vu"}}
    return await agent.post(address, {**kept, **said, "etape": step}, page=address)


async def titles(account_id: UUID = ANNE) -> list[str]:
    return [item.title for item in await news.latest_of(account_id, now=clock.now())]


def text_of(answer: httpx.Response) -> str:
    return words(parsed(answer).css("main")[0]).replace("\u00a0", " ")


async def an_item(**changes: object) -> UUID:
    values: dict[str, object] = {"code": "menus", "title": "Les menus", "body": "Affichés.", "published_from": clock.now() - timedelta(hours=1)}
    await actions.publish_news(Item(**{**values, **changes}), now=clock.now())  # type: ignore[arg-type]
    found: UUID = await database.fetch_value("select id from news_item where code = {}", {**values, **changes}["code"])
    return found


async def site(code: str) -> UUID:
    found: UUID = await database.fetch_value("select id from site where code = {}", code)
    return found


# Actualités


async def test_a_preview_shows_what_families_will_read_and_how_many_they_are_and_publishes_nothing() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        answer = await written(agent, {**SAID, "activites": ["mercredi"]}, step="apercu")
        assert answer.status_code == 200
        said = text_of(answer)
        assert [words(part) for part in parsed(answer).css("article p")][1:] == ["Prévoir un pique-nique.", "Départ à 9 h."]
        assert "Accueil de loisirs Mercredi" in said
        assert "2 familles concernées" in said
        assert "Depuis le 30 novembre 2026, sans fin" in said
    assert await titles() == []


async def test_what_was_previewed_is_published_once_however_often_it_is_pressed() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        preview = await written(agent, SAID, step="apercu")
        again = {**fields(preview), "etape": "publier"}
        del again["_csrf"]
        for _ in range(2):
            answer = await agent.post(NEW, again, page=NEW)
            assert (answer.status_code, answer.headers["location"]) == (303, HOME)
        assert text_of(await agent.get(HOME)).count("Sortie à la mer") == 2, "in the list and in the sentence that tells it"
    assert await titles() == await titles(CLAIRE) == ["Sortie à la mer"]
    row = await database.fetch_one("select role, act from audit_entry where object_kind = 'news_item'")
    assert row == {"role": "direction", "act": "publish news"}


async def test_back_from_the_preview_nothing_that_was_written_is_lost() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        page = parsed(await written(agent, {**SAID, "sites": ["pole-enfance"]}, step="ecrire"))
    assert [field.attributes["value"] for field in page.css("input[name=titre]")] == [SAID["titre"]]
    assert [field.text().strip() for field in page.css("textarea")] == [SAID["texte"]]
    assert [box.attributes["value"] for box in page.css("input[type=checkbox]") if "checked" in box.attributes] == ["pole-enfance"]


@pytest.mark.rule(48)
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"titre": " "}, "Écrivez le titre."),
        ({"texte": ""}, "Écrivez le texte."),
        ({"titre": "x" * 121}, "Ce texte est trop long : 120 caractères au plus."),
        ({"du": "31/02/2027"}, "Cette date n’existe pas"),
        ({"du": ""}, "Écrivez le premier jour"),
        ({"au": "29/11/2026"}, "Ce jour est avant le premier"),
        ({"activites": ["natation"]}, "Un de ces choix n’existe plus"),
    ],
)
async def test_what_is_missing_or_wrong_is_told_beside_its_field_and_nothing_is_lost(changed: dict[str, object], sentence: str) -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        answer = await written(agent, {**SAID, **changed}, step="publier")
        assert answer.status_code == 422
        assert sentence in text_of(answer)
        assert "Départ à 9 h." in answer.text or not {**SAID, **changed}["texte"]
    assert await titles() == []


async def test_dates_are_whole_days_in_paris() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        await written(agent, {**SAID, "du": "01/12/2026", "au": "02/12/2026"}, step="publier")
    row = await database.fetch_one("select published_from, published_until from news_item")
    assert row is not None
    assert row["published_from"].isoformat() == "2026-11-30T23:00:00+00:00"
    assert row["published_until"].isoformat() == "2026-12-02T23:00:00+00:00"


async def test_it_is_corrected_where_it_stands_and_taken_down() -> None:
    item_id = await an_item()
    here = f"{HOME}/actualites/{item_id}"
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        await written(agent, {**SAID, "titre": "Les bons menus"}, step="publier", address=here)
        assert [(item.id, item.title) for item in await news.latest_of(ANNE, now=clock.now())] == [(item_id, "Les bons menus")]
        assert "Retirer l’actualité" in text_of(await agent.get(f"{here}/retrait"))
        assert (await agent.post(f"{here}/retrait", {}, page=f"{here}/retrait")).headers["location"] == HOME
        assert await titles() == []
        assert "Terminé" in text_of(await agent.get(HOME))
        assert "n’est plus publiée" in text_of(await agent.get(here))
        assert "était déjà retirée" in text_of(await agent.get((await agent.post(f"{here}/retrait", {}, page=f"{here}/retrait")).headers["location"]))
    acts = await database.fetch("select act from audit_entry where object_kind = 'news_item' order by id")
    assert [row["act"] for row in acts] == ["publish news", "publish news", "take down news"]


async def test_one_that_was_to_come_never_appears_once_it_is_taken_down() -> None:
    item_id = await an_item(published_from=clock.now() + timedelta(days=2))
    assert await actions.take_down(item_id, now=clock.now(), by=CONSOLE)
    assert await news.latest_of(ANNE, now=clock.now() + timedelta(days=3)) == []


async def test_what_somebody_else_has_changed_meanwhile_is_shown_and_not_written_over() -> None:
    item_id = await an_item()
    here = f"{HOME}/actualites/{item_id}"
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        seen = fields(await agent.get(here))["vu"]
        await an_item(title="Changé entre-temps")
        answer = await agent.post(here, {**SAID, "vu": seen, "etape": "publier"}, page=here)
        assert answer.status_code == 409
        assert "Changé entre-temps" in answer.text
    assert await titles() == ["Changé entre-temps"]


# Documents


async def sent_document(agent: Visitor, content: bytes | None, *, page: str = NEW_DOCUMENT, **said: str) -> httpx.Response:
    kept = fields(await agent.get(page))
    files = [] if content is None else [("fichier", ("menus.pdf", content, "application/pdf"))]
    told = {"titre": "Menus", "texte": "Du 30 novembre au 4 décembre", "du": "30/11/2026", "au": "", **said}
    return await agent.client.post(page, data={**kept, **told}, files=files or None)


async def test_a_document_is_published_then_shown_as_families_see_it() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.ADMINISTRATION)
        answer = await sent_document(agent, sendings.pdf(2))
        assert answer.status_code == 303, answer.text
        here = answer.headers["location"]
        said = text_of(await agent.get(here))
        assert "3 familles concernées · Toutes les familles" in said
        (found,) = await documents.latest_of(ANNE, now=clock.now())
        assert (found.title, found.summary, found.pages) == ("Menus", "Du 30 novembre au 4 décembre", 2)
        got = await agent.get(f"{here}/fichier")
        assert (got.content, got.headers["content-type"]) == (sendings.pdf(2), "application/pdf")


async def test_a_document_without_its_file_or_with_a_file_that_acts_is_refused_with_what_to_do() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        kept = fields(await agent.get(NEW_DOCUMENT))
        nothing = await agent.client.post(NEW_DOCUMENT, data={**kept, "titre": "Menus", "texte": "", "du": "30/11/2026"}, files=[("fichier", ("", b""))])
        assert nothing.status_code == 422
        assert "Choisissez le PDF à publier." in text_of(nothing)
        acting = await sent_document(agent, sendings.with_script())
        assert acting.status_code == 422
        assert "Menus" in acting.text
        assert (await sent_document(agent, sendings.pdf(), titre="")).status_code == 422
    assert await documents.latest_of(ANNE, now=clock.now()) == []


async def test_what_is_said_of_a_document_is_corrected_and_it_is_taken_down() -> None:
    document_id = await a_document()
    here = f"{HOME}/documents/{document_id}"
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        seen = fields(await agent.get(here))["vu"]
        changed = {"titre": "Règlement 2027", "texte": "", "du": "30/11/2026", "au": "", "activites": "mercredi"}
        assert (await agent.post(here, {**changed, "vu": seen}, page=here)).status_code == 303
        assert (await agent.post(here, {**changed, "titre": "Autre", "vu": seen}, page=here)).status_code == 409
        assert [each.title for each in await documents.latest_of(ANNE, now=clock.now())] == ["Règlement 2027"]
        assert (await agent.post(f"{here}/retrait", {}, page=f"{here}/retrait")).status_code == 303
        assert (await agent.get(here)).status_code == 404
    assert not storage.path_of(document_id).exists()


async def a_document(audience: Audience | None = None) -> UUID:
    content = sendings.pdf()
    notice = Notice(title="Règlement", summary="", published_from=clock.now(), published_until=None, audience=audience or Audience())
    files = [Sent(name="reglement.pdf", size=len(content), source=Content(content))]
    outcome = await published.publish(notice, files=files, submission_id=uuid4(), by=CONSOLE, now=clock.now())
    assert isinstance(outcome, UUID)
    return outcome


# Who may, and for which sites


@pytest.mark.rule(23)
@pytest.mark.parametrize("role", [Role.RECEPTION, Role.REVENUE, Role.SITE])
async def test_who_may_not_publish_opens_nothing_of_it(role: Role) -> None:
    item_id, document_id = await an_item(), await a_document()
    async with visiting() as agent:
        await signed_in(agent, role, sites=[await site("pole-enfance")])
        for address in (HOME, NEW, NEW_DOCUMENT, f"{HOME}/actualites/{item_id}", f"{HOME}/documents/{document_id}", f"{HOME}/documents/{document_id}/fichier"):
            assert (await agent.get(address)).status_code == 403, address
        for address in (NEW, f"{HOME}/actualites/{item_id}/retrait", f"{HOME}/documents/{document_id}/retrait"):
            assert (await agent.post(address, {}, page="/agents/compte")).status_code == 403, address
    assert await titles() == ["Les menus"]


@pytest.mark.rule(22)
async def test_an_agent_of_some_sites_publishes_for_these_and_finds_nothing_else() -> None:
    everybody, elsewhere = await an_item(), await an_item(code="ecole", audience=Audience(sites=("ecole-elementaire",)))
    mine = await an_item(code="pole", title="Au Pôle", audience=Audience(sites=("pole-enfance",)))
    mixed = await an_item(code="deux", audience=Audience(sites=("pole-enfance", "ecole-elementaire")))
    hidden, own = await a_document(), await a_document(Audience(sites=("pole-enfance",)))
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION, sites=[await site("pole-enfance")])
        for item_id, status in ((everybody, 404), (elsewhere, 404), (mixed, 404), (uuid4(), 404), (mine, 200)):
            for address in (f"{HOME}/actualites/{item_id}", f"{HOME}/actualites/{item_id}/retrait"):
                assert (await agent.get(address)).status_code == status, address
            assert status == 200 or (await agent.post(f"{HOME}/actualites/{item_id}/retrait", {}, page=NEW)).status_code == 404
        for document_id, status in ((hidden, 404), (own, 200)):
            for address in (f"{HOME}/documents/{document_id}", f"{HOME}/documents/{document_id}/fichier"):
                assert (await agent.get(address)).status_code == status, address
        said = text_of(await agent.get(HOME))
        assert "Au Pôle" in said
        assert "Les menus" not in said
        assert "Choisissez au moins un de vos sites." in text_of(await written(agent, SAID, step="publier"))
        for aimed in ({"activites": ["mercredi"]}, {"sites": ["ecole-elementaire"]}, {"ecoles": ["elementaire-publique"]}):
            assert "Un de ces choix n’existe plus" in text_of(await written(agent, {**SAID, **aimed}, step="publier")), aimed
        assert (await written(agent, {**SAID, "sites": ["pole-enfance"]}, step="publier")).status_code == 303


@pytest.mark.rule(24)
async def test_a_field_that_the_page_does_not_have_is_refused() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        assert (await written(agent, {**SAID, "code": "menus"}, step="publier")).status_code == 400


async def test_more_publications_cost_no_statement_more() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        with counting() as few:
            await agent.get(HOME)
        for rank in range(4):
            await an_item(code=f"n{rank}")
            await a_document()
        with counting() as many:
            assert text_of(await agent.get(HOME)).count("En ligne") == 8
    assert len(many) == len(few)
