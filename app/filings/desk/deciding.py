"""What an agent does with the queue: takes in charge, decides, reviews a pièce. What was decided on a page that is no longer true is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from app.core import audit, database
from app.core.access import Agent
from app.core.authors import Author
from app.documents import actions as documents
from app.documents.rules.states import Verdict
from app.filings import actions as filings
from app.filings import procedures
from app.filings.actions import Decision, Undone
from app.filings.desk import screen
from app.filings.desk.cases import Case, ChangeCase, FilingCase, Ref
from app.filings.procedures import Impossible
from app.filings.queries import LARGEST
from app.filings.rules import Status
from app.filings.rules.transitions import OPEN, Act, Refusal
from app.households import actions as households
from app.households.actions.steps import Asker
from app.staff import scope

MOVED = Impossible(
    sentence="La fiche a changé depuis cette demande\u00a0: ce qui y est écrit n’est plus ce que la famille avait sous les yeux. "
    "Refusez ce changement, en lui disant pourquoi."
)
SEEN_FILING, SEEN_CHANGE = scope.household_seen(household="f.household"), scope.household_seen(household="p.household")
LOCK_FILING = f"select f.id from filing f where f.number = {{}} and {SEEN_FILING} for update of f"  # noqa: S608 - constants
LOCK_CHANGE = f"select p.id from pending_change p where p.id = {{}} and {SEEN_CHANGE} for update of p"  # noqa: S608 - constants

CHARGED = {
    "filing": "update filing set taken_by = {}, taken_at = {} where id = {}",
    "pending_change": "update pending_change set taken_by = {}, taken_at = {} where id = {}",
}


@dataclass(frozen=True, kw_only=True)
class Overtaken:
    """Somebody has done something with it since the page was shown: nothing was written."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What an agent has chosen on a page. `seen` is the mark of what it showed; `note` is read by the family."""

    act: Act
    seen: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class By:
    """The agent who acts, from which network address, at what time."""

    agent: Agent
    origin: str
    now: datetime


Done = Status | Refusal | Impossible
Outcome = Done | Overtaken


@database.retried
async def decide(by: By, ref: Ref, choice: Choice) -> Outcome | None:
    """One transaction: the new status, or why nothing was written. None for what the agent does not see."""
    try:
        async with database.transaction():
            case = await _locked(by.agent, ref)
            if case is None:
                return None
            if case.mark != choice.seen or case.status not in OPEN:
                return Overtaken()
            return filings.written(await _apply(case, by=by, act=choice.act, note=choice.note))
    except Undone as undone:
        return undone.why


async def _apply(case: Case, *, by: By, act: Act, note: str) -> Done:
    return await (_apply_to_change(case, by=by, act=act, note=note) if isinstance(case, ChangeCase) else _apply_to_filing(case, by=by, act=act, note=note))


async def _apply_to_filing(case: FilingCase, *, by: By, act: Act, note: str) -> Done:
    database.require_transaction()
    if act is Act.ACCEPT and procedures.of_code(case.procedure).desk.answers and not note.strip():
        return Refusal.NO_REASON
    decision = Decision(act=act, note=note, agent_id=by.agent.account_id, role=by.agent.role, origin=by.origin)
    return await filings.apply_decide(case.id, decision, now=by.now)


async def _apply_to_change(case: ChangeCase, *, by: By, act: Act, note: str) -> Done:
    """Accepted or refused, nothing else: what a family has to add is said in another change."""
    database.require_transaction()
    asker = Asker(account_id=by.agent.account_id, origin=by.origin, role=by.agent.role)
    if act is Act.ACCEPT:
        return MOVED if await households.apply_accept(case.id, asker=asker, now=by.now) else Status.ACCEPTED
    if act is not Act.REJECT:
        return Refusal.NOT_YOURS
    if not note.strip():
        return Refusal.NO_REASON
    return Refusal.NOT_NOW if await households.apply_refuse(case.id, reason=note, asker=asker, now=by.now) else Status.REJECTED


async def accept_all(by: By, chosen: Sequence[tuple[Ref, str]]) -> int:
    """Each in a transaction of its own, with the mark of what was shown of it; how many were accepted. What was not is as it stood."""
    outcomes = [await decide(by, ref, Choice(act=Act.ACCEPT, seen=seen)) for ref, seen in chosen]
    return outcomes.count(Status.ACCEPTED)


@database.retried
async def rehearse(by: By, ref: Ref) -> Done | None:
    """What accepting it would answer now. It is done as it would be, and undone: what is announced is what happens. None for what the agent does not see."""
    try:
        async with database.transaction():
            case = await _locked(by.agent, ref)
            if case is not None:
                _take_back(await _apply(case, by=by, act=Act.ACCEPT, note="") if case.status in OPEN else Refusal.NOT_NOW)
            return None
    except Rehearsed as rehearsed:
        return rehearsed.outcome


class Rehearsed(Exception):
    """Takes back all that a rehearsal has written."""

    def __init__(self, outcome: Done) -> None:
        super().__init__()
        self.outcome = outcome


def _take_back(outcome: Done) -> NoReturn:
    raise Rehearsed(outcome)


@database.retried
async def take(by: By, ref: Ref, *, seen: str) -> Status | Overtaken | None:
    """The agent takes charge of it, whoever had it. A demande that had just come is « en cours » from then on."""
    async with database.transaction():
        case = await _locked(by.agent, ref)
        if case is None:
            return None
        if case.mark != seen or case.status not in OPEN:
            return Overtaken()
        if isinstance(case, FilingCase) and case.status is Status.SENT:
            await _apply(case, by=by, act=Act.TAKE, note="")
        await _apply_charge(case, by=by, taker=by.agent.account_id)
        return case.status


@database.retried
async def leave(by: By, ref: Ref) -> bool:
    """The agent no longer takes charge of it. False for what the agent does not see, or has not taken."""
    async with database.transaction():
        case = await _locked(by.agent, ref)
        if case is None or case.taken is None or case.taken.by != by.agent.account_id:
            return False
        await _apply_charge(case, by=by, taker=None)
        return True


async def _apply_charge(case: Case, *, by: By, taker: UUID | None) -> None:
    database.require_transaction()
    table = case.table
    await database.fetch(CHARGED[table], taker, by.now if taker else None, case.id)
    moved = {"from": str(case.taken.by) if case.taken else None, "to": str(taker) if taker else None}
    agent = by.agent
    await audit.record("take charge", actor=agent.account_id, role=agent.role, now=by.now, about=(table, case.id), details=moved, origin=by.origin)


async def _locked(agent: Agent, ref: Ref) -> Case | None:
    """Read once it is locked: of two agents, the second sees what the first has done."""
    database.require_transaction()
    if isinstance(ref, int) and ref > LARGEST:
        return None
    locked = await database.fetch_one(LOCK_CHANGE if isinstance(ref, UUID) else LOCK_FILING, ref, *scope.seen_by(agent.sites))
    return await screen.case_for(agent, ref) if locked else None


@database.retried
async def review_piece(by: By, number: int, document_id: UUID, *, verdict: Verdict, reason: str = "") -> bool:
    """A pièce of a demande is good, or another one is asked for. False for one that the agent does not see, or that was replaced meanwhile."""
    async with database.transaction():
        case = await _locked(by.agent, number)
        piece = await screen.piece_of(by.agent, case.id, document_id) if case else None
        if piece is None or piece.is_replaced:
            return False
        author = Author(account_id=by.agent.account_id, role=by.agent.role, origin=by.origin)
        await documents.apply_verdict(document_id, verdict, reason=reason, by=author, now=by.now)
        return True
