"""`/dossiers/{child}/{year}/fiches`: a paper downloaded, filled in on a phone, sent back, reviewed, and kept only then."""

from collections.abc import AsyncIterator, Callable
from io import BytesIO
from uuid import UUID, uuid4

import httpx
import pytest
from pypdf import PdfReader

from app.core import clock, database
from app.demo.sign_ins import PASSWORD
from app.documents import inspecting
from app.documents.inspecting import Sent, Written
from app.documents.inspection import __main__ as inspection
from app.documents.inspection.refused import RefusedFile
from app.documents.rules import names
from app.documents.rules.refusals import LARGEST_FILE, Refusal
from app.dossiers import queries
from app.dossiers.papers import actions, refusals
from app.dossiers.papers.refusals import Misfit
from tests.bookings.families import ANNE, CLAIRE, YANN
from tests.documents import sendings
from tests.dossiers.papers import printed, typed
from tests.filings.ground import child_of
from tests.pages import Visitor, parsed, visiting, words
from tests.queries import counting

pytestmark = pytest.mark.usefixtures("chavagne")
EMAILS = {ANNE: "anne.legoff@exemple.fr", YANN: "yann.legoff@exemple.fr", CLAIRE: "claire.durand@exemple.fr"}
YEAR, TARGET = 2026, "fiches"


async def here(child: str = "Clervie") -> str:
    return f"/dossiers/{await child_of(ANNE, child)}/{YEAR}/fiches"


