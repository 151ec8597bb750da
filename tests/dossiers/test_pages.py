"""The pages of a dossier: its tasks, its sheets kept as one goes, its récapitulatif, its demande."""

from uuid import uuid4

import httpx
import pytest

from app.core import clock, database
from app.dossiers.rules import vaccinations
from app.filings import actions as filings
from app.filings.actions import Decision
from app.filings.drafts import actions as drafts
from app.filings.rules.transitions import Act
from tests.bookings.families import ANNE
from tests.dossiers import filling
from tests.dossiers.filling import HEALTH
from tests.filings.walking import CLAIRE as CLAIRE_SIGNS_IN
from tests.filings.walking import walking
from tests.pages import parsed, visiting, words

pytestmark = pytest.mark.usefixtures("chavagne")


def shown(answer: httpx.Response, selector: str) -> str:
    return " ".join(words(node) for node in parsed(answer).css(selector))


async def test_from_the_empty_tasks_to_the_demande() -> None:
    here = (await filling.dossier()).here
    async with visiting() as visitor:
        walker = await walking(visitor)
        assert "Dossier de Clervie, 2026-2027" in (await visitor.get("/dossiers")).text
        tasks = shown(await visitor.get(here), "#fiches ~ .rows")
        assert tasks.count("À remplir") == 5
        last = await filling.fill(walker, here)
        assert last.headers["location"] == f"{here}/recapitulatif"
        recap = await visitor.get(last.headers["location"])
        told = shown(recap, "main")
        assert "Sans porc" in told
        assert "Mamie Le Goff" in told
        assert "Attestation d’assurance" in told
        assert "« Adresse » dans « Ma famille »" in shown(recap, "main a[href='/famille']").replace("\u00a0", " ")
        marks = await walker.marks(f"{here}/recapitulatif", "vu", "envoi")
        refused = await visitor.post(f"{here}/recapitulatif", marks, page=here + "/sante")
        assert (refused.status_code, "Cochez la case pour attester" in refused.text) == (422, True)
        sent = [await visitor.post(f"{here}/recapitulatif", {**marks, "attestation": "1"}, page=here + "/sante") for _ in range(2)]
        assert {answer.headers["location"] for answer in sent} == {"/demandes/1"}
        demande = await visitor.get("/demandes/1")
        assert "Dr Kermarrec" in demande.text
        assert "Il y manque encore" in demande.text
        assert "Ce dossier est envoyé" in (await visitor.get(here)).text
    assert await database.fetch_value("select count(*) from filing") == 1


async def test_a_sheet_is_kept_even_incomplete_and_found_again() -> None:
    here = (await filling.dossier()).here
    async with visiting() as visitor:
        walker = await walking(visitor)
        page = f"{here}/sante"
        refused = await walker.answer(page, {"medecin_nom": "Dr Kermarrec", "regime": "standard"})
        assert (refused.status_code, "Dites si les vaccinations obligatoires sont à jour." in refused.text) == (422, True)
        later = await walker.answer(page, {"medecin_nom": "Dr Kermarrec", "regime": "sans_porc"}, then="plus-tard")
        assert later.headers["location"] == here
        unfinished = parsed(await visitor.get("/demarches")).css_first("a[href^='/dossiers/brouillons/']")
        assert unfinished is not None
        assert (await visitor.get(unfinished.attributes["href"] or "")).headers["location"] == here
        again = await visitor.get(page)
        assert 'value="Dr Kermarrec"' in again.text
        assert '<option value="sans_porc" selected>' in again.text
        assert "À compléter" in (await visitor.get(here)).text


