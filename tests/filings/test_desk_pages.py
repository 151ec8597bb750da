"""The pages of the queue: who opens them, what they show, where each decision leads, and what they cost."""

from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from app.core import clock, database
from app.documents.rules.states import Verdict
from app.filings.desk.statements import PER_PAGE
from app.filings.rules import Status
from app.households.queries import readings
from app.staff.rules.rights import Role
from tests.bookings.families import ANNE
from tests.documents import sendings
from tests.documents.pieces import HOME_PROOF, INCOME, INSURANCE, given
from tests.dossiers import filling
from tests.filings import drafting, ground, waiting
from tests.filings.walking import path_of
from tests.pages import Visitor, parsed, visiting, words
from tests.queries import counting
from tests.situations import test_change_of_situation as situations
from tests.staff import people

pytestmark = pytest.mark.usefixtures("chavagne", "data_dir")

HERE = "/agents/demandes"


async def asked() -> int:
    return await waiting.number_of(await drafting.sent())


def shown(answer: httpx.Response) -> str:
    body = parsed(answer).body
    assert body is not None
    return words(body)


def mark(page: LexborHTMLParser) -> str:
    field = page.css_first(".decisions input[name=vu]")
    assert field is not None
    return field.attributes["value"] or ""


async def send(visitor: Visitor, address: str, values: dict[str, str | list[str]], *, to: str) -> httpx.Response:
    """A form of the page at this address, with what it shows."""
    path, _, query = address.partition("?")
    seen = mark(parsed(await visitor.get(address)))
    return await visitor.post(f"{path}/{to}" + (f"?{query}" if query else ""), {"vu": seen, **values}, page=address)


# Who opens them


@pytest.mark.rule(23)
@pytest.mark.parametrize(("role", "status"), [(Role.RECEPTION, 200), (Role.REVENUE, 200), (Role.DIRECTION, 200), (Role.SITE, 403), (Role.ADMINISTRATION, 403)])
async def test_the_queue_is_for_who_decides_demandes(role: Role, status: int) -> None:
    number, change = await asked(), await waiting.asked()
    async with visiting() as visitor:
        sites = [await database.fetch_value("select id from site order by position limit 1")] if role is Role.SITE else []
        await people.signed_in(visitor, role, sites=sites)
        for address in (HERE, f"{HERE}/{number}", f"{HERE}/changements/{change}"):
            assert (await visitor.get(address)).status_code == status, address


@pytest.mark.rule(22)
async def test_what_is_out_of_the_sites_of_an_agent_is_not_found_and_not_written() -> None:
    await given(HOME_PROOF)
    number = await waiting.number_of(await situations.sent("adresse", situations.MOVE))
    document_id = await database.fetch_value("select document from document_use limit 1")
    elsewhere = uuid4()
    await database.fetch("insert into site (id, code, name, position) values ({}, 'autre', 'Un autre lieu', 9)", elsewhere)
    async with visiting() as visitor:
        await people.signed_in(visitor, sites=[elsewhere])
        here = f"{HERE}/{number}"
        for address in (here, f"{here}/acceptation", f"{here}/pieces/{document_id}", f"{here}/pieces/{document_id}/fichier"):
            assert (await visitor.get(address)).status_code == 404, address
        for tail in ("acceptation", "refus", "complement", "prise-en-charge", "liberation"):
            assert (await visitor.post(f"{here}/{tail}", {"vu": "1."}, page="/agents")).status_code == 404, tail
        assert "Aucune demande" in shown(await visitor.get(HERE))
        assert "Aucune famille" in shown(await visitor.post(f"{HERE}/recherche", {"recherche": "le goff"}, page=HERE))
    assert await database.fetch_value("select status from filing where number = {}", number) == Status.SENT


# The queue


async def test_the_queue_shows_what_waits_with_its_age_and_its_counts() -> None:
    number = await asked()
    await waiting.sent_at(number, clock.now() - timedelta(days=3))
    change = await waiting.asked()
    await database.fetch("update pending_change set asked_at = {} where id = {}", clock.now() - timedelta(days=70), change)
    async with visiting() as visitor:
        await people.signed_in(visitor)
        page = parsed(await visitor.get(HERE))
    rows = [words(row) for row in page.css("[data-row]")]
    assert "Adresse postale du foyer" in rows[0]
    assert "il y a 2\u00a0mois Délai légal dépassé" in rows[0]
    assert f"Question au service n°\u00a0{number}" in rows[1]
    assert "il y a 3\u00a0jours" in rows[1]
    assert [words(chip) for chip in page.css(".queue .chips a")][:2] == ["À traiter 2", "Attendent la famille 0"]
    options = [words(option) for option in page.css("#filtre-demarche option")]
    assert "Question au service (1)" in options
    assert "Changements de «\u00a0Ma famille\u00a0» (1)" in options


