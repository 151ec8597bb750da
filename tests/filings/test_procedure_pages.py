"""A démarche page by page: steps, re-asking, finishing later, the récapitulatif, with and without htmx."""

from dataclasses import replace
from uuid import uuid4

import pytest

from app.core import clock, database
from app.filings import actions, procedures
from app.filings.actions import Decision
from app.filings.procedures import Audience
from app.filings.rules.transitions import Act
from tests.filings.walking import ANNE, ASKED, CLAIRE, QUESTION, YANN, Walker, path_of, walking
from tests.pages import parsed, visiting
from tests.queries import counting

ATTESTATION = "/demarches/attestation-inscription"
TARGET = "questions"


async def clervie() -> str:
    return str(await database.fetch_value("select id from child where first_name = 'Clervie'"))


async def attesting(walker: Walker) -> str:
    """The only step of the attestation, whose second question depends on the first."""
    return await walker.begin(ATTESTATION, enfant=await clervie(), annee="2026")


async def test_from_the_first_page_to_the_numbered_demande(chavagne: str) -> None:
    async with visiting() as browser:
        anne = await walking(browser)
        step = await anne.begin(QUESTION)
        assert "Étape 2 sur 3" in (await browser.get(step)).text
        answered = await anne.answer(step, ASKED)
        assert answered.headers["location"].endswith("/recapitulatif")
        recap = (await browser.get(answered.headers["location"])).text
        for words in ("Étape 3 sur 3", "Les repas et la santé", "Toute la famille", "menu sans viande", step):
            assert words in recap
        sent = await anne.validate(step)
        assert sent.headers["location"] == "/demandes/1", sent.text
        page = (await browser.get("/demandes/1")).text
    for words in ("Demande n°", "Question au service", "Les repas et la santé", "menu sans viande", "Annuler ma demande"):
        assert words in page
    assert await database.fetch_value("select count(*) from filing_draft") == 0


async def test_a_refused_step_keeps_what_was_typed_and_leads_to_each_field(chavagne: str) -> None:
    async with visiting() as browser:
        anne = await walking(browser)
        step = await anne.begin(QUESTION)
        refused = await anne.answer(step, ASKED | {"sujet": "", "texte": "x" * 2_001})
        shown = parsed(refused)
        assert refused.status_code == 422
        assert [link.attributes["href"] for link in shown.css(".problems a")] == ["#champ-sujet", "#champ-texte"]
        assert all(shown.css_first(str(link.attributes["href"])) for link in shown.css(".problems a"))
        assert "x" * 2_001 in refused.text
        assert "x" * 2_001 in (await browser.get(step)).text, "what is wrong is kept too, to be corrected later"
        recap = await browser.get(f"{step.rpartition('/')[0]}/recapitulatif")
        assert path_of(recap.headers["location"]) == step
        assert "Choisissez le sujet." in (await browser.get(recap.headers["location"])).text


async def test_a_demarche_is_left_and_taken_up_again_by_the_other_adult(chavagne: str) -> None:
    async with visiting() as hers, visiting() as his:
        anne, yann = await walking(hers), await walking(his, YANN)
        step = await anne.begin(QUESTION)
        later = await anne.answer(step, {"texte": "À finir ce soir"}, then="plus-tard")
        assert later.headers["location"] == "/demarches"
        listed = parsed(await his.get("/demarches"))
        (link,) = [link.attributes["href"] for link in listed.css("section[aria-labelledby=a-finir] a")]
        resumed = await his.get(str(link))
        assert resumed.headers["location"] == step
        assert "À finir ce soir" in (await his.get(step)).text
        assert (await yann.begin(QUESTION)) == step


async def test_an_answer_that_decides_asks_the_questions_that_follow_from_it(chavagne: str) -> None:
    """By htmx: the step alone, and what it shows is what the page reloaded shows."""
    async with visiting() as browser:
        anne = await walking(browser)
        step = await attesting(anne)
        assert "Nom de l’organisme" not in (await browser.get(step)).text
        for usage, is_asked in (("organisme", True), ("tous", False), ("organisme", True)):
            swapped = await anne.answer(step, {"usage": usage}, then="voir", target=TARGET)
            assert swapped.status_code == 200
            assert swapped.text.startswith(f'<div id="{TARGET}">')
            assert ("Nom de l’organisme" in swapped.text) == is_asked
            assert swapped.text.strip() in (await browser.get(step)).text


