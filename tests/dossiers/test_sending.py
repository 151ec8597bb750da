"""Sending a dossier: once, all or nothing, sealed at rest; what changes afterwards is a new sending."""

import asyncio
from uuid import UUID, uuid4

import pytest

from app import settings
from app.core import clock, database, resealing
from app.dossiers import actions
from app.dossiers.rules.states import DossierState
from app.filings import actions as filings
from app.filings import queries as filing_queries
from app.filings.actions import Decision
from app.filings.drafts import actions as drafts
from app.filings.drafts import queries as draft_queries
from app.filings.drafts.actions import Conflict
from app.filings.rules import Status
from app.filings.rules.transitions import Act
from app.households.actions.steps import Asker
from app.messages import queries as mails
from tests.bookings.families import ANNE, CLAIRE, YANN
from tests.dossiers import filling
from tests.dossiers.filling import FAMILY, HEALTH
from tests.filings.ground import child_of
from tests.messages.ground import configured
from tests.queries import failing

pytestmark = pytest.mark.usefixtures("chavagne")
WATCHED = {**HEALTH, "sante": "a_signaler", "precautions": "Crises canari", "pai": "oui", "traitement": "non"}
SECRETS = {"sante": WATCHED, "famille": {**FAMILY, "allocataire": "CANARI77"}}
IN_CLEAR = """
select count(*) from (
    select f::text as words from filing f union all select d::text from filing_draft d union all select e::text from filing_event e
    union all select o::text from outbox o union all select a::text from audit_entry a union all select m::text from mail m
) as rows where words ilike '%canari%' or words ilike '%' || encode(convert_to('canari', 'UTF8'), 'hex') || '%'
"""


async def status_of(number: int) -> str:
    return str(await database.fetch_value("select status from filing where number = {}", number))


async def decide(filing_id: UUID, act: Act, *, note: str = "") -> None:
    done = await filings.decide(filing_id, Decision(act=act, note=note, agent_id=uuid4()), now=clock.now())
    assert isinstance(done, Status), done


@pytest.mark.rule(63)
async def test_nothing_of_a_dossier_lies_in_clear_and_a_new_key_seals_it_again() -> None:
    old, new = settings.SAMPLE_DATA_KEY, "n" * 40  # the demo is sealed under the first
    with configured(data_keys=old):
        await filling.filled("Malo", but=SECRETS)
        filing_id = await filling.sent(but=SECRETS)
        assert await database.fetch_value(IN_CLEAR) == 0
        facts = await mails.sent_filing({"filing_id": str(filing_id)})
        assert facts is not None
        assert facts["rows"] == ()
    with configured(data_keys=f"{new},{old}"):
        assert await resealing.reseal_columns() >= 2
    with configured(data_keys=new):
        assert await resealing.count_unknown() == 0
        assert (await filling.dossier()).case.said("precautions") == "Crises canari"
        assert (await filling.dossier("Malo")).case.said("allocataire") == "CANARI77"


@pytest.mark.rule(50)
async def test_two_taps_at_once_send_one_demande() -> None:
    ready = await filling.filled()
    assert ready.draft is not None
    made = await asyncio.gather(*(drafts.validate(who, ready.draft.id, mark=ready.draft.mark, now=clock.now()) for who in (ANNE, ANNE, YANN)))
    assert [isinstance(each, UUID) for each in made].count(True) == 1
    assert (await filling.written())["filings"] == 1


@pytest.mark.rule(50)
async def test_a_crash_between_any_two_writes_of_the_sending_loses_nothing() -> None:
    ready = await filling.filled()
    assert ready.draft is not None
    before = await filling.written()
    at = 0
    while True:
        try:
            with failing(at=at):
                await drafts.validate(ANNE, ready.draft.id, mark=ready.draft.mark, now=clock.now())
            break
        except ConnectionResetError:
            assert await filling.written() == before, at
            assert (await filling.dossier()).case.answers == ready.case.answers
            at += 1
    assert at > 8
    assert (await filling.written()) == before | {"filings": 1, "events": 1, "drafts": 0, "mails": before["mails"] + 1}


async def test_a_crash_between_any_two_writes_of_a_sheet_keeps_what_was_said_before() -> None:
    await filling.kept("assurance", filling.INSURANCE)
    before = (await filling.dossier()).case.answers
    papi = next(each.id for each in (await filling.dossier()).case.facts.contacts if each.first_name == "Papi")
    at = 0
    while True:
        people = await filling.written()
        try:
            with failing(at=at):
                await filling.kept("personnes", filling.PEOPLE, collectors=[papi])
            break
        except ConnectionResetError:
            assert (await filling.dossier()).case.answers == before
            assert await filling.written() == people
            at += 1
    assert (await filling.dossier()).case.said("personnes_relues") == "1"


