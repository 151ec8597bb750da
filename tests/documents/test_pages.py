"""`/documents`: what is asked and given, sending and replacing, opening, and who may."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from app import settings
from app.core import clock, database, sealing
from app.demo.sign_ins import PASSWORD
from app.documents import actions, queries, showing
from app.documents.rules.refusals import LARGEST_FILE, SENTENCES, Refusal
from tests.bookings.families import ANNE, CLAIRE, YANN
from tests.documents import sendings
from tests.documents.pieces import HEALTH, HOME_PROOF, INSURANCE, given, piece, send
from tests.pages import Visitor, parsed, visiting
from tests.queries import counting

pytestmark = pytest.mark.usefixtures("chavagne", "data_dir", "inspected_once")
EMAILS = {ANNE: "anne.legoff@exemple.fr", YANN: "yann.legoff@exemple.fr", CLAIRE: "claire.durand@exemple.fr"}


async def entered(visitor: Visitor, account_id: UUID = ANNE) -> Visitor:
    await visitor.sign_in(EMAILS[account_id], password=PASSWORD)
    return visitor


async def page_of(code: str, *, child: str = "") -> str:
    return showing.address_of(await piece(code, child=child))


def one(page: LexborHTMLParser, selector: str) -> LexborNode:
    found = page.css_first(selector)
    assert found is not None, selector
    return found


def words(text: str) -> str:
    return " ".join(text.split())


async def test_the_list_tells_by_household_and_child_what_is_asked_and_what_was_given() -> None:
    await given(HOME_PROOF)
    async with visiting() as visitor:
        page = parsed(await (await entered(visitor)).get("/documents"))
    sections = [words(section.text()) for section in page.css("main section.card")]
    assert [section.partition(" ")[0] for section in sections] == ["Le", "Clervie", "Malo"]
    assert "Justificatif de domicile Reçue le 30 novembre 2026 à 8 h, valable jusqu’au" in words(sections[0].replace("\u00a0", " "))
    assert "Attestation d’assurance" in sections[1]
    assert "À fournir" in sections[1]
    assert "Autres pièces possibles" in sections[1]


async def test_the_list_costs_the_same_whatever_is_shown() -> None:
    async with visiting() as visitor:
        await entered(visitor)
        with counting() as few:
            await visitor.get("/documents")
        for child in ("Clervie", "Malo"):
            await given(INSURANCE, child=child)
            await given(HEALTH, child=child)
        with counting() as many:
            await visitor.get("/documents")
    assert len(many) == len(few) <= 5


async def test_a_sent_piece_leads_back_to_the_list_with_the_news() -> None:
    async with visiting() as visitor:
        page = await page_of(HOME_PROOF)
        answer = await send(await entered(visitor), page, ("facture.pdf", sendings.pdf()))
        assert (answer.status_code, answer.headers["location"]) == (303, "/documents")
        assert "Votre pièce est bien arrivée" in (await visitor.get("/documents")).text


@pytest.mark.rule(38)
async def test_with_htmx_the_slot_alone_comes_back_and_equals_the_page_reloaded() -> None:
    async with visiting() as visitor:
        page = await page_of(HEALTH, child="Clervie")
        await entered(visitor)
        target = one(parsed(await visitor.get(page)), ".slot").attributes["id"]
        answer = await send(visitor, page, ("pai.pdf", sendings.pdf()), target=target)
        assert answer.status_code == 200
        assert "<h1" not in answer.text
        swapped, reloaded = parsed(answer), parsed(await visitor.get(page))
    assert one(swapped, ".slot").attributes["id"] == target
    assert "Votre pièce est bien arrivée, merci." in answer.text
    assert words(one(swapped, ".slot ul").text()) == words(one(reloaded, ".slot ul").text())
    assert one(swapped, ".slot form").attributes["action"] == one(reloaded, ".slot form").attributes["action"] == page


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [("photo.jpg", sendings.PROGRAM, Refusal.WRONG_TYPE), ("cv.pdf", sendings.with_script(), Refusal.ACTIVE), ("", b"", Refusal.NOTHING)],
)
async def test_a_refused_file_is_told_beside_its_field_and_the_piece_that_stands_stays(name: str, content: bytes, refusal: Refusal) -> None:
    await given(HOME_PROOF)
    async with visiting() as visitor:
        page = await page_of(HOME_PROOF)
        answer = await send(await entered(visitor), page, (name, content))
    assert answer.status_code == 422
    shown = parsed(answer)
    field = one(shown, "input[type=file]")
    sentence = one(shown, f"#{field.attributes['id']}-erreur")
    assert SENTENCES[refusal] in sentence.text()
    assert f"{field.attributes['id']}-erreur" in (field.attributes["aria-describedby"] or "")
    assert field.attributes["aria-invalid"] == "true"
    assert one(shown, ".problems a").attributes["href"] == f"#{field.attributes['id']}"
    assert one(shown, "title").text().startswith("Erreur")
    assert "La pièce que nous avons" in answer.text


@pytest.mark.rule(55)
async def test_a_file_of_more_than_eight_megabytes_is_refused_with_413_in_french() -> None:
    heavy = sendings.pdf() + bytes(LARGEST_FILE)
    async with visiting() as visitor:
        page = await page_of(HOME_PROOF)
        await entered(visitor)
        for target in (None, one(parsed(await visitor.get(page)), ".slot").attributes["id"]):
            answer = await send(visitor, page, ("facture.pdf", heavy), target=target)
            assert answer.status_code == 413
            assert "Ce fichier dépasse 8 Mo" in answer.text
        answer = await send(visitor, page, ("1.jpg", bytes(LARGEST_FILE)), ("2.jpg", bytes(LARGEST_FILE)), ("3.jpg", bytes(LARGEST_FILE)))
        assert answer.status_code == 413
        assert "Cet envoi est trop lourd" in answer.text


async def test_a_date_that_is_wrong_is_told_beside_it_and_kept() -> None:
    await database.fetch("update document_kind set validity = 'date' where code = {}", HOME_PROOF)
    async with visiting() as visitor:
        page = await page_of(HOME_PROOF)
        await entered(visitor)
        answer = await send(visitor, page, ("facture.pdf", sendings.pdf()), valable_jusqu_au="31/02/2027")
        assert answer.status_code == 422
        assert one(parsed(answer), "input[name=valable_jusqu_au]").attributes["value"] == "31/02/2027"
        assert "Cette date n’existe pas" in answer.text
        assert (await send(visitor, page, ("facture.pdf", sendings.pdf()), valable_jusqu_au="31/08/2027")).status_code == 303


@pytest.mark.rule(60)
async def test_a_piece_is_opened_as_a_download_that_can_do_nothing() -> None:
    document_id = await given(HOME_PROOF, name="Facture d’eau.pdf")
    async with visiting() as visitor:
        answer = await (await entered(visitor, YANN)).get(f"/documents/{document_id}/fichier")
    assert answer.status_code == 200
    assert answer.content == sendings.pdf()
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''Facture%20d%E2%80%99eau.pdf"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "content-encoding" not in answer.headers


@pytest.mark.rule(22)
@pytest.mark.rule(60)
async def test_another_household_finds_neither_the_piece_nor_its_file() -> None:
    document_id, page = await given(INSURANCE, child="Clervie"), await page_of(INSURANCE, child="Clervie")
    async with visiting() as visitor:
        await entered(visitor, CLAIRE)
        for address in (page, f"/documents/{document_id}/fichier", f"/documents/{document_id}/suppression", f"/documents/{uuid4()}/fichier"):
            assert (await visitor.get(address)).status_code == 404, address
        assert (await visitor.post(f"/documents/{document_id}/suppression", {}, page="/compte")).status_code == 404
        answer = await visitor.client.post(
            page, data={"_csrf": await visitor.token("/compte"), "envoi": str(uuid4())}, files=[("fichier", ("a.pdf", sendings.pdf()))]
        )
        assert answer.status_code == 404
    assert await database.fetch_value("select count(*) from supporting_document") == 1


async def test_the_readings_of_a_sensitive_piece_are_shown_on_its_page() -> None:
    document_id, page = await given(HEALTH, child="Clervie"), await page_of(HEALTH, child="Clervie")
    async with visiting() as visitor:
        await entered(visitor, YANN)
        assert "Personne ne l’a ouverte" in (await visitor.get(page)).text
        await visitor.get(f"/documents/{document_id}/fichier")
        assert "Consultée le 30 novembre 2026 à 8 h par Yann" in words((await visitor.get(page)).text.replace("\u00a0", " "))


async def test_a_piece_is_deleted_after_a_question() -> None:
    document_id = await given(HOME_PROOF)
    async with visiting() as visitor:
        await entered(visitor)
        asked = f"/documents/{document_id}/suppression"
        assert "Supprimer cette pièce" in (await visitor.get(asked)).text
        assert (await visitor.post(asked, {}, page=asked)).status_code == 303
        assert "La pièce est supprimée" in (await visitor.get("/documents")).text
    assert (await piece(HOME_PROOF)).given is None


async def test_what_a_demande_uses_says_why_it_stays() -> None:
    document_id = await given(HOME_PROOF)
    async with database.transaction():
        await actions.apply_use([document_id], holder=uuid4())
    async with visiting() as visitor:
        await entered(visitor)
        assert f"/documents/{document_id}/suppression" not in (await visitor.get(await page_of(HOME_PROOF))).text
        await visitor.post(f"/documents/{document_id}/suppression", {}, page="/compte")
        assert "Une demande se sert de cette pièce" in (await visitor.get("/documents")).text


async def test_a_key_that_was_lost_closes_the_pieces_and_not_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    document_id = await given(HOME_PROOF)
    monkeypatch.setenv("PORTAIL_DATA_KEYS", "une-autre-cle-de-trente-deux-caracteres-ou-plus")
    settings.current.cache_clear()
    async with visiting() as visitor:
        await entered(visitor)
        for address in ("/tableau-de-bord", "/documents"):
            assert (await visitor.get(address)).status_code == 200
        assert (await visitor.get(f"/documents/{document_id}/fichier")).status_code == 500


async def test_a_step_of_a_demarche_shows_the_same_slot_with_its_own_address() -> None:
    await given(HOME_PROOF)
    wanted = await piece(HOME_PROOF)
    slot = showing.slot_of(wanted, csrf_token="jeton", today=clock.today(), action="/demarches/essai/etape")
    page = LexborHTMLParser(str(slot.render()))
    form = one(page, "form")
    assert form.attributes["action"] == form.attributes["hx-post"] == "/demarches/essai/etape"
    assert form.attributes["hx-target"] == f"#{slot.swap_id}" == f"#{one(page, 'div.slot').attributes['id']}"
    others = {showing.slot_of(each, csrf_token="", today=clock.today()).swap_id for each in await queries.of_account(ANNE)}
    assert len(others) == len(await queries.of_account(ANNE))


@pytest.mark.rule(24)
async def test_a_field_that_the_page_does_not_have_is_refused() -> None:
    async with visiting() as visitor:
        page = await page_of(HOME_PROOF)
        await entered(visitor)
        assert (await send(visitor, page, ("a.pdf", sendings.pdf()), foyer=str(uuid4()))).status_code == 400
        token = await visitor.token(page)
        for name in ("autre", "envoi"):
            answer = await visitor.client.post(page, data={"_csrf": token, "envoi": str(uuid4())}, files=[(name, ("a.pdf", sendings.pdf()))])
            assert answer.status_code == 400
    assert await database.fetch_value("select count(*) from supporting_document") == 0


@pytest.mark.rule(30)
async def test_a_file_without_its_token_is_refused() -> None:
    async with visiting() as visitor:
        page = await page_of(HOME_PROOF)
        await entered(visitor)
        answer = await visitor.client.post(page, data={"envoi": str(uuid4())}, files=[("fichier", ("a.pdf", sendings.pdf()))])
    assert answer.status_code == 403


async def test_the_tableau_de_bord_tells_what_is_asked_and_nothing_else() -> None:
    async with visiting() as visitor:
        await entered(visitor)
        assert "3\u00a0à fournir" in (await visitor.get("/tableau-de-bord")).text
        for child in ("Clervie", "Malo"):
            await given(INSURANCE, child=child)
        assert "1\u00a0à fournir" in (await visitor.get("/tableau-de-bord")).text
        await given(HOME_PROOF)
        assert "à fournir" not in (await visitor.get("/tableau-de-bord")).text.lower()


async def test_a_form_whose_session_ended_leads_to_sign_in_and_keeps_nothing_of_the_file(data_dir: Path) -> None:
    async with visiting() as visitor:
        page = await page_of(HOME_PROOF)
        token = await visitor.token("/connexion")
        answer = await visitor.client.post(page, data={"_csrf": token, "envoi": str(uuid4())}, files=[("fichier", ("a.pdf", sendings.pdf()))])
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/connexion?suite={page}"
    assert not (data_dir / "files").exists()


async def test_a_sensitive_file_that_was_altered_on_the_disk_does_not_leave_as_if_it_were_whole(data_dir: Path) -> None:
    document_id = await given(HEALTH, child="Clervie")
    path = data_dir / "files" / document_id.hex[:2] / document_id.hex
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    opened = await actions.open_for(ANNE, document_id, origin="", now=clock.now())
    assert opened is not None
    with pytest.raises(sealing.Unreadable):
        list(opened[1])