async def test_without_script_going_on_asks_what_the_answer_brought(chavagne: str) -> None:
    async with visiting() as browser:
        anne = await walking(browser)
        step = await attesting(anne)
        again = await anne.answer(step, {"usage": "organisme"})
        assert again.headers["location"] == step
        page = (await browser.get(step)).text
        assert "Nom de l’organisme" in page
        assert "Elle change la suite" in page
        refused = await anne.answer(step, {"usage": "organisme", "destinataire": ""})
        assert (refused.status_code, "Écrivez le nom de l’organisme." in refused.text) == (422, True)
        done = await anne.answer(step, {"usage": "organisme", "destinataire": "La Caf"})
        assert done.headers["location"].endswith("/recapitulatif")


async def test_a_step_that_the_other_adult_changed_is_409_with_the_true_values(chavagne: str) -> None:
    async with visiting() as hers, visiting() as his:
        anne, yann = await walking(hers), await walking(his, YANN)
        step = await anne.begin(QUESTION)
        marks = await anne.marks(step)
        await yann.answer(step, ASKED)
        refused = await anne.send(step, marks | ASKED | {"texte": "Mon texte à moi"})
        shown = parsed(refused)
        assert refused.status_code == 409
        assert shown.css_first("textarea").text() == ASKED["texte"]  # type: ignore[union-attr]
        assert "Mon texte à moi" in shown.css_first("dl.summary").text()  # type: ignore[union-attr]
        assert await database.fetch_value("select answers ->> 'texte' from filing_draft") == ASKED["texte"]


@pytest.mark.rule(50)
async def test_the_button_tapped_again_answers_the_same_demande(chavagne: str) -> None:
    async with visiting() as hers, visiting() as his:
        anne, yann = await walking(hers), await walking(his, YANN)
        step = await anne.begin(QUESTION)
        await anne.answer(step, ASKED)
        marks = await anne.marks(f"{step.rpartition('/')[0]}/recapitulatif", "vu", "envoi")
        answers = [await walker.validate(step, marks=marks) for walker in (anne, anne, yann)]
        assert {answer.headers["location"] for answer in answers} == {"/demandes/1"}
    assert await database.fetch_value("select count(*) from filing") == 1


async def test_the_pages_of_what_was_sent_lead_to_its_demande(chavagne: str) -> None:
    """Behind the back button, or in a tab that stayed open."""
    async with visiting() as hers, visiting() as theirs:
        anne, _ = await walking(hers), await walking(theirs, CLAIRE)
        step = await anne.begin(QUESTION)
        await anne.answer(step, ASKED)
        open_tab = await anne.marks(step)
        demande = (await anne.validate(step)).headers["location"]
        here = step.rpartition("/")[0]
        for address in (here, step, f"{here}/recapitulatif", f"{here}/abandon"):
            again = await hers.get(address)
            assert (again.status_code, again.headers["location"]) == (303, demande)
            assert (await theirs.get(address)).status_code == 404
        for address, sent in ((step, {**open_tab, **ASKED}), (f"{here}/abandon", {})):
            late = await hers.post(address, sent, page=QUESTION)
            assert (late.status_code, late.headers["location"]) == (303, demande)
            assert (await theirs.post(address, sent, page=QUESTION)).status_code == 404
        assert "Cette démarche est déjà envoyée" in (await hers.get(demande)).text
    assert await database.fetch_value("select count(*) from filing") == 1


async def test_the_recapitulatif_wants_the_attestation_and_what_was_read(chavagne: str) -> None:
    async with visiting() as browser:
        anne = await walking(browser)
        step = await anne.begin(QUESTION)
        await anne.answer(step, ASKED)
        recap = f"{step.rpartition('/')[0]}/recapitulatif"
        marks = await anne.marks(recap, "vu", "envoi")
        unattested = await browser.post(recap, marks, page=recap)
        assert (unattested.status_code, "Cochez la case" in unattested.text) == (422, True)
        await anne.answer(step, ASKED | {"texte": "Autre question"})
        stale = await anne.validate(step, marks=marks)
        assert (stale.status_code, "Autre question" in stale.text, "a changé" in stale.text) == (409, True, True)