async def test_narrowed_with_htmx_the_queue_alone_comes_back_and_equals_the_page_reloaded() -> None:
    await asked()
    await waiting.asked()
    address = f"{HERE}?demarche=question-au-service"
    async with visiting() as visitor:
        await people.signed_in(visitor)
        swapped = await visitor.get(address, target="file")
        reloaded = parsed(await visitor.get(address)).css_first("#file")
    assert reloaded is not None
    assert parsed(swapped).css_first("#file").html == reloaded.html  # type: ignore[union-attr]
    assert "<html" not in swapped.text
    assert len(reloaded.css("[data-row]")) == 1


@pytest.mark.parametrize(
    "damaged", ["etat=rien", "age=demain", "famille=x", "apres=1.2", "apres=9.x~", f"apres={10**17}.{UUID(int=1).hex}", "annee=20a6", "suivi=toi", "demarche=x"]
)
async def test_a_damaged_address_narrows_nothing(damaged: str) -> None:
    await asked()
    async with visiting() as visitor:
        await people.signed_in(visitor)
        answer = await visitor.get(f"{HERE}?{damaged}")
    assert answer.status_code == 200


async def test_a_name_that_is_searched_leads_by_ids_and_stands_in_no_address() -> None:
    number = await asked()
    async with visiting() as visitor:
        await people.signed_in(visitor)
        found = await visitor.post(f"{HERE}/recherche", {"recherche": "le goff"}, page=HERE)
        links = {words(link): link.attributes["href"] for link in parsed(found).css(".found-families a")}
        household = await waiting.household_of(ANNE)
        assert links["Famille Le Goff"] == f"{HERE}?famille={household}"
        assert links["Clervie Le Goff"] == f"{HERE}?enfant={await ground.child_of(ANNE, 'Clervie')}"
        narrowed = shown(await visitor.get(links["Famille Le Goff"] or ""))
        assert "Famille Le Goff Toutes les familles" in narrowed
        by_number = await visitor.post(f"{HERE}/recherche", {"recherche": f" n°{number} "}, page=HERE)
        assert by_number.headers["location"] == f"{HERE}/{number}"
        for typed, sentence in (("", "Écrivez un nom"), ("Nobody", "Aucune famille"), ("99999", "Aucune demande ne porte ce numéro")):
            refused = await visitor.post(f"{HERE}/recherche", {"recherche": typed}, page=HERE)
            assert (refused.status_code, sentence in shown(refused)) == (422, True), typed
        assert (await visitor.get(f"{HERE}/recherche")).headers["location"] == HERE


# One demande


async def test_each_decision_leads_to_the_next_of_the_same_queue() -> None:
    await waiting.many(2)
    change = await waiting.asked()
    await waiting.many(1, status=Status.NEEDS_INFO)
    agent = await people.agent()
    first, second = [item.ref for item in (await waiting.page(agent)).items[:2]]
    async with visiting() as visitor:
        await people.signed_in(visitor)
        narrowed = f"{HERE}/{first}?demarche=question-au-service"
        answered = await send(visitor, narrowed, {"message": "À 16 h 30."}, to="acceptation")
        assert (answered.status_code, answered.headers["location"]) == (303, f"{HERE}/{second}?demarche=question-au-service")
        last = await send(visitor, f"{HERE}/{second}?demarche=question-au-service", {"phrases": "0"}, to="refus")
        assert last.headers["location"] == f"{HERE}?demarche=question-au-service", "no other question waits"
        assert "c’est refusé" in shown(await visitor.get(last.headers["location"]))
        assert (await send(visitor, f"{HERE}/changements/{change}", {}, to="acceptation")).headers["location"] == HERE
    notes = await database.fetch("select note from filing_event where note <> '' order by id")
    assert [row["note"] for row in notes] == ["À 16 h 30.", "Cette question relève d’un autre service de la mairie\u00a0: nous la lui avons transmise."]