async def test_after_acceptance_a_changed_sheet_is_a_new_sending_of_the_dossier() -> None:
    first = await filling.sent()
    assert (await filling.dossier()).state is DossierState.SENT
    await decide(first, Act.ACCEPT)
    assert (await filling.dossier()).state is DossierState.ACCEPTED
    await filling.kept("assurance", {**filling.INSURANCE, "assurance_compagnie": "Maif"})
    changed = await filling.dossier()
    assert changed.state is DossierState.CHANGED
    assert (changed.missing, changed.case.said("medecin_nom")) == ((), "Dr Kermarrec")
    assert changed.draft is not None
    await drafts.validate(ANNE, changed.draft.id, mark=changed.draft.mark, now=clock.now())
    again = await filling.dossier()
    assert again.sent is not None
    assert (again.sent.number, again.sent.answers["assurance_compagnie"], await status_of(1)) == (2, "Maif", "accepted")


async def test_one_that_waits_still_gives_way_to_the_newer_one() -> None:
    await filling.sent()
    await filling.sent(but={"assurance": {**filling.INSURANCE, "assurance_compagnie": "Maif"}})
    old = await filing_queries.filing_of(ANNE, 1)
    assert old is not None
    assert (old.status, old.events[-1].note) == (Status.WITHDRAWN, "remplacée par la demande n°\u00a02")
    assert await status_of(2) == "sent"


async def test_what_the_service_asks_for_is_sent_again_under_the_same_number() -> None:
    filing_id = await filling.sent()
    await decide(filing_id, Act.ASK, note="Le numéro de contrat est illisible.")
    asked = await filling.dossier()
    assert asked.sent is not None
    assert (asked.state, asked.sent.asked) == (DossierState.NEEDS_INFO, "Le numéro de contrat est illisible.")
    await actions.begin(YANN, asked.child.id, first_year=2026, now=clock.now())
    await filling.kept("assurance", {**filling.INSURANCE, "assurance_contrat": "B-4022"}, by=YANN)
    corrected = await filling.dossier(by=YANN)
    assert corrected.draft is not None
    assert corrected.draft.number == 1
    await drafts.validate(YANN, corrected.draft.id, mark=corrected.draft.mark, now=clock.now())
    view = await filing_queries.filing_of(ANNE, 1)
    assert view is not None
    assert (view.status, view.payload["answers"]["assurance_contrat"]) == (Status.SENT, "B-4022")


async def test_what_the_other_adult_wrote_meanwhile_is_not_overwritten() -> None:
    seen = "read before"
    await filling.kept("assurance", filling.INSURANCE)
    of, known = filling.sheet("assurance"), await filling.dossier()
    other = await actions.keep(
        Asker(account_id=YANN), known.child.id, first_year=2026, sheet=of, values={"assurance_compagnie": "Autre"}, seen=seen, now=clock.now()
    )
    assert isinstance(other, Conflict)
    assert (await filling.dossier()).case.said("assurance_compagnie") == "MAE"


async def test_the_pieces_of_the_family_rest_with_the_demande() -> None:
    kind = await database.fetch_value("select id from document_kind where code = 'assurance'")
    household = await database.fetch_value("select household from guardian where account = {}", ANNE)
    document = await database.fetch_value(
        """
        insert into supporting_document (id, household, child, kind, status, given_at, name, media_type, size_bytes, pages, checksum, submission_id, scanned_at)
        select gen_random_uuid(), {}, {}, {}, 'received', {}, ''::bytea, 'application/pdf', 1, 1, ''::bytea, gen_random_uuid(), {} returning id
        """,
        *(household, await child_of(ANNE, "Clervie"), kind, clock.now(), clock.now()),
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("app.documents.queries.Named.name", "attestation.pdf")
        filing_id = await filling.sent()
    assert await database.fetch("select document, holder from document_use") == [{"document": document, "holder": filing_id}]
    view = await filing_queries.filing_of(ANNE, 1)
    assert view is not None
    assert view.payload["pieces"] == ["Attestation d’assurance\u00a0: attestation.pdf"]
    assert view.payload["lacking"] == ["Justificatif de domicile"]


@pytest.mark.rule(22)
async def test_another_household_writes_nothing_in_the_dossier() -> None:
    ready = await filling.filled()
    assert ready.draft is not None
    asker = Asker(account_id=CLAIRE)
    of = filling.sheet("assurance")
    assert await actions.keep(asker, ready.child.id, first_year=2026, sheet=of, values={}, seen="", now=clock.now()) is None
    assert await actions.take_over(asker, ready.child.id, first_year=2026, answers={"regime": "panier"}, collectors=(), now=clock.now()) is None
    assert await actions.begin(CLAIRE, ready.child.id, first_year=2026, now=clock.now()) is None
    assert await drafts.validate(CLAIRE, ready.draft.id, mark=ready.draft.mark, now=clock.now()) is None
    assert (await filling.dossier()).case.answers == ready.case.answers


async def test_a_year_that_is_over_or_unknown_has_no_dossier() -> None:
    child_id = await child_of(ANNE, "Clervie")
    for year in (2020, 2040, 99_999):
        assert await actions.begin(ANNE, child_id, first_year=year, now=clock.now()) is None
    assert await draft_queries.unfinished_of(ANNE) == []