async def test_giving_up_is_asked_first(chavagne: str) -> None:
    async with visiting() as browser:
        anne = await walking(browser)
        step = await anne.begin(QUESTION)
        abandon = f"{step.rpartition('/')[0]}/abandon"
        assert "Annuler votre démarche" in (await browser.get(abandon)).text
        assert (await browser.post(abandon, {}, page=abandon)).headers["location"] == "/demarches"
        assert (await browser.get(step)).status_code == 404


async def test_the_service_asks_for_more_and_the_family_answers_from_its_page(chavagne: str) -> None:
    async with visiting() as browser:
        anne = await walking(browser)
        demande = await anne.ask()
        filing_id = await database.fetch_value("select id from filing")
        await actions.decide(filing_id, Decision(act=Act.ASK, note="Pour quel enfant est-ce\u00a0?", agent_id=uuid4()), now=clock.now())
        assert "Pour quel enfant est-ce" in (await browser.get(demande)).text
        assert "Complément demandé" in (await browser.get("/demarches")).text
        opened = await browser.post(f"{demande}/complement", {}, page=f"{demande}/complement")
        step = opened.headers["location"]
        page = (await browser.get(step)).text
        assert "Pour quel enfant est-ce" in page
        assert ASKED["texte"] in page
        await anne.answer(step, ASKED | {"texte": "Pour Malo."})
        assert (await anne.validate(step)).headers["location"] == demande
        shown = (await browser.get(demande)).text
        assert "Pour Malo." in shown
        assert "complément envoyé" in shown
        assert (await browser.get(f"{demande}/complement")).headers["location"] == demande


async def test_the_family_withdraws_its_demande_once(chavagne: str) -> None:
    async with visiting() as browser:
        demande = await (await walking(browser)).ask()
        withdrawal = f"{demande}/annulation"
        assert "Annuler votre demande" in (await browser.get(withdrawal)).text
        assert (await browser.post(withdrawal, {}, page=withdrawal)).headers["location"] == demande
        page = (await browser.get(demande)).text
        assert "Annulée" in page
        assert "Annuler ma demande" not in page
        assert (await browser.get(withdrawal)).headers["location"] == demande


@pytest.mark.rule(22)
async def test_another_household_finds_neither_the_draft_nor_the_demande(chavagne: str) -> None:
    async with visiting() as hers, visiting() as browser:
        anne, claire = await walking(hers), await walking(browser, CLAIRE)
        demande, step = await anne.ask(), await anne.begin(QUESTION)
        draft = step.rpartition("/")[0]
        for address in (draft, step, f"{draft}/recapitulatif", f"{draft}/abandon", f"{demande}/complement", f"{demande}/annulation", f"{demande}/document"):
            assert (await browser.get(address)).status_code == 404, address
        for address, fields in (
            (step, ASKED | {"vu": "", "pose": ""}),
            (f"{draft}/recapitulatif", {"vu": "", "envoi": str(uuid4()), "attestation": "1"}),
            (f"{draft}/abandon", {}),
            (f"{demande}/complement", {}),
            (f"{demande}/annulation", {}),
            (ATTESTATION, {"enfant": await clervie(), "annee": "2026"}),
        ):
            assert (await browser.post(address, fields, page=QUESTION)).status_code == 404, address
        assert await claire.begin(QUESTION) != step
    assert await database.fetch_value("select count(*) from filing_draft") == 2


@pytest.mark.parametrize("address", ["/demarches/rien", "/demarches/bookings", "/demarches/question-au-service/6f9619ff-8b86-4d01-b42d-00cf4fc964ff"])
async def test_what_does_not_exist_is_not_found(chavagne: str, address: str) -> None:
    async with visiting() as browser:
        await walking(browser)
        assert (await browser.get(address)).status_code == 404