async def test_a_decision_without_its_words_is_shown_again_with_what_was_ticked() -> None:
    number = await asked()
    async with visiting() as visitor:
        await people.signed_in(visitor)
        for to, key in (("refus", "refuser"), ("complement", "completer"), ("acceptation", "accepter")):
            answer = await send(visitor, f"{HERE}/{number}", {"message": " "}, to=to)
            page = parsed(answer)
            assert answer.status_code == 422
            assert page.css_first(f"#{key} .field-error") is not None, to
            assert page.css_first(f'.problems a[href="#{key}-message"]') is not None
            assert (page.css_first("title").text() or "").startswith("Erreur")  # type: ignore[union-attr]


@pytest.mark.rule(24)
async def test_a_field_that_the_form_does_not_have_is_refused() -> None:
    number = await asked()
    async with visiting() as visitor:
        await people.signed_in(visitor)
        assert (await send(visitor, f"{HERE}/{number}", {"message": "Oui.", "status": "accepted"}, to="acceptation")).status_code == 400


async def test_the_second_of_two_agents_is_told_who_decided() -> None:
    number = await asked()
    async with visiting() as first, visiting() as second:
        await people.signed_in(first)
        await people.signed_in(second, name=("Paul", "Riou"))
        here = f"{HERE}/{number}"
        seen = mark(parsed(await second.get(here)))
        await send(first, here, {"message": "Oui, le lundi."}, to="acceptation")
        answer = await second.post(f"{here}/refus", {"vu": seen, "message": "Non."}, page="/agents")
    assert answer.status_code == 409
    assert "Quelqu’un est passé avant vous Sophie Le Gall a accepté cette demande" in shown(answer)
    assert parsed(answer).css(".decision") == []
    assert await database.fetch_value("select status from filing where number = {}", number) == Status.ACCEPTED


async def test_who_takes_charge_is_seen_by_the_others_and_the_page_does_not_move() -> None:
    number = await asked()
    async with visiting() as first, visiting() as second:
        await people.signed_in(first)
        await people.signed_in(second, name=("Paul", "Riou"))
        here = f"{HERE}/{number}?demarche=question-au-service"
        taken = await send(first, here, {}, to="prise-en-charge")
        assert (taken.status_code, taken.headers["location"]) == (303, here)
        assert "Vous vous en occupez depuis 8\u00a0h." in shown(await first.get(here))
        assert "Un collègue est dessus Sophie Le Gall s’en occupe depuis 8\u00a0h." in shown(await second.get(here))
        assert "par Sophie Le Gall" in shown(await second.get(HERE))
        left = await send(first, here, {}, to="liberation")
        assert left.status_code == 303
        assert "Personne ne s’en occupe." in shown(await second.get(here))


async def test_the_address_of_each_form_leads_to_its_page() -> None:
    number, change = await asked(), await waiting.asked()
    async with visiting() as visitor:
        await people.signed_in(visitor)
        for tail in ("acceptation", "refus", "complement", "prise-en-charge", "liberation"):
            assert (await visitor.get(f"{HERE}/{number}/{tail}?age=plus-de-7-jours")).headers["location"] == f"{HERE}/{number}?age=plus-de-7-jours"
        assert (await visitor.get(f"{HERE}/changements/{change}/refus")).headers["location"] == f"{HERE}/changements/{change}"
        assert (await visitor.get(f"{HERE}/changements/{change}/complement")).status_code == 404


async def test_old_and_new_values_stand_side_by_side() -> None:
    await given(HOME_PROOF)
    number, before = await waiting.number_of(await situations.sent("adresse", situations.MOVE)), await situations.address()
    async with visiting() as visitor:
        await people.signed_in(visitor)
        page = parsed(await visitor.get(f"{HERE}/{number}"))
    row = page.css_first(".old-new tbody tr")
    assert row is not None
    cells = [words(cell) for cell in row.css("th, td")]
    assert cells == ["Adresse du foyer", " ".join(before.splitlines()), " ".join(situations.NEW_ADDRESS.splitlines())]


# Health


async def dossier() -> int:
    return await waiting.number_of(await filling.sent(but=WATCHED))