async def test_the_vaccinations_of_the_birth_date_are_named_and_a_missing_one_is_asked_for() -> None:
    here = (await filling.dossier()).here
    async with visiting() as visitor:
        walker = await walking(visitor)
        page = f"{here}/sante"
        assert "vaccinations\u00a0: diphtérie, tétanos, poliomyélite, coqueluche" in (await visitor.get(page)).text
        whole = await walker.answer(page, {**HEALTH, "vaccins": "non"}, then="voir")
        part = await walker.answer(page, {**HEALTH, "vaccins": "non"}, then="voir", target="fiche")
        answers = [part, whole, await visitor.get(page)]
        assert len({node.html for answer in answers for node in parsed(answer).css("#fiche")}) == 1
        assert "Rougeole\u00a0: fait" in shown(part, "#fiche")
        await database.fetch("update child set birth_date = '2017-12-31' where first_name = 'Clervie'")
        assert "Rougeole\u00a0: fait" not in (await visitor.get(page)).text


async def test_a_vaccination_that_is_missing_is_told_on_the_dossier_until_it_is_done() -> None:
    done = {f"vaccin_{vaccine.code}": "1" for vaccine in vaccinations.VACCINES if vaccine.code not in {"rougeole", "rubeole"}}
    await filling.filled(but={"sante": {**HEALTH, "vaccins": "non", **done}})
    here = (await filling.dossier()).here
    async with visiting() as visitor:
        await walking(visitor)
        assert "Il manque\u00a0: rougeole et rubéole. Votre enfant est accueilli trois mois" in shown(await visitor.get(here), ".alert")
        await filling.kept("sante", HEALTH)
        assert "vaccinations" not in shown(await visitor.get(here), ".alert")


@pytest.mark.rule(22)
async def test_the_child_of_another_household_is_not_found() -> None:
    mine = (await filling.dossier("Clervie", by=ANNE)).here
    await filling.filled("Clervie")
    async with visiting() as visitor:
        await walking(visitor, CLAIRE_SIGNS_IN)
        for page in ("", "/sante", "/pieces", "/reprise", "/recapitulatif"):
            assert (await visitor.get(f"{mine}{page}")).status_code == 404, page
        for page in ("/sante", "/reprise", "/nouvel-envoi"):
            assert (await visitor.post(f"{mine}{page}", {}, page="/compte")).status_code == 404, page
        draft = (await filling.dossier()).draft
        assert draft is not None
        assert (await visitor.get(f"/dossiers/brouillons/{draft.id}")).status_code == 404
        forged = {"vu": draft.mark, "envoi": str(draft.submission_id), "attestation": "1"}
        assert (await visitor.post(f"{mine}/recapitulatif", forged, page="/compte")).status_code == 404
    assert await database.fetch_value("select count(*) from filing") == 0


@pytest.mark.rule(49)
async def test_the_recapitulatif_of_a_dossier_that_lacks_an_answer_leads_to_it() -> None:
    ready = await filling.filled(but={"sante": {**HEALTH, "soins": ""}})
    assert ready.draft is not None
    async with visiting() as visitor:
        walker = await walking(visitor)
        asked = await visitor.get(f"{ready.here}/recapitulatif")
        assert asked.headers["location"] == f"{ready.here}/sante?verifier=true"
        assert "Cochez la case pour autoriser les soins" in (await visitor.get(asked.headers["location"])).text
        forged = {"vu": ready.draft.mark, "envoi": str(ready.draft.submission_id), "attestation": "1"}
        answer = await walker.visitor.post(f"{ready.here}/recapitulatif", forged, page="/compte")
        assert answer.headers["location"] == f"{ready.here}/sante?verifier=true"
    assert await database.fetch_value("select count(*) from filing") == 0