async def test_a_draft_is_not_found_under_another_demarche(chavagne: str) -> None:
    async with visiting() as browser:
        anne = await walking(browser)
        draft = (await anne.begin(QUESTION)).rpartition("/")[0]
        assert (await browser.get(draft.replace("question-au-service", "inscription"))).status_code == 404
        assert (await browser.get(f"{draft}/rien")).status_code == 404


@pytest.mark.rule(24)
async def test_a_field_that_the_step_does_not_have_is_refused(chavagne: str) -> None:
    async with visiting() as browser:
        anne = await walking(browser)
        step = await anne.begin(QUESTION)
        assert (await anne.answer(step, ASKED | {"household": "1"})).status_code == 400
        assert (await browser.post(QUESTION, {"enfant": "1", "first_year": "2026"}, page=QUESTION)).status_code == 400


async def test_whom_it_is_for_must_be_said(chavagne: str) -> None:
    async with visiting() as browser:
        await walking(browser)
        refused = await browser.post(ATTESTATION, {"annee": "1998"}, page=ATTESTATION)
        shown = parsed(refused)
        assert refused.status_code == 422
        assert [link.attributes["href"] for link in shown.css(".problems a")] == ["#champ-enfant", "#champ-annee"]


async def test_the_pages_keep_to_their_budgets(chavagne: str) -> None:
    """However many demandes there are, and drafts."""
    async with visiting() as browser:
        anne = await walking(browser)
        step = await anne.begin(QUESTION)
        await anne.answer(step, ASKED)
        recap = f"{step.rpartition('/')[0]}/recapitulatif"
        for address, most in (("/demarches", 5), (QUESTION, 4), (step, 5), (recap, 5)):
            with counting() as statements:
                assert (await browser.get(address)).status_code == 200
            assert len(statements) <= most, (address, statements)
        token = await browser.token(step)
        with counting() as statements:
            await browser.client.post(
                step, data={"_csrf": token, **ASKED, "vu": "", "pose": "", "suite": "voir"}, headers={"HX-Request": "true", "HX-Target": TARGET}
            )
        assert len(statements) <= 6, statements


async def test_a_year_that_nobody_has_published_is_marked(chavagne: str) -> None:
    await database.fetch("update school_year set projected = (first_year = 2027)")
    async with visiting() as browser:
        await walking(browser)
        assert (await browser.get(ATTESTATION)).text.count("les dates sont à confirmer") == 1


async def test_a_demarche_may_be_for_a_child_whatever_the_year(chavagne: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for_a_child = replace(procedures.of_code("question-au-service"), code="essai", title="Essai", audience=Audience.CHILD)
    monkeypatch.setitem(procedures._REGISTERED, "essai", for_a_child)
    async with visiting() as browser:
        anne = await walking(browser)
        assert "année scolaire" not in (await browser.get("/demarches/essai")).text
        step = await anne.begin("/demarches/essai", enfant=await clervie())
        assert "Clervie Le Goff" in (await browser.get(step)).text
        await anne.answer(step, ASKED)
        await anne.validate(step)
    filing = await database.fetch_one("select beneficiary::text, first_year from filing")
    assert filing == {"beneficiary": await clervie(), "first_year": None}


@pytest.mark.parametrize(("gone", "sentence"), [("household_child", "Aucun enfant"), ("school_year", "Aucune année scolaire")])
async def test_a_demarche_for_nobody_is_told_so(chavagne: str, gone: str, sentence: str) -> None:
    await database.fetch(f"truncate {gone} cascade")
    async with visiting() as browser:
        await walking(browser)
        page = (await browser.get(ATTESTATION)).text
        assert sentence in page
        assert "Commencer" not in page


async def test_an_adult_without_a_household_is_led_to_the_service(chavagne: str) -> None:
    await database.fetch("delete from guardian where account = (select id from account where email = {})", ANNE)
    async with visiting() as browser:
        await walking(browser)
        for address in ("/demarches", QUESTION, ATTESTATION):
            page = await browser.get(address)
            assert "pas encore relié" in page.text
            assert "Commencer" not in page.text
        assert (await browser.post(QUESTION, {}, page="/demandes")).status_code == 404