@pytest.mark.rule(27)
async def test_the_accueil_processes_a_dossier_without_what_it_says_of_health() -> None:
    number = await dossier()
    async with visiting() as visitor:
        await people.signed_in(visitor)
        page = await visitor.get(f"{HERE}/{number}")
        assert "réponses sur la santé. La direction les lit" in shown(page)
        assert HEALTH_ANSWER not in page.text
        assert (await read_health(visitor, number)).status_code == 403
        assert (await send(visitor, f"{HERE}/{number}", {}, to="acceptation")).status_code == 303
    assert await database.fetch_value("select count(*) from audit_entry where act = 'confidential read'") == 0


async def read_health(visitor: Visitor, number: int) -> httpx.Response:
    return await visitor.post(f"{HERE}/{number}/sante", {}, page=f"{HERE}/{number}")


@pytest.mark.rule(31)
async def test_no_link_makes_an_agent_read_of_health() -> None:
    number = await dossier()
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.DIRECTION)
        assert (await visitor.get(f"{HERE}/{number}/sante")).headers["location"] == f"{HERE}/{number}"
    assert await database.fetch_value("select count(*) from audit_entry where act = 'confidential read'") == 0


@pytest.mark.rule(22)
@pytest.mark.rule(27)
async def test_an_agent_of_some_sites_reads_nothing_of_the_health_of_a_brother_who_is_elsewhere() -> None:
    """The family is theirs by another child: the demande is seen, and neither its answers on health nor its confidential pièces open."""
    number, document_id = await with_piece("sante", child="Clervie")
    health = await dossier()
    site = await site_without("Clervie")
    async with visiting() as bound:
        await people.signed_in(bound, Role.DIRECTION, sites=[site])
        assert (await bound.get(f"{HERE}/{number}")).status_code == 200
        assert "Lire les réponses" not in (await bound.get(f"{HERE}/{health}")).text
        assert (await read_health(bound, health)).status_code == 404
        assert (await bound.get(f"{HERE}/{number}/pieces/{document_id}/fichier")).status_code == 403
    assert await database.fetch_value("select count(*) from audit_entry where act = 'confidential read'") == 0


async def site_without(first_name: str) -> UUID:
    """A site of its own where all the children of Anne go but this one, who goes nowhere else."""
    site, group = uuid4(), uuid4()
    await database.fetch("insert into site (id, code, name, position) values ({}, 'ailleurs', 'Ailleurs', 99)", site)
    await database.fetch(
        """
        insert into age_group (id, activity, site, code, name, position, schools, any_school, levels)
        select {}, activity, {}, 'ailleurs', 'Ailleurs', 99, schools, any_school, levels from age_group limit 1
        """,
        *(group, site),
    )
    await database.fetch(
        """
        insert into enrolment (id, household, child, age_group, starts_on, ends_on)
        select gen_random_uuid(), hc.household, hc.child, {}, {}, {} from guardian g join household_child hc on hc.household = g.household
        join child c on c.id = hc.child where g.account = {} and c.first_name <> {}
        """,
        *(group, clock.today(), clock.today(), ANNE, first_name),
    )
    return site


HEALTH_ANSWER = "Crises canari"
WATCHED = {"sante": {**filling.HEALTH, "sante": "a_signaler", "precautions": HEALTH_ANSWER, "pai": "oui", "traitement": "non"}}


async def test_a_dossier_sent_again_tells_what_has_changed_since_the_last_that_was_accepted_health_apart() -> None:
    first = await dossier()
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.DIRECTION)
        await send(visitor, f"{HERE}/{first}", {}, to="acceptation")
        again = {"sante": {**WATCHED["sante"], "precautions": "Autre chose"}, "assurance": {**filling.INSURANCE, "assurance_contrat": "ZZ-99"}}
        second = await waiting.number_of(await filling.sent(but=again))
        assert second != first
        page = parsed(await visitor.get(f"{HERE}/{second}"))
    rows = [words(row) for row in page.css(".old-new tbody tr")]
    assert len(rows) == 1
    assert rows[0].startswith("Numéro du contrat")
    assert rows[0].endswith("ZZ-99")


@pytest.mark.rule(27)
async def test_each_reading_of_health_is_noted_and_the_family_sees_who_and_why() -> None:
    number = await dossier()
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.DIRECTION, name=("Hélène", "Guillou"))
        case = await visitor.get(f"{HERE}/{number}")
        assert HEALTH_ANSWER not in case.text, "the page of the demande shows none of it"
        for _ in range(2):
            assert HEALTH_ANSWER in (await read_health(visitor, number)).text
    page = await readings.page_of(ANNE, number=1)
    assert page is not None
    assert [(line.agent, line.why) for line in page.lines] == [("Hélène Guillou, Direction", f"Pour traiter la demande n°\u00a0{number}")] * 2


