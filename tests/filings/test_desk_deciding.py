"""What an agent decides: in one transaction, once, on what the page showed; the second of two is told who came first."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core import clock, database
from app.core.access import Agent
from app.core.forms import Submitted
from app.documents.rules.states import Verdict
from app.filings import actions, procedures
from app.filings import queries as filings
from app.filings.desk import deciding, forms, screen, showing
from app.filings.desk.cases import FilingCase, Ref
from app.filings.desk.deciding import Choice, Outcome, Overtaken
from app.filings.procedures import Acceptance, Desk, Impossible
from app.filings.rules import Status
from app.filings.rules.transitions import Act, Refusal
from app.households.rules.fields import Field
from tests.bookings.families import ANNE, CLAIRE
from tests.documents.pieces import HOME_PROOF, given
from tests.filings import drafting, ground, waiting
from tests.filings.drafting import QUESTION
from tests.queries import failing
from tests.situations import test_change_of_situation as situations
from tests.staff import people

pytestmark = pytest.mark.usefixtures("chavagne", "data_dir")

FULL = Impossible(sentence="Ce groupe est complet\u00a0: proposez un autre lieu à la famille.")


async def mark(agent: Agent, ref: Ref) -> str:
    case = await screen.case_for(agent, ref)
    assert case is not None
    return case.mark


async def decided(agent: Agent, ref: Ref, act: Act = Act.ACCEPT, note: str = "", *, seen: str | None = None) -> Outcome | None:
    shown = await mark(agent, ref) if seen is None else seen
    return await deciding.decide(waiting.by(agent), ref, Choice(act=act, seen=shown, note=note))


async def asked() -> int:
    return await waiting.number_of(await drafting.sent())


async def address() -> str:
    return str(await database.fetch_value("select h.address from household h join guardian g on g.household = h.id where g.account = {}", ANNE))


async def outcomes() -> list[str]:
    return [
        row["event"] for row in await database.fetch("select event from outbox where event in ('filings:decided', 'households:change_decided') order by event")
    ]


# Demandes


async def test_a_question_is_answered_in_words_and_the_family_is_told(sophie: Agent) -> None:
    number = await asked()
    assert await decided(sophie, number) is Refusal.NO_REASON
    assert await decided(sophie, number, note="Oui, le lundi.") is Status.ACCEPTED
    view = await filings.filing_of(ANNE, number)
    assert view is not None
    assert (view.status, view.events[-1].note) == (Status.ACCEPTED, "Oui, le lundi.")
    assert await outcomes() == ["filings:decided"]
    case = await screen.filing_for(sophie, number)
    assert case is not None
    assert [(event.agent, event.status) for event in case.events] == [("", Status.SENT), ("Sophie Le Gall", Status.ACCEPTED)]


@pytest.mark.rule(67)
async def test_the_audit_trail_holds_who_did_what_in_which_role_from_where(sophie: Agent) -> None:
    number = await asked()
    await decided(sophie, number, Act.REJECT, "Écrivez au restaurant.")
    entry = await database.fetch_one(
        "select actor, role, act, details ->> 'to' as moved, origin from audit_entry where act like '%a filing' order by id desc limit 1"
    )
    assert entry == {"actor": sophie.account_id, "role": "accueil", "act": "reject a filing", "moved": "rejected", "origin": "203.0.113.0/24"}


async def test_what_was_decided_meanwhile_is_refused_and_said_by_whom(sophie: Agent, paul: Agent) -> None:
    number = await asked()
    seen = await mark(paul, number)
    await decided(sophie, number, Act.REJECT, "Écrivez au restaurant.")
    assert await decided(paul, number, note="Oui.", seen=seen) == Overtaken()
    case = await screen.filing_for(paul, number)
    assert case is not None
    assert showing.overtaken(case).startswith("Sophie Le Gall a refusé cette demande le 30\u00a0novembre 2026 à 8\u00a0h.")


async def test_the_family_that_gives_up_meanwhile_is_said_too(sophie: Agent) -> None:
    number = await asked()
    seen = await mark(sophie, number)
    await actions.withdraw(ANNE, number, now=clock.now())
    assert await decided(sophie, number, note="Oui.", seen=seen) == Overtaken()
    case = await screen.filing_for(sophie, number)
    assert case is not None
    assert showing.overtaken(case).startswith("La famille a annulé cette demande")


async def test_of_two_agents_at_once_one_decides_and_the_other_is_told(sophie: Agent, paul: Agent) -> None:
    """Each has the same page before them."""
    for _ in range(5):
        number = await asked()
        seen = await mark(sophie, number)
        both = await asyncio.gather(
            decided(sophie, number, note="Oui, le lundi.", seen=seen), decided(paul, number, Act.REJECT, "Écrivez au restaurant.", seen=seen)
        )
        assert sum(isinstance(each, Status) for each in both) == 1
        assert sum(each == Overtaken() for each in both) == 1
        case = await screen.filing_for(sophie, number)
        assert case is not None
        assert len(case.events) == 2
        assert case.status in both


@pytest.mark.rule(22)
async def test_what_is_out_of_the_sites_of_an_agent_is_not_decided(sophie: Agent) -> None:
    elsewhere = uuid4()
    await database.fetch("insert into site (id, code, name, position) values ({}, 'autre', 'Un autre lieu', 9)", elsewhere)
    away = await people.agent(sites=[elsewhere])
    number, change = await asked(), await waiting.asked()
    for ref in (number, change):
        seen = await mark(sophie, ref)
        assert await decided(away, ref, note="Oui.", seen=seen) is None
        assert await deciding.take(waiting.by(away), ref, seen=seen) is None
        assert await deciding.rehearse(waiting.by(away), ref) is None
        assert await deciding.leave(waiting.by(away), ref) is False
        assert await mark(sophie, ref) == seen


# Taking charge


async def test_who_takes_charge_is_seen_and_the_family_sees_that_it_is_under_way(sophie: Agent, paul: Agent) -> None:
    number = await asked()
    seen = await mark(paul, number)
    assert await deciding.take(waiting.by(sophie), number, seen=seen) is Status.SENT
    case = await screen.filing_for(paul, number)
    assert case is not None
    assert showing.charge(case, agent=paul).sentence == "Sophie Le Gall s’en occupe depuis 8\u00a0h."
    assert case.status is Status.PENDING
    assert await decided(paul, number, note="Oui.", seen=seen) == Overtaken(), "the page did not show that Sophie was at it"
    assert showing.overtaken(case).startswith("Sophie Le Gall a pris cette demande en charge")
    assert await decided(paul, number, note="Oui.") is Status.ACCEPTED


async def test_of_two_who_take_charge_at_once_one_has_it(sophie: Agent, paul: Agent) -> None:
    number = await asked()
    seen = await mark(sophie, number)
    both = await asyncio.gather(*(deciding.take(waiting.by(agent), number, seen=seen) for agent in (sophie, paul)))
    assert sorted(map(str, both)) == sorted([str(Overtaken()), "sent"])


async def test_a_colleague_takes_over_what_was_taken_and_leaves_it(sophie: Agent, paul: Agent) -> None:
    number = await asked()
    await deciding.take(waiting.by(sophie), number, seen=await mark(sophie, number))
    assert await deciding.leave(waiting.by(paul), number) is False
    assert await deciding.take(waiting.by(paul), number, seen=await mark(paul, number)) is Status.PENDING
    assert await deciding.leave(waiting.by(sophie), number) is False
    assert await deciding.leave(waiting.by(paul), number) is True
    case = await screen.filing_for(paul, number)
    assert case is not None
    assert case.taken is None


# What acceptance does


class Effect:
    def __init__(self) -> None:
        self.full, self.runs = False, 0

    async def __call__(self, acceptance: Acceptance) -> Mapping[str, Any] | Impossible:
        self.runs += 1
        await database.fetch("update household set name = 'Le Goff (accepté)' where id = {}", acceptance.household_id)
        return FULL if self.full else {}


@pytest.fixture
def effect() -> Iterator[Effect]:
    ran = Effect()
    procedures.register(replace(QUESTION, accept=ran, desk=Desk()))
    yield ran
    procedures.register(QUESTION)


async def household_name() -> str:
    return str(await database.fetch_value("select h.name from household h join guardian g on g.household = h.id where g.account = {}", ANNE))


async def test_an_acceptance_that_has_become_impossible_says_why_and_writes_nothing(sophie: Agent, effect: Effect) -> None:
    effect.full = True
    number = await asked()
    assert await decided(sophie, number) == FULL
    case = await screen.filing_for(sophie, number)
    assert case is not None
    assert (case.status, await household_name(), await outcomes()) == (Status.SENT, "Le Goff", [])


async def test_a_rehearsal_says_what_would_happen_and_keeps_nothing(sophie: Agent, effect: Effect) -> None:
    number, change = await asked(), await waiting.asked()
    before = await drafting.written()
    assert await deciding.rehearse(waiting.by(sophie), number) is Status.ACCEPTED
    assert await deciding.rehearse(waiting.by(sophie), change) is Status.ACCEPTED
    effect.full = True
    assert await deciding.rehearse(waiting.by(sophie), number) == FULL
    assert (effect.runs, await household_name(), await outcomes()) == (2, "Le Goff", [])
    assert await address() != waiting.NEW_ADDRESS
    assert await drafting.written() == before


async def test_several_at_once_are_as_many_transactions(sophie: Agent, paul: Agent, effect: Effect) -> None:
    """One that was decided meanwhile, and one that has become impossible, leave the others accepted."""
    numbers = [await asked() for _ in range(3)]
    change = await waiting.asked()
    refs: list[Ref] = [*numbers, change]
    chosen = [(ref, await mark(sophie, ref)) for ref in refs]
    await decided(paul, numbers[1], Act.REJECT, "Écrivez au restaurant.")
    assert await deciding.accept_all(waiting.by(sophie), chosen) == 3
    statuses = [case.status for ref in refs if (case := await screen.case_for(sophie, ref))]
    assert statuses == [Status.ACCEPTED, Status.REJECTED, Status.ACCEPTED, Status.ACCEPTED]
    assert await outcomes() == ["filings:decided"] * 3 + ["households:change_decided"]


async def test_a_connection_lost_at_any_statement_of_a_decision_leaves_all_or_nothing(sophie: Agent, effect: Effect) -> None:
    number = await asked()
    seen, before = await mark(sophie, number), await drafting.written()
    for at in range(30):
        try:
            with failing(at=at):
                await decided(sophie, number, seen=seen)
        except ConnectionResetError:
            assert (await drafting.written(), await household_name()) == (before, "Le Goff"), f"statement {at}"
        else:
            break
    assert at > 5, "several statements were cut"
    assert await household_name() == "Le Goff (accepté)"


async def test_what_a_change_of_situation_writes_is_told_before(sophie: Agent) -> None:
    await given(HOME_PROOF)
    number = await waiting.number_of(await situations.sent("adresse", situations.MOVE))
    case = await screen.filing_for(sophie, number)
    assert case is not None
    found = await procedures.of_code(case.procedure).desk.differs(case.acceptance(sophie, now=clock.now()))
    before = await address()
    assert [(each.term, each.before, each.after) for each in found] == [("Adresse du foyer", before, situations.NEW_ADDRESS)]
    assert await decided(sophie, number) is Status.ACCEPTED
    assert await address() == situations.NEW_ADDRESS


# Changes of « Ma famille »


async def test_a_change_is_accepted_and_written(sophie: Agent) -> None:
    change = await waiting.asked()
    assert await decided(sophie, change) is Status.ACCEPTED
    assert (await address(), await outcomes()) == (waiting.NEW_ADDRESS, ["households:change_decided"])
    case = await screen.change_for(sophie, change)
    assert case is not None
    assert (case.decided_by, case.now) == ("Sophie Le Gall", waiting.NEW_ADDRESS)


async def test_a_change_is_refused_with_its_reason(sophie: Agent) -> None:
    change, before = await waiting.asked(), await address()
    assert await decided(sophie, change, Act.REJECT) is Refusal.NO_REASON
    assert await decided(sophie, change, Act.ASK, "Et le justificatif ?") is Refusal.NOT_YOURS
    assert await decided(sophie, change, Act.REJECT, "Envoyez un justificatif.") is Status.REJECTED
    case = await screen.change_for(sophie, change)
    assert case is not None
    assert (await address(), case.reason, await outcomes()) == (before, "Envoyez un justificatif.", ["households:change_decided"])


async def test_a_change_whose_field_is_no_longer_as_it_was_is_not_accepted(sophie: Agent) -> None:
    change = await waiting.asked()
    await database.fetch("update household set address = '1 rue Neuve' where id = {}", await waiting.household_of(ANNE))
    assert await decided(sophie, change) == deciding.MOVED
    case = await screen.change_for(sophie, change)
    assert case is not None
    assert (case.now, case.status) == ("1 rue Neuve", Status.SENT)


async def test_of_two_agents_at_once_one_decides_a_change(sophie: Agent, paul: Agent) -> None:
    change = await waiting.asked(Field.CHILD_FIRST_NAME, "Klervi", child_id=await ground.child_of(ANNE, "Clervie"))
    seen = await mark(sophie, change)
    both = await asyncio.gather(decided(sophie, change, seen=seen), decided(paul, change, Act.REJECT, "Un justificatif, s’il vous plaît.", seen=seen))
    assert sum(isinstance(each, Status) for each in both) == 1
    assert sum(each == Overtaken() for each in both) == 1


async def test_schools_are_told_by_their_names(sophie: Agent) -> None:
    school_id = uuid4()
    await database.fetch(
        "insert into school (id, code, name, class_weekdays) select {}, 'autre', 'École Sainte-Anne', class_weekdays from school limit 1", school_id
    )
    change = await waiting.asked(Field.CHILD_SCHOOL, str(school_id), child_id=await ground.child_of(ANNE, "Clervie"))
    case = await screen.change_for(sophie, change)
    assert case is not None
    assert (case.after, case.before) == ("École Sainte-Anne", case.now)
    assert case.of == "Clervie Le Goff"


# Pièces


async def test_a_piece_of_the_demande_is_verified_or_another_one_is_asked_for(sophie: Agent) -> None:
    document_id = await given(HOME_PROOF)
    number = await waiting.number_of(await situations.sent("adresse", situations.MOVE))
    for verdict, reason in ((Verdict.VERIFIED, ""), (Verdict.REJECTED, "Elle est illisible.")):
        assert await deciding.review_piece(waiting.by(sophie), number, document_id, verdict=verdict, reason=reason)
        case = await screen.filing_for(sophie, number)
        assert isinstance(case, FilingCase)
        (piece,) = await screen.pieces_of(sophie, case.id)
        assert (piece.verdict, piece.reason) == (verdict, reason)


async def test_a_piece_that_the_demande_does_not_rest_on_is_not_reviewed(sophie: Agent) -> None:
    number, document_id = await asked(), await given(HOME_PROOF)
    assert await deciding.review_piece(waiting.by(sophie), number, document_id, verdict=Verdict.VERIFIED) is False


@pytest.mark.rule(22)
async def test_a_piece_of_another_household_is_not_reviewed_through_a_demande(sophie: Agent) -> None:
    number, document_id = await asked(), await given(HOME_PROOF, account_id=CLAIRE)
    assert await deciding.review_piece(waiting.by(sophie), number, document_id, verdict=Verdict.VERIFIED) is False


def test_a_phrase_is_taken_by_its_place_in_the_list() -> None:
    form = Submitted(values={"phrases": ["1", "7", "autre"], "message": [" Merci. "]})
    assert forms.written_of(form, phrases=("Illisible.", "Une page manque.")).note == "Une page manque. Merci."
    assert UUID(int=1) == forms.ref_of(str(UUID(int=1)))