@pytest.fixture
async def anne() -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        await visitor.sign_in(EMAILS[ANNE], password=PASSWORD)
        yield visitor


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are looked into by the same code, without a process of their own, as is proved by the tests below that do not ask for this."""

    async def written_in(file: Sent) -> Written | Refusal:
        if refusal := inspecting.why_not_inspected([file]):
            return refusal
        try:
            kept = inspection.kept_of([names.extension_of(file.name)], [await file.source.read()])
            return Written(media_type=kept.media_type, fields=inspecting.entries(inspection.fields_of(kept)))
        except RefusedFile as refused:
            return refused.refusal

    monkeypatch.setattr(inspecting, "written_in", written_in)


async def paper(visitor: Visitor, code: str = "sanitaire", *, child: str = "Clervie") -> bytes:
    answer = await visitor.get(f"{await here(child)}/{code}/pdf")
    assert (answer.status_code, answer.headers["content-type"], answer.headers["cache-control"]) == (200, "application/pdf", "no-store")
    return answer.content


async def send(visitor: Visitor, *files: tuple[str, bytes], child: str = "Clervie", target: str | None = None) -> httpx.Response:
    page = await here(child)
    headers = {} if target is None else {"HX-Request": "true", "HX-Target": target}
    sent = [("fichier", (name, content, "application/pdf")) for name, content in files]
    return await visitor.client.post(page, data={"_csrf": await visitor.token(page)}, files=sent, headers=headers, follow_redirects=target is not None)


async def said(visitor: Visitor, *, child: str = "Clervie") -> str:
    return words(parsed(await visitor.get(await here(child))).css("main")[0]).replace("\u00a0", " ")


async def keep(visitor: Visitor, *, seen: str | None = None) -> httpx.Response:
    page = await here()
    field = parsed(await visitor.get(page)).css_first("input[name=vu]")
    assert seen is not None or field is not None
    return await visitor.post(f"{page}/reprise", {"vu": seen if field is None else seen or field.attributes["value"]}, page=page)


async def answers(account_id: UUID = ANNE, child: str = "Clervie") -> dict[str, str]:
    found = await queries.dossier_of(account_id, await child_of(ANNE, child), first_year=YEAR, today=clock.today(), facts=False)
    assert found is not None
    return {name: value for name, value in found.case.answers.items() if value}


async def waiting() -> int:
    count: int = await database.fetch_value("select count(*) from paper_reading")
    return count


DOCTOR = {"medecin_nom": "Dr Hélène Œuvrard", "medecin_telephone": "0299642853", "dernier_rappel": "2024-03-12"}


async def test_a_paper_comes_back_into_the_sheets_once_it_is_confirmed(anne: Visitor) -> None:
    before = await answers()
    filled = typed(await paper(anne), DOCTOR, ticked={"vaccins": "oui", "soins": "1"})
    answer = await send(anne, ("fiche remplie.pdf", filled))
    assert (answer.status_code, answer.headers["location"]) == (303, await here())
    read = await said(anne)
    assert "Rien n’est encore enregistré" in read
    assert "Médecin traitant Avant : Rien Maintenant : Dr Hélène Œuvrard" in read
    assert "Maintenant : 02 99 64 28 53" in read
    assert "Il manquera encore" in read
    assert await answers() == before
    kept = await keep(anne)
    assert (kept.status_code, kept.headers["location"]) == (303, (await here()).removesuffix("/fiches"))
    now = await answers()
    expected = {"medecin_nom": "Dr Hélène Œuvrard", "medecin_telephone": "02 99 64 28 53", "dernier_rappel": "12/03/2024", "vaccins": "oui", "soins": "1"}
    assert {name: now[name] for name in expected} == expected
    assert await waiting() == 0


@pytest.mark.usefixtures("read_here")
async def test_a_paper_comes_out_with_what_was_answered_and_both_may_be_sent_at_once(anne: Visitor) -> None:
    health, family = await paper(anne), await paper(anne, "famille")
    two = [("a.pdf", typed(health, DOCTOR)), ("b.pdf", typed(family, {"profession_1": "Céramiste"}, ticked={"situation": "maries"}))]
    assert (await send(anne, *two)).status_code == 303
    await keep(anne)
    assert (await answers())["profession_1"] == "Céramiste"
    again = PdfReader(BytesIO(await paper(anne)))
    assert {name: str(value) for name, value in (again.get_form_text_fields() or {}).items()}["medecin_nom"] == "Dr Hélène Œuvrard"
    shown = (await paper(anne, "famille")), PdfReader(BytesIO(await paper(anne, "famille"))).pages[0].extract_text()
    assert "Anne Le Goff" in shown[1]


@pytest.mark.usefixtures("read_here")
async def test_what_cannot_be_read_is_named_and_what_we_had_stays(anne: Visitor) -> None:
    await send(anne, ("f.pdf", typed(await paper(anne), {"medecin_telephone": "02 99", "medecin_nom": "Dr Hamon"})))
    read = await said(anne)
    assert "Nous n’avons pas pu lire Téléphone du médecin , « 02 99 » : Ce numéro de téléphone n’est pas complet." in read
    await keep(anne)
    kept = await answers()
    assert (kept["medecin_nom"], kept.get("medecin_telephone")) == ("Dr Hamon", None)


@pytest.mark.usefixtures("read_here")
async def test_given_up_or_replaced_a_reading_changes_nothing(anne: Visitor) -> None:
    before, blank, page = await answers(), await paper(anne), await here()
    await send(anne, ("f.pdf", typed(blank, {"medecin_nom": "Dr Premier"})))
    await send(anne, ("f.pdf", typed(blank, {"medecin_nom": "Dr Second"})))
    assert "Dr Premier" not in await said(anne)
    answer = await anne.post(f"{page}/abandon", {}, page=page)
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert "Ce que nous avons lu" not in await said(anne)
    assert (await answers(), await waiting()) == (before, 0)


@pytest.mark.rule(38)
@pytest.mark.usefixtures("read_here")
async def test_with_htmx_the_desk_alone_comes_back_and_equals_the_page_reloaded(anne: Visitor) -> None:
    blank = await paper(anne)
    swapped = await send(anne, ("f.pdf", typed(blank, DOCTOR)), target=TARGET)
    assert swapped.status_code == 200
    assert "<h1" not in swapped.text
    reloaded = parsed(await anne.get(await here())).css_first(f"#{TARGET}")
    assert reloaded is not None
    assert words(parsed(swapped).css("div.slot")[0]) == words(reloaded)
    refused = await send(anne, ("f.pdf", sendings.pdf()), target=TARGET)
    assert refused.status_code == 422
    assert refused.text.lstrip().startswith(f'<div class="slot" id="{TARGET}"')
    assert words(parsed(refused).css("dl")[0]) == words(reloaded.css("dl")[0])


@pytest.mark.usefixtures("read_here")
async def test_a_review_that_is_stale_keeps_nothing_and_a_second_tap_is_harmless(anne: Visitor) -> None:
    blank = await paper(anne)
    await send(anne, ("f.pdf", typed(blank, {"medecin_nom": "Dr Premier"})))
    field = parsed(await anne.get(await here())).css_first("input[name=vu]")
    assert field is not None
    seen = field.attributes["value"] or ""
    await send(anne, ("f.pdf", typed(blank, {"medecin_nom": "Dr Second"})))
    stale = await keep(anne, seen=seen)
    assert stale.status_code == 409
    assert "Quelque chose a changé entre-temps" in stale.text
    assert "medecin_nom" not in await answers()
    assert (await keep(anne)).status_code == 303
    assert (await keep(anne, seen=seen)).status_code == 303
    assert (await answers())["medecin_nom"] == "Dr Second"


@pytest.mark.rule(50)
@pytest.mark.usefixtures("read_here")
async def test_a_crash_between_two_writes_leaves_both_the_dossier_and_the_reading(anne: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await answers()
    await send(anne, ("f.pdf", typed(await paper(anne), DOCTOR)))

    async def crash(_dossier: object) -> None:
        raise RuntimeError("the machine stops here")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "_apply_forget", crash)
        assert (await keep(anne)).status_code == 500
    assert (await answers(), await waiting()) == (before, 1)
    assert (await keep(anne)).status_code == 303


HOSTILE: dict[str, tuple[Callable[[], bytes], Refusal | Misfit]] = {
    "active": (sendings.with_script, Refusal.ACTIVE),
    "launching": (sendings.with_launch, Refusal.ACTIVE),
    "animated form": (sendings.with_xfa, Refusal.ACTIVE),
    "file inside": (sendings.with_file_inside, Refusal.ACTIVE),
    "renamed": (lambda: sendings.PROGRAM, Refusal.WRONG_TYPE),
    "image under the name of a PDF": (sendings.photo, Refusal.OTHER_TYPE),
    "archive behind": (sendings.archive_behind_a_pdf, Refusal.OTHER_TYPE),
    "bomb": (sendings.of_many_objects, Refusal.TOO_COMPLEX),
    "nested": (sendings.nested, Refusal.BROKEN),
    "locked": (sendings.locked, Refusal.ENCRYPTED),
    "cut": (lambda: sendings.pdf()[:-40], Refusal.BROKEN),
    "without fields": (sendings.pdf, Misfit.FLAT),
}


@pytest.mark.rule(55)
@pytest.mark.rule(56)
@pytest.mark.rule(58)
async def test_a_file_that_is_no_paper_is_refused_with_what_to_do_and_nothing_waits(anne: Visitor) -> None:
    for kind, (make, why) in HOSTILE.items():
        answer = await send(anne, ("../../fiche.pdf", make()))
        assert (answer.status_code, refusals.sentence_of(why) in answer.text) == (422, True), kind
        assert "../" not in words(parsed(answer).css("main")[0])
    assert await waiting() == 0


@pytest.mark.rule(55)
async def test_too_large_nothing_and_too_many_are_told(anne: Visitor) -> None:
    heavy = await send(anne, ("f.pdf", b"%PDF-" + bytes(LARGEST_FILE)))
    assert (heavy.status_code, refusals.sentence_of(Refusal.TOO_LARGE) in heavy.text) == (413, True)
    for files, why in (((), Refusal.NOTHING), ([("a.pdf", b"%PDF-")] * 3, Misfit.TOO_MANY)):
        answer = await send(anne, *files)
        assert (answer.status_code, refusals.sentence_of(why) in answer.text) == (422, True)


@pytest.mark.usefixtures("read_here")
async def test_a_paper_of_somebody_else_printed_blank_or_sent_twice_is_told_what_it_is(anne: Visitor) -> None:
    mine, brothers = await paper(anne), await paper(anne, child="Malo")
    bare = typed(await paper(anne, "famille"), {"profession_1": "x"})
    photo = ("photo.jpg", sendings.photo())
    for files, why in (
        ([("f.pdf", typed(brothers, DOCTOR))], Misfit.OTHER_CHILD),
        ([("f.pdf", printed(typed(mine, DOCTOR)))], Misfit.FLAT),
        ([("f.pdf", mine)], Misfit.BLANK),
        ([("f.pdf", typed(mine, DOCTOR)), ("g.pdf", typed(mine, DOCTOR))], Misfit.TWICE),
        ([("f.pdf", bare), photo], Misfit.PHOTO),
    ):
        answer = await send(anne, *files)
        assert (answer.status_code, refusals.sentence_of(why) in answer.text) == (422, True), why
    assert await waiting() == 0


@pytest.mark.rule(24)
@pytest.mark.usefixtures("read_here")
async def test_another_household_finds_nothing_and_the_other_parent_finds_the_same(anne: Visitor) -> None:
    page = await here()
    await send(anne, ("f.pdf", typed(await paper(anne), DOCTOR)))
    async with visiting() as yann:
        await yann.sign_in(EMAILS[YANN], password=PASSWORD)
        assert "Dr Hélène Œuvrard" in (await yann.get(page)).text
    async with visiting() as claire:
        await claire.sign_in(EMAILS[CLAIRE], password=PASSWORD)
        for address in (page, f"{page}/sanitaire/pdf", f"{page}/famille/pdf", page.replace("/fiches", "/pdf"), f"{page}/reprise"):
            assert (await claire.get(address)).status_code == 404
        token = {"_csrf": await claire.token("/compte")}
        for address in (page, f"{page}/reprise", f"{page}/abandon"):
            assert (await claire.client.post(address, data=token)).status_code == 404
    assert await waiting() == 1
    assert (await anne.get(f"{page}/inconnue/pdf")).status_code == 404


@pytest.mark.rule(63)
@pytest.mark.usefixtures("read_here")
async def test_what_was_read_waits_sealed_and_a_week_at_most(anne: Visitor) -> None:
    await send(anne, ("f.pdf", typed(await paper(anne), {"precautions": "CANARI-DE-SANTE"}, ticked={"sante": "a_signaler"})))
    row = await database.fetch_one("select * from paper_reading")
    assert row is not None
    assert b"CANARI" not in row["entries"]
    await actions.purge(now=clock.now() + actions.KEPT)
    assert await waiting() == 1
    with clock.frozen(clock.now() + actions.KEPT * 2):
        await actions.purge(now=clock.now())
    assert await waiting() == 0


@pytest.mark.rule(27)
async def test_the_whole_dossier_is_an_accessible_pdf_whose_reading_is_noted(anne: Visitor) -> None:
    page = (await here()).removesuffix("/fiches")
    answer = await anne.get(f"{page}/pdf")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.headers["content-disposition"].startswith("attachment")
    reader = PdfReader(BytesIO(answer.content))
    assert reader.xmp_metadata is not None
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()
    text = " ".join(" ".join(each.extract_text() for each in reader.pages).split())
    for told in ("Dossier administratif de Clervie", "Fiche famille", "Fiche sanitaire", "Anne Le Goff", "Pièces justificatives"):
        assert told in text
    await paper(anne)
    noted = words(parsed(await anne.get("/famille/consultations")).css("main")[0])
    assert "Dossier administratif 2026-2027, Clervie" in noted
    assert "Fiche sanitaire 2026-2027, Clervie" in noted


@pytest.mark.usefixtures("read_here")
async def test_the_page_costs_the_same_with_and_without_what_waits(anne: Visitor) -> None:
    page, blank = await here(), await paper(anne)
    with counting() as few:
        await anne.get(page)
    await send(anne, ("f.pdf", typed(blank, DOCTOR)))
    with counting() as many:
        await anne.get(page)
    assert len(many) == len(few) <= 9


async def test_the_addresses_of_the_forms_lead_back_to_their_page(anne: Visitor) -> None:
    page = await here()
    for address in (f"{page}/reprise", f"{page}/abandon"):
        answer = await anne.get(address)
        assert (answer.status_code, answer.headers["location"]) == (303, page)
    unknown = f"/dossiers/{uuid4()}/{YEAR}/fiches"
    assert (await anne.get(unknown)).status_code == 404