async def test_a_demande_that_says_nothing_of_health_has_no_such_page() -> None:
    number = await asked()
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.DIRECTION)
        assert (await read_health(visitor, number)).status_code == 404


# Pièces


async def with_piece(code: str = HOME_PROOF, *, child: str = "", photo: bool = False) -> tuple[int, UUID]:
    """A demande that rests on this pièce."""
    content, name = (sendings.photo(), "pièce.jpg") if photo else (None, "pièce.pdf")
    document_id, filing_id = await given(code, child=child, content=content, name=name), await drafting.sent()
    await database.fetch("update supporting_document set scanned_at = {} where id = {}", clock.now(), document_id)
    await database.fetch("insert into document_use (document, holder) values ({}, {})", document_id, filing_id)
    return await waiting.number_of(filing_id), document_id


async def test_a_piece_is_shown_in_place_and_reviewed() -> None:
    number, document_id = await with_piece(photo=True)
    here = f"{HERE}/{number}/pieces/{document_id}"
    async with visiting() as visitor:
        await people.signed_in(visitor)
        page = parsed(await visitor.get(f"{HERE}/{number}"))
        assert page.css_first(f'.case-pieces img[src="{here}/fichier"]') is not None
        assert parsed(await visitor.get(here)).css_first(f'.viewer img[src="{here}/fichier"]') is not None
        file = await visitor.get(f"{here}/fichier")
        assert (file.status_code, file.headers["content-type"]) == (200, "image/jpeg")
        assert file.headers["content-disposition"].startswith("inline")
        assert "frame-ancestors 'self'" in file.headers["content-security-policy"]
        refused = await visitor.post(f"{here}/examen", {"avis": "autre", "motif": " "}, page=here)
        assert (refused.status_code, "Écrivez pourquoi" in shown(refused)) == (422, True)
        done = await visitor.post(f"{here}/examen", {"avis": "autre", "motif": "Elle est floue."}, page=here)
        assert (done.status_code, done.headers["location"]) == (303, f"{HERE}/{number}")
        assert "Refusée" in shown(await visitor.get(f"{HERE}/{number}"))
        await visitor.post(f"{here}/examen", {"avis": "bonne"}, page=here)
        assert (await visitor.get(f"{here}/examen")).headers["location"] == here
    row = await database.fetch_one("select status, reason from supporting_document where id = {}", document_id)
    assert row == {"status": Verdict.VERIFIED, "reason": ""}
    assert await database.fetch_value("select count(*) from audit_entry where act = 'confidential read'") == 0


@pytest.mark.rule(27)
async def test_the_reading_of_a_confidential_piece_is_noted_before_it_is_shown() -> None:
    number, document_id = await with_piece(INCOME)
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.REVENUE, name=("Rachid", "Benali"))
        here = f"{HERE}/{number}/pieces/{document_id}"
        page = parsed(await visitor.get(f"{HERE}/{number}"))
        assert page.css(".case-pieces img") == [], "no picture of it is drawn before somebody asks for it"
        assert (await visitor.get(f"{here}/fichier")).status_code == 200
        assert (await visitor.post(f"{here}/examen", {"avis": "bonne"}, page="/agents")).status_code == 403, "the régie reads, and reviews nothing"
    noted = await readings.page_of(ANNE, number=1)
    assert noted is not None
    assert [(line.agent, line.why) for line in noted.lines] == [("Rachid Benali, Régie", f"Pour traiter la demande n°\u00a0{number}")]


@pytest.mark.rule(27)
async def test_what_is_confidential_of_a_child_is_for_who_may_read_health_data() -> None:
    number, document_id = await with_piece("sante", child="Clervie")
    here = f"{HERE}/{number}/pieces/{document_id}"
    async with visiting() as visitor, visiting() as direction:
        await people.signed_in(visitor)
        await people.signed_in(direction, Role.DIRECTION)
        assert "Confidentielle\u00a0: la direction la lit." in shown(await visitor.get(f"{HERE}/{number}"))
        for address in (here, f"{here}/fichier", f"{here}/examen"):
            assert (await visitor.get(address)).status_code == 403, address
        assert (await visitor.post(f"{here}/examen", {"avis": "bonne"}, page="/agents")).status_code == 403
        assert (await direction.get(f"{here}/fichier")).status_code == 200
    assert await database.fetch_value("select status from supporting_document where id = {}", document_id) == Verdict.RECEIVED


