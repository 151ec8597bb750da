"""What the service does with a demande, what the family answers, and what its démarche does when it is accepted."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core import clock, database
from app.filings import actions, procedures
from app.filings import queries as filings
from app.filings.actions import Decision
from app.filings.drafts import actions as drafts
from app.filings.procedures import Acceptance, Impossible
from app.filings.rules import Status
from app.filings.rules.transitions import Act, Refusal
from tests.bookings.families import ANNE, CLAIRE, YANN
from tests.filings import drafting
from tests.filings.drafting import ASKED, QUESTION
from tests.queries import failing

pytestmark = pytest.mark.usefixtures("chavagne")

AGENT = uuid4()
IMPOSSIBLE = Impossible(sentence="Le menu a changé depuis.")


async def decided(filing_id: UUID, act: Act, note: str = "") -> Status | Refusal | Impossible:
    return await actions.decide(filing_id, Decision(act=act, note=note, agent_id=AGENT), now=clock.now())


async def history(number: int = 1) -> list[tuple[Status, str]]:
    view = await filings.filing_of(ANNE, number)
    assert view is not None
    return [(event.status, event.note) for event in view.events]


async def events() -> list[str]:
    return [row["event"] for row in await database.fetch("select event from outbox order by created_at, event desc")]


async def test_taken_in_charge_then_answered() -> None:
    filing_id = await drafting.sent()
    assert await decided(filing_id, Act.TAKE) is Status.PENDING
    assert await decided(filing_id, Act.ACCEPT, "Oui, le lundi et le jeudi.") is Status.ACCEPTED
    assert await history() == [(Status.SENT, ""), (Status.PENDING, ""), (Status.ACCEPTED, "Oui, le lundi et le jeudi.")]
    assert await events() == ["filings:sent", "filings:decided"]


async def test_refused_with_its_reason() -> None:
    filing_id = await drafting.sent()
    assert await decided(filing_id, Act.REJECT) is Refusal.NO_REASON
    assert await history() == [(Status.SENT, "")]
    assert await decided(filing_id, Act.REJECT, "Écrivez plutôt au restaurant municipal.") is Status.REJECTED
    assert await decided(filing_id, Act.ACCEPT) is Refusal.NOT_NOW


async def test_more_is_asked_answered_and_sent_again_under_the_same_number() -> None:
    filing_id = await drafting.sent()
    assert await decided(filing_id, Act.ASK, "Pour quel enfant\u00a0?") is Status.NEEDS_INFO
    draft_id = await drafts.reopen(YANN, 1, now=clock.now())
    assert draft_id is not None
    assert draft_id == await drafts.reopen(ANNE, 1, now=clock.now())
    draft = await drafting.seen(draft_id)
    assert (draft.number, draft.asked, draft.case.answers) == (1, "Pour quel enfant\u00a0?", ASKED)
    await drafting.saved(draft_id, {**ASKED, "texte": "Pour Malo."}, by=YANN)
    assert await drafting.validated(draft_id, by=YANN) == filing_id
    view = await filings.filing_of(ANNE, 1)
    assert view is not None
    assert (view.status, view.payload["answers"]["texte"]) == (Status.SENT, "Pour Malo.")
    assert await history() == [(Status.SENT, ""), (Status.NEEDS_INFO, "Pour quel enfant\u00a0?"), (Status.SENT, "complément envoyé")]
    assert await filings.number_of_submission(ANNE, draft.submission_id) == 1
    assert await events() == ["filings:sent", "filings:sent", "filings:decided"]
    assert (await drafting.written())["filings"] == 1


async def test_a_new_demande_may_be_begun_while_another_waits_for_its_complement() -> None:
    filing_id = await drafting.sent()
    await decided(filing_id, Act.ASK, "Pour quel enfant\u00a0?")
    assert await drafts.reopen(ANNE, 1, now=clock.now()) != await drafting.begun()


async def test_nothing_is_opened_again_that_nobody_asked_for() -> None:
    await drafting.sent()
    assert await drafts.reopen(ANNE, 1, now=clock.now()) is None
    assert await drafts.reopen(CLAIRE, 1, now=clock.now()) is None


async def test_a_complement_that_comes_after_the_decision_is_refused() -> None:
    filing_id = await drafting.sent()
    await decided(filing_id, Act.ASK, "Pour quel enfant\u00a0?")
    draft_id = await drafts.reopen(ANNE, 1, now=clock.now())
    assert draft_id is not None
    await drafting.saved(draft_id, {**ASKED, "texte": "Pour Malo."})
    await decided(filing_id, Act.REJECT, "Sans réponse depuis un mois.")
    assert await drafting.validated(draft_id) is Refusal.NOT_NOW
    view = await filings.filing_of(ANNE, 1)
    assert view is not None
    assert (view.status, view.payload["answers"]) == (Status.REJECTED, ASKED)


@pytest.mark.rule(22)
async def test_the_family_gives_up_what_is_not_decided_and_nobody_else_does() -> None:
    filing_id = await drafting.sent()
    assert await actions.withdraw(CLAIRE, 1, now=clock.now()) is Refusal.NOT_NOW
    assert await actions.withdraw(YANN, 1, now=clock.now()) is None
    assert await actions.withdraw(ANNE, 1, now=clock.now()) is Refusal.NOT_NOW
    assert await decided(filing_id, Act.ACCEPT) is Refusal.NOT_NOW
    assert await history() == [(Status.SENT, ""), (Status.WITHDRAWN, "")]


async def test_the_service_and_the_family_who_act_at_once_do_not_both_succeed() -> None:
    for number in range(1, 6):
        filing_id = await drafting.sent()
        accepted, withdrawn = await asyncio.gather(decided(filing_id, Act.ACCEPT), actions.withdraw(ANNE, number, now=clock.now()))
        assert (accepted is Status.ACCEPTED) != (withdrawn is None)
        assert len(await history(number)) == 2


class Effect:
    """What the démarche of these tests does: it writes a row, and counts."""

    def __init__(self) -> None:
        self.runs, self.answer = 0, dict[str, Any]()
        self.impossible = False

    async def __call__(self, acceptance: Acceptance) -> Mapping[str, Any] | Impossible:
        await database.fetch("update household set name = 'Le Goff (accepté)' where id = {}", acceptance.household_id)
        self.runs += 1
        return IMPOSSIBLE if self.impossible else {"number": 7}


@pytest.fixture
def effect() -> Iterator[Effect]:
    """The question to the service, with an effect."""
    ran = Effect()
    procedures.register(replace(QUESTION, accept=ran))
    yield ran
    procedures.register(QUESTION)


async def household_name() -> str:
    return str(await database.fetch_value("select h.name from household h join guardian g on g.household = h.id where g.account = {}", ANNE))


async def test_accepting_does_what_the_demarche_declares_in_the_same_transaction(effect: Effect) -> None:
    filing_id = await drafting.sent()
    assert await decided(filing_id, Act.ACCEPT) is Status.ACCEPTED
    assert await filings.outcome_of(YANN, 1) == {"number": 7}
    assert await filings.outcome_of(CLAIRE, 1) is None
    assert (effect.runs, await household_name()) == (1, "Le Goff (accepté)")


async def test_accepting_is_refused_when_the_world_has_changed_since(effect: Effect) -> None:
    filing_id = await drafting.sent()
    effect.impossible = True
    assert await decided(filing_id, Act.ACCEPT) == IMPOSSIBLE
    assert await household_name() == "Le Goff"
    assert await history() == [(Status.SENT, "")]
    assert await events() == ["filings:sent"]


async def test_two_agents_who_accept_at_once_run_it_once(effect: Effect) -> None:
    filing_id = await drafting.sent()
    both = await asyncio.gather(*(decided(filing_id, Act.ACCEPT) for _ in range(4)))
    assert sorted(map(str, both)) == sorted([str(Status.ACCEPTED), *[str(Refusal.NOT_NOW)] * 3])
    assert effect.runs == 1


async def test_a_demarche_that_takes_effect_at_once_is_accepted_with_its_sending(effect: Effect) -> None:
    procedures.register(replace(QUESTION, accept=effect, at_once=True))
    filing_id = await drafting.sent()
    assert await history() == [(Status.SENT, ""), (Status.ACCEPTED, "")]
    assert await database.fetch_value("select outcome ->> 'number' from filing where id = {}", filing_id) == "7"
    assert await events() == ["filings:sent"]


async def test_a_demarche_at_once_that_has_become_impossible_sends_nothing(effect: Effect) -> None:
    procedures.register(replace(QUESTION, accept=effect, at_once=True))
    effect.impossible = True
    draft_id = await drafting.answered()
    assert await drafting.validated(draft_id) == IMPOSSIBLE
    written = await drafting.written()
    assert (written["filings"], written["drafts"], written["mails"]) == (0, 1, 0)
    assert await household_name() == "Le Goff"


async def test_a_connection_lost_at_any_statement_of_a_decision_leaves_all_or_nothing(effect: Effect) -> None:
    filing_id = await drafting.sent()
    before = await drafting.written()
    for at in range(20):
        try:
            with failing(at=at):
                await decided(filing_id, Act.ACCEPT)
        except ConnectionResetError:
            assert (await drafting.written(), await household_name(), await history()) == (before, "Le Goff", [(Status.SENT, "")]), f"statement {at}"
        else:
            break
    assert at > 4, "several statements were cut"
    assert (await history())[-1] == (Status.ACCEPTED, "")