async def test_what_the_service_asks_for_is_answered_from_the_demande_and_from_the_dossier() -> None:
    filing_id = await filling.sent()
    asked = Decision(act=Act.ASK, note="Le numéro du contrat est illisible.", agent_id=uuid4())
    await filings.decide(filing_id, asked, now=clock.now())
    here = (await filling.dossier()).here
    async with visiting() as visitor:
        walker = await walking(visitor)
        assert "Le numéro du contrat est illisible." in (await visitor.get(here)).text
        for opening in ("/demandes/1/complement", f"{here}/nouvel-envoi"):
            opened = await visitor.post(opening, {}, page="/demandes/1/complement")
            led = await visitor.get(opened.headers["location"])
            assert here in {opened.headers["location"], led.headers.get("location")}, opening
        assert (await walker.answer(f"{here}/assurance", {**filling.INSURANCE, "assurance_contrat": "B-4022"})).headers["location"] == f"{here}/recapitulatif"
        recap = await visitor.get(f"{here}/recapitulatif")
        assert "Le service vous demande un complément" in recap.text
        marks = await walker.marks(f"{here}/recapitulatif", "vu", "envoi")
        sent = await visitor.post(f"{here}/recapitulatif", {**marks, "attestation": "1"}, page=f"{here}/assurance")
        assert sent.headers["location"] == "/demandes/1"
    assert await database.fetch("select number, status from filing") == [{"number": 1, "status": "sent"}]


async def test_a_recap_that_was_read_before_a_change_sends_nothing() -> None:
    ready = await filling.filled()
    assert ready.draft is not None
    async with visiting() as visitor:
        walker = await walking(visitor)
        marks = await walker.marks(f"{ready.here}/recapitulatif", "vu", "envoi")
        await filling.kept("assurance", {**filling.INSURANCE, "assurance_compagnie": "Maif"})
        stale = await visitor.post(f"{ready.here}/recapitulatif", {**marks, "attestation": "1"}, page=f"{ready.here}/assurance")
        assert (stale.status_code, "Le récapitulatif a changé" in stale.text) == (409, True)
    assert await database.fetch_value("select count(*) from filing") == 0


async def test_giving_up_asks_first_then_forgets_what_was_not_sent() -> None:
    """Twice in a row it forgets once; what the service has, and who may collect, stay."""
    await filling.sent()
    await filling.kept("assurance", {**filling.INSURANCE, "assurance_compagnie": "Maif"})
    people = await filling.written()
    here = (await filling.dossier()).here
    async with visiting() as visitor:
        await walking(visitor)
        assert f'href="{here}/abandon"' in (await visitor.get(f"{here}/recapitulatif")).text
        asked = await visitor.get(f"{here}/abandon")
        assert "demande n°\u00a01, reste comme vous l’aviez envoyé" in shown(asked, "main")
        assert (await filling.dossier()).case.said("assurance_compagnie") == "Maif"
        answers = [await visitor.post(f"{here}/abandon", {}, page="/compte") for _ in range(2)]
        assert {answer.headers["location"] for answer in answers} == {here}
        assert (await visitor.get(f"{here}/abandon")).headers["location"] == here
        assert "Ce dossier est envoyé" in (await visitor.get(here)).text
    assert (await filling.dossier()).case.said("assurance_compagnie") == "MAE"
    assert await filling.written() == people | {"drafts": 0}


async def test_an_old_link_to_what_was_sent_leads_to_its_demande() -> None:
    ready = await filling.filled()
    assert ready.draft is not None
    await drafts.validate(ANNE, ready.draft.id, mark=ready.draft.mark, now=clock.now())
    async with visiting() as hers, visiting() as theirs:
        await walking(hers)
        await walking(theirs, CLAIRE_SIGNS_IN)
        assert (await hers.get(f"/dossiers/brouillons/{ready.draft.id}")).headers["location"] == "/demandes/1"
        assert (await theirs.get(f"/dossiers/brouillons/{ready.draft.id}")).status_code == 404


async def test_whoever_is_missing_among_the_people_is_added_from_their_sheet() -> None:
    here = (await filling.dossier()).here
    async with visiting() as visitor:
        await walking(visitor)
        page = await visitor.get(f"{here}/personnes")
        assert "Quelqu’un manque\u00a0?" in shown(page, "fieldset p")
        assert "Ajoutez un contact enfance" in shown(page, "fieldset a[href='/famille/contacts/ajout']")
        await database.fetch("delete from contact")
        assert "Vous n’avez pas encore de contact." in shown(await visitor.get(f"{here}/personnes"), "fieldset p")