@pytest.mark.rule(22)
async def test_a_piece_that_goes_with_another_demande_is_not_opened_through_this_one() -> None:
    number, document_id = await asked(), await given(INSURANCE, child="Clervie")
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.DIRECTION)
        assert (await visitor.get(f"{HERE}/{number}/pieces/{document_id}/fichier")).status_code == 404


# Several at once


async def test_what_accepting_several_would_do_is_told_then_done_and_told_again() -> None:
    change, question = await waiting.asked(), await asked()
    await given(HOME_PROOF)
    moving = await waiting.number_of(await situations.sent("autre", {"explication": "Nous partons."}))
    chosen = f"{HERE}/acceptations?choix={change}&choix={question}&choix={moving}&choix=99999&choix=x"
    async with visiting() as visitor:
        await people.signed_in(visitor)
        page = parsed(await visitor.get(chosen))
        boxes = [box.attributes["value"] or "" for box in page.css("input[name=choix]")]
        assert len(boxes) == 2
        told = words(page.body)  # type: ignore[arg-type]
        assert "Une question attend une réponse écrite" in told
        assert " ".join(waiting.NEW_ADDRESS.splitlines()) in told
        assert await database.fetch_value("select count(*) from filing where status = 'accepted'") == 0
        done = await visitor.post(path_of(chosen) + "?" + chosen.partition("?")[2], {"choix": boxes}, page=chosen)
        assert done.status_code == 303
        after = shown(await visitor.get(done.headers["location"]))
        assert "2\u00a0demandes acceptées" in after
        assert "Sont acceptées" in after
        again = await visitor.post(path_of(chosen) + "?" + chosen.partition("?")[2], {"choix": boxes}, page="/agents")
        assert "2\u00a0demandes ne l’ont pas été" in shown(await visitor.get(again.headers["location"]))
    assert await situations.address() == waiting.NEW_ADDRESS
    assert await database.fetch_value("select count(*) from outbox where event in ('filings:decided', 'households:change_decided')") == 2


async def test_nothing_chosen_leads_back_to_the_queue() -> None:
    async with visiting() as visitor:
        await people.signed_in(visitor)
        assert (await visitor.get(f"{HERE}/acceptations?etat=toutes")).headers["location"] == f"{HERE}?etat=toutes"


# What they cost, and what they write


@pytest.mark.rule(31)
async def test_opening_any_of_its_pages_writes_nothing() -> None:
    await given(HOME_PROOF)
    number, change = await waiting.number_of(await situations.sent("adresse", situations.MOVE)), await asked()
    document_id = await database.fetch_value("select document from document_use limit 1")
    tables = ("filing", "filing_event", "pending_change", "household", "supporting_document", "audit_entry", "outbox", "document_use")
    async with visiting() as visitor:
        await people.signed_in(visitor)
        before = [await fingerprint(table) for table in tables]
        for address in ("", f"/{number}", f"/{change}", f"/{number}/pieces/{document_id}", f"/acceptations?choix={number}&choix={change}", f"/{number}/refus"):
            assert (await visitor.get(HERE + address)).status_code in {200, 303}, address
        assert [await fingerprint(table) for table in tables] == before


async def fingerprint(table: str) -> str:
    return str(await database.fetch_value(f"select coalesce(md5(string_agg(t::text, ',' order by t::text)), '') from {table} t"))  # noqa: S608 - above


async def test_the_pages_cost_the_same_statements_however_many_wait() -> None:
    number = await asked()
    spent = []
    async with visiting() as visitor:
        await people.signed_in(visitor)
        for more in (3, PER_PAGE * 4):
            await waiting.many(more)
            for address in (HERE, f"{HERE}?age=plus-de-7-jours&suivi=personne&annee=2026", f"{HERE}/{number}"):
                with counting() as sent:
                    assert (await visitor.get(address)).status_code == 200
                spent.append(len(sent))
    assert spent[:3] == spent[3:]
    assert max(spent) <= 10, spent
