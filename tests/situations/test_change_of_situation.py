"""A change of situation from its first page to its decision: pièces inside of a step, what its acceptance writes, what stays closed."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID, uuid4

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from app.core import clock, database
from app.documents import actions as documents
from app.documents.rules.refusals import Refusal as Unfit
from app.filings import actions as filings
from app.filings import procedures
from app.filings.actions import Decision
from app.filings.drafts import actions as drafts
from app.filings.drafts import queries as drafting
from app.filings.drafts.actions import Incomplete, Validated
from app.filings.procedures import Impossible
from app.filings.rules import Status, questions
from app.filings.rules.transitions import Act, Refusal
from app.households import actions as households
from app.households.actions.steps import Asker
from app.households.rules.fields import Field
from app.messages import queries as mails
from tests.bookings.families import ANNE, YANN
from tests.documents import sendings
from tests.documents.pieces import HOME_PROOF, given, piece
from tests.filings.walking import CLAIRE as CLAIRES_ADDRESS
from tests.filings.walking import Walker, path_of, walking
from tests.messages.ground import configured
from tests.pages import Visitor, as_htmx, parsed, visiting, words
from tests.queries import counting, failing

pytestmark = pytest.mark.usefixtures("chavagne", "data_dir")

SITUATION = procedures.of_code("changement-de-situation")
HERE = "/demarches/changement-de-situation"
MOVE = {"rue": "27 rue de Bretagne", "code_postal": "35 310", "commune": "Chavagne"}
NEW_ADDRESS = "27 rue de Bretagne\n35310 Chavagne"
BIRTH = {"prenom_enfant": "Nolwenn", "nom_enfant": "Le Goff", "ne_le": "20/11/2026"}


async def begun(what: str, details: Mapping[str, str], *, since: str = "01/12/2026") -> UUID:
    draft_id = await drafts.begin(ANNE, SITUATION, child_id=None, first_year=None, now=clock.now())
    assert draft_id is not None
    for step, values in zip(SITUATION.steps, ({"quoi": what, "depuis": since}, details, {}), strict=True):
        await drafts.save(ANNE, draft_id, step=step, values=values, seen="", now=clock.now())
    return draft_id


async def validated(draft_id: UUID) -> Validated | None:
    draft = await drafting.draft_of(ANNE, draft_id, today=clock.today())
    assert draft is not None
    return await drafts.validate(ANNE, draft_id, mark=draft.mark, now=clock.now())


async def sent(what: str, details: Mapping[str, str]) -> UUID:
    made = await validated(await begun(what, details))
    assert isinstance(made, UUID), made
    return made


async def decided(filing_id: UUID, act: Act = Act.ACCEPT, note: str = "") -> Status | Refusal | Impossible:
    return await filings.decide(filing_id, Decision(act=act, note=note, agent_id=uuid4()), now=clock.now())


async def address() -> str:
    return str(await database.fetch_value("select h.address from household h join guardian g on g.household = h.id where g.account = {}", ANNE))


async def child(first_name: str = "Clervie") -> str:
    return str(await database.fetch_value("select id from child where first_name = {}", first_name))


async def moving(walker: Walker) -> str:
    """The address of the step of its pièces, reached."""
    step = await walker.begin(HERE)
    answered = await walker.answer(step, {"quoi": ["adresse"], "depuis": "01/12/2026"})
    details = path_of(answered.headers["location"])
    proofs = path_of((await walker.answer(details, MOVE)).headers["location"])
    assert proofs.endswith("/justificatifs")
    return proofs


def slot(page: LexborHTMLParser) -> str:
    found = page.css_first(".slot")
    assert found is not None
    return str(found.attributes["id"])


# What is asked


async def test_each_change_asks_its_own_questions_and_proofs() -> None:
    asked = {}
    for what in ("adresse", "couple", "naissance", "emploi", "quotient", "ecole", "autre"):
        draft = await drafting.draft_of(ANNE, await begun(what, {}), today=clock.today())
        assert draft is not None
        asked[what] = [[question.name for question in questions.asked(step, draft.case)] for step in SITUATION.steps[1:]]
    assert asked == {
        "adresse": [["rue", "code_postal", "commune", "remarques"], ["domicile"]],
        "couple": [["couple", "enfants", "remarques"], ["situation_familiale"]],
        "naissance": [["prenom_enfant", "nom_enfant", "ne_le", "remarques"], ["naissance"]],
        "emploi": [["adulte", "emploi", "remarques"], ["justificatif_emploi"]],
        "quotient": [["quotient", "remarques"], ["attestation_quotient"]],
        "ecole": [["eleve", "ecole", "remarques"], []],
        "autre": [["enfants", "explication", "remarques"], []],
    }


@pytest.mark.parametrize(
    ("what", "details", "sentence"),
    [
        ("adresse", {**MOVE, "code_postal": "3531"}, "Un code postal a cinq chiffres, par exemple 35310."),
        ("adresse", {**MOVE, "rue": ""}, "Écrivez le numéro et la rue."),
        ("naissance", {**BIRTH, "ne_le": "20/12/2026"}, "Cette date est à venir\u00a0: faites cette démarche après la naissance."),
        ("naissance", {**BIRTH, "prenom_enfant": "4"}, "Écrivez ce nom en lettres."),
        ("quotient", {"quotient": "beaucoup"}, "Écrivez le nombre de l’attestation, comme 687."),
        ("ecole", {"eleve": "", "ecole": "ailleurs"}, "Choisissez l’enfant."),
        ("autre", {}, "Expliquez ce qui change."),
    ],
)
async def test_what_cannot_be_is_told_with_what_to_do(what: str, details: Mapping[str, str], sentence: str) -> None:
    draft_id = await begun(what, details)
    assert isinstance(await validated(draft_id), Incomplete)
    draft = await drafting.draft_of(ANNE, draft_id, today=clock.today())
    assert draft is not None
    assert sentence in [problem.sentence for problem in questions.problems_of(SITUATION.steps[1], draft.case)]


async def test_the_address_of_today_and_one_that_waits_already_are_told() -> None:
    street, _, place = (await address()).rpartition("\n")
    same = {"rue": street, "code_postal": place[:5], "commune": place[6:]}
    assert isinstance(await validated(await begun("adresse", same)), Incomplete)
    await households.ask(Asker(account_id=YANN), {Field.ADDRESS: "1 place de l’Église\n35310 Chavagne"}, now=clock.now())
    assert isinstance(await validated(await begun("adresse", MOVE)), Incomplete)


# The pièces


@pytest.mark.rule(38)
async def test_a_piece_is_sent_inside_its_step_and_the_page_after_the_swap_is_the_page_reloaded() -> None:
    async with visiting() as browser:
        step = await moving(await walking(browser))
        page = parsed(await browser.get(step))
        assert "Étape 4 sur 5" in words(page.css("main")[0])
        swapped = await sending(browser, step, ("facture.pdf", sendings.pdf()), target=slot(page))
        assert (swapped.status_code, "Votre pièce est bien arrivée, merci." in swapped.text) == (200, True)
        assert 'id="questions" hx-swap-oob="true"' in swapped.text
        reloaded = parsed(await browser.get(step))
        shown = parsed(swapped)
        assert words(shown.css(".slot .plain")[0]) == words(reloaded.css(".slot .plain")[0])
        assert "facture.pdf" in words(reloaded.css(".slot")[0])
        assert shown.css(".slot form")[0].attributes["action"] == reloaded.css(".slot form")[0].attributes["action"] == f"{step}/domicile"
        assert "Supprimer" not in reloaded.html  # type: ignore[operator]


async def sending(browser: Visitor, step: str, file: tuple[str, bytes], *, target: str | None = None) -> httpx.Response:
    """Through the form of the proof of address."""
    data = {"_csrf": await browser.token(step), "envoi": str(uuid4())}
    parts = [("fichier", (*file, "application/octet-stream"))]
    return await browser.client.post(f"{step}/domicile", data=data, files=parts, headers=as_htmx(target))


async def test_without_script_the_piece_leads_back_to_the_step_and_goes_with_the_demande() -> None:
    async with visiting() as browser:
        anne = await walking(browser)
        step = await moving(anne)
        missing = await anne.answer(step, {})
        assert (missing.status_code, "Envoyez un justificatif de la nouvelle adresse." in missing.text) == (422, True)
        (link,) = parsed(missing).css(".problems a")
        assert parsed(missing).css_first(str(link.attributes["href"])) is not None
        given_back = await sending(browser, step, ("facture.pdf", sendings.pdf()))
        assert (given_back.status_code, given_back.headers["location"]) == (303, step)
        assert (await browser.get(f"{step}/domicile")).headers["location"] == step
        recap = path_of((await anne.answer(step, {})).headers["location"])
        told = words(parsed(await browser.get(recap)).css("dl.summary")[0])
        for said in ("Notre adresse", "mardi 1er\u00a0décembre 2026", "27 rue de Bretagne", "Justificatif de domicile Reçue le 30\u00a0novembre 2026"):
            assert said in told, told
        demande = path_of((await anne.validate(step)).headers["location"])
        page = parsed(await browser.get(demande))
        assert "Envoyée" in words(page.css(".confirmation.neutral")[0])
        (attached,) = page.css("section[aria-labelledby=pieces-jointes] a")
        assert (await browser.get(str(attached.attributes["href"]))).content == sendings.pdf()
        assert (await browser.get(f"{demande}/pdf")).status_code == 200
        assert "Votre foyer" in (await browser.get("/demandes")).text


@pytest.mark.parametrize(("content", "why"), [(sendings.PROGRAM, Unfit.WRONG_TYPE), (b"", Unfit.NOTHING)])
async def test_a_file_that_is_refused_is_told_in_its_slot_and_nothing_is_kept(content: bytes, why: Unfit) -> None:
    async with visiting() as browser:
        step = await moving(await walking(browser))
        target = slot(parsed(await browser.get(step)))
        for asked in (target, None):
            refused = await sending(browser, step, ("virus.pdf" if content else "", content), target=asked)
            assert refused.status_code == 422
            assert [title.text()[:6] for title in parsed(refused).css("head title")] == ([] if asked else ["Erreur"])
            assert why.sentence in refused.text
    assert await database.fetch_value("select count(*) from supporting_document") == 0


async def test_what_the_household_has_already_serves_again() -> None:
    await given(HOME_PROOF, account_id=YANN)
    filing_id = await sent("adresse", MOVE)
    assert await database.fetch_value("select count(*) from document_use where holder = {}", filing_id) == 1
    await decided(filing_id, Act.REJECT, "La pièce est illisible.")
    assert isinstance(await sent("adresse", MOVE), UUID)
    assert await database.fetch_value("select count(*) from document_use") == 2


async def test_what_has_ended_does_not_serve() -> None:
    await given(HOME_PROOF)
    await database.fetch("update supporting_document set valid_until = {}", clock.today().replace(day=1))
    draft_id = await begun("adresse", MOVE)
    assert isinstance(await validated(draft_id), Incomplete)


async def test_what_is_still_looked_into_waits_even_where_it_is_optional() -> None:
    await given("situation-familiale")
    draft_id = await begun("couple", {"couple": "union"})
    await database.fetch("update supporting_document set scanned_at = null")
    assert isinstance(await validated(draft_id), Incomplete)
    await database.fetch("update supporting_document set scanned_at = given_at")
    assert isinstance(await validated(draft_id), UUID)


async def test_what_is_replaced_after_the_recapitulatif_was_read_is_read_again() -> None:
    await given(HOME_PROOF)
    draft_id = await begun("adresse", MOVE)
    draft = await drafting.draft_of(ANNE, draft_id, today=clock.today())
    assert draft is not None
    await documents.delete(ANNE, (await standing()), now=clock.now())
    assert isinstance(await drafts.validate(ANNE, draft_id, mark=draft.mark, now=clock.now()), Incomplete)
    assert await database.fetch_value("select count(*) from filing") == 0


async def standing() -> UUID:
    found = (await piece(HOME_PROOF)).given
    assert found is not None
    return found.id


async def test_a_document_that_goes_while_the_demande_is_written_undoes_it() -> None:
    await given(HOME_PROOF)
    document_id = await standing()
    await documents.delete(ANNE, document_id, now=clock.now())
    async with database.transaction():
        assert not await documents.apply_use([document_id], holder=uuid4())


async def test_a_complement_rests_on_its_own_pieces_alone() -> None:
    await given(HOME_PROOF)
    filing_id = await sent("adresse", MOVE)
    first = await standing()
    await decided(filing_id, Act.ASK, "La facture a plus de trois mois.")
    draft_id = await drafts.reopen(ANNE, 1, now=clock.now())
    assert draft_id is not None
    await given(HOME_PROOF)
    assert await validated(draft_id) == filing_id
    assert [row["document"] for row in await database.fetch("select document from document_use")] == [await standing()]
    assert first != await standing()


@pytest.mark.rule(22)
async def test_another_household_finds_neither_the_draft_nor_its_pieces() -> None:
    async with visiting() as hers, visiting() as browser:
        step = await moving(await walking(hers))
        await walking(browser, CLAIRES_ADDRESS)
        assert (await browser.get(step)).status_code == 404
        assert (await browser.get(f"{step}/domicile")).status_code == 404
        data = {"_csrf": await browser.token("/demarches/question-au-service"), "envoi": str(uuid4())}
        files = [("fichier", ("facture.pdf", sendings.pdf(), "application/pdf"))]
        assert (await browser.client.post(f"{step}/domicile", data=data, files=files)).status_code == 404
        assert (await hers.get(f"{step}/rien")).status_code == 404
        assert (await hers.get(f"{step}/naissance")).status_code == 404, "not asked of this case"
    assert await database.fetch_value("select count(*) from supporting_document") == 0


async def test_a_commune_without_such_a_piece_asks_for_none() -> None:
    await database.fetch("update document_kind set retired_at = {}", clock.now())
    assert isinstance(await sent("adresse", MOVE), UUID)


# What the acceptance writes


async def test_accepting_writes_the_address_the_school_and_the_child_at_once() -> None:
    for code in (HOME_PROOF, "naissance"):
        await given(code)
    clervie = await child()
    filing_id = await sent("adresse,naissance,ecole", {**MOVE, **BIRTH, "eleve": clervie, "ecole": "ailleurs"})
    assert await address() != NEW_ADDRESS
    assert await decided(filing_id) is Status.ACCEPTED
    assert await address() == NEW_ADDRESS
    assert await database.fetch_value("select school from child where id = {}", UUID(clervie)) is None
    names = await database.fetch(
        "select c.first_name from child c join household_child hc on hc.child = c.id join guardian g on g.household = hc.household where g.account = {}", ANNE
    )
    assert {row["first_name"] for row in names} == {"Clervie", "Malo", "Nolwenn"}
    assert await decided(filing_id) is Refusal.NOT_NOW


async def test_refusing_changes_nothing() -> None:
    await given(HOME_PROOF)
    before = await address()
    assert await decided(await sent("adresse", MOVE), Act.REJECT, "La facture est au nom d’une autre personne.") is Status.REJECTED
    assert await address() == before


async def test_what_the_world_has_changed_since_undoes_the_whole_acceptance() -> None:
    for code in (HOME_PROOF, "naissance"):
        await given(code)
    before = await address()
    filing_id = await sent("adresse,naissance", MOVE | BIRTH)
    await database.fetch(
        """
        with new as (insert into child (id, first_name, last_name, birth_date) values ({}, 'NOLWENN', 'Le-Goff', '2026-11-20') returning id)
        insert into household_child (household, child) select g.household, new.id from guardian g, new where g.account = {}
        """,
        uuid4(),
        ANNE,
    )
    assert isinstance(await decided(filing_id), Impossible)
    assert await address() == before


async def test_an_address_that_was_asked_for_elsewhere_meanwhile_is_answered_first_and_the_same_one_is_answered_with_it() -> None:
    await given(HOME_PROOF)
    filing_id = await sent("adresse", MOVE)
    await households.ask(Asker(account_id=YANN), {Field.ADDRESS: "1 place de l’Église\n35310 Chavagne"}, now=clock.now())
    assert isinstance(await decided(filing_id), Impossible)
    await database.fetch("update pending_change set new_value = {}", NEW_ADDRESS)
    assert await filings.decide(filing_id, Decision(act=Act.ACCEPT), now=clock.now()) is Status.ACCEPTED
    assert await database.fetch_value("select status from pending_change") == "accepted"
    assert await address() == NEW_ADDRESS


@pytest.mark.rule(50)
async def test_a_connection_lost_at_any_statement_of_the_sending_or_of_the_decision_leaves_all_or_nothing() -> None:
    for code in (HOME_PROOF, "naissance"):
        await given(code)
    draft_id = await begun("adresse,naissance", MOVE | BIRTH)
    draft = await drafting.draft_of(ANNE, draft_id, today=clock.today())
    assert draft is not None

    async def sending_it() -> None:
        await drafts.validate(ANNE, draft_id, mark=draft.mark, now=clock.now())

    async def accepting_it() -> None:
        await decided(await database.fetch_value("select id from filing"))

    assert await statements_cut(sending_it) > 8
    assert await statements_cut(accepting_it) > 10
    assert await address() == NEW_ADDRESS


async def statements_cut(act: Callable[[], Awaitable[None]]) -> int:
    before = await written()
    for at in range(60):
        try:
            with failing(at=at):
                await act()
        except ConnectionResetError:
            assert await written() == before, f"statement {at}"
        else:
            assert await written() != before
            return at
    raise AssertionError("it never ends")


async def written() -> dict[str, object]:
    row = await database.fetch_one(
        """
        select (select count(*) from filing) as filings, (select count(*) from filing_event) as events, (select count(*) from filing_draft) as drafts,
               (select count(*) from document_use) as uses, (select count(*) from child) as children, (select count(*) from outbox) as mails,
               (select string_agg(address, '|' order by id) from household) as addresses, (select count(*) from audit_entry) as audited
        """
    )
    return dict(row or {})


# What stays closed


@pytest.mark.rule(63)
async def test_what_it_says_of_custody_and_income_lies_sealed_and_is_in_no_mail_and_no_list() -> None:
    for code in ("situation-familiale", "quotient-familial"):
        await given(code)
    filing_id = await sent("couple,quotient", {"couple": "separation", "garde": "Une semaine sur deux", "quotient": "687"})
    kept = await database.fetch_one("select payload::text as payload, subject, payload_sealed from filing")
    assert kept is not None
    assert (kept["payload"], kept["subject"]) == ("{}", "Votre foyer")
    assert b"semaine" not in kept["payload_sealed"]
    with configured():
        facts = await mails.sent_filing({"filing_id": str(filing_id)})
    assert facts is not None
    assert facts["rows"] == ()


async def test_the_page_of_pieces_keeps_to_its_budget() -> None:
    async with visiting() as browser:
        step = await moving(await walking(browser))
        with counting() as few:
            await browser.get(step)
        await given(HOME_PROOF)
        with counting() as many:
            await browser.get(step)
    assert len(few) == len(many) <= 7, many
