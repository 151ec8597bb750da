"""What happens to a demande: sent once under its number, completed, decided, withdrawn. Each step of its history is a guarded UPDATE."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from app.core import audit, database, outbox
from app.filings import procedures
from app.filings.keeping import OUTCOME, PAYLOAD
from app.filings.procedures import Acceptance, Impossible
from app.filings.rules import Status, transitions
from app.filings.rules.transitions import TRANSITIONS, Act, Refusal, Side

SENT, DECIDED = "filings:sent", "filings:decided"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the service does with a demande. `note` is read by the family: what is asked, why it is refused, an answer. `agent_id` is None when the
    portal decides in its place; `role` and `origin` are the agent's."""

    act: Act
    note: str = ""
    agent_id: UUID | None = None
    role: str = "agent"
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class AtDesk:
    """A demande that an agent makes in the family's place. `note` stands in its history: who did it, as the family may read it. `details` are the trace."""

    agent_id: UUID
    role: str
    note: str
    details: Mapping[str, Any]
    origin: str


async def apply_send(  # noqa: PLR0913 - what a demande is made of
    procedure: str,
    *,
    household_id: UUID,
    applicant_id: UUID | None,
    beneficiary_id: UUID | None,
    subject: str,
    payload: Mapping[str, Any],
    submission_id: UUID,
    statuses: tuple[Status, ...],
    now: datetime,
    first_year: int | None = None,
    at_desk: AtDesk | None = None,
) -> UUID:
    """Write the demande with the statuses it takes at once. The number is taken last, so that a failure rarely leaves a gap. Nobody of the household
    applies for what is made `at_desk`."""
    database.require_transaction()
    filing_id = uuid4()
    told, sealed = PAYLOAD.kept(payload, row_id=filing_id, sealed=procedures.of_code(procedure).sealed)
    await database.fetch(
        """
        insert into filing
            (id, procedure, household, applicant, agent, beneficiary, first_year, status, subject, payload, payload_sealed, submission_id, sent_at, number)
        values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, nextval('filing_number'))
        """,
        *(filing_id, procedure, household_id, applicant_id, at_desk and at_desk.agent_id, beneficiary_id, first_year, statuses[-1]),
        *(subject, told, sealed, submission_id, now),
    )
    await database.fetch(
        """
        insert into filing_event (filing, status, at, note)
        select {}, status, {}, {} from unnest({}::text[]) with ordinality as s (status, rank) order by rank
        """,
        *(filing_id, now, at_desk.note if at_desk else "", [str(status) for status in statuses]),
    )
    await _apply_trace(procedure, filing_id, applicant_id=applicant_id, at_desk=at_desk, now=now)
    return filing_id


async def _apply_trace(procedure: str, filing_id: UUID, *, applicant_id: UUID | None, at_desk: AtDesk | None, now: datetime) -> None:
    act, about = f"filing {procedure}", ("filing", filing_id)
    if at_desk:
        await audit.record(act, actor=at_desk.agent_id, role=at_desk.role, now=now, about=about, details=at_desk.details, origin=at_desk.origin)
    else:
        await audit.record(act, actor=applicant_id, role="family", now=now, about=about)


async def apply_complete(filing_id: UUID, *, account_id: UUID, payload: Mapping[str, Any], submission_id: UUID, now: datetime) -> Refusal | None:
    """Send a demande again, under its number, with what the service had asked for. Its date of reception stays."""
    database.require_transaction()
    if await _apply_move(filing_id, Act.COMPLETE, note="complément envoyé", now=now) is None:
        return Refusal.NOT_NOW
    procedure = await database.fetch_value("select procedure from filing where id = {}", filing_id)
    told, sealed = PAYLOAD.kept(payload, row_id=filing_id, sealed=procedures.of_code(procedure).sealed)
    await database.fetch("update filing set payload = {}, payload_sealed = {}, submission_id = {} where id = {}", told, sealed, submission_id, filing_id)
    await audit.record("complete a filing", actor=account_id, role="family", now=now, about=("filing", filing_id))
    return None


class Undone(Exception):
    """Refused: whatever had begun to be written goes with it."""

    def __init__(self, why: Refusal | Impossible) -> None:
        super().__init__()
        self.why = why


@database.retried
async def decide(filing_id: UUID, decision: Decision, *, now: datetime) -> Status | Refusal | Impossible:
    """The service's verb: the new status, or why nothing was changed."""
    try:
        async with database.transaction():
            return written(await apply_decide(filing_id, decision, now=now))
    except Undone as undone:
        return undone.why


def written(done: Status | Refusal | Impossible) -> Status:
    """Raises `Undone`, inside the transaction, when nothing may stay of it."""
    if not isinstance(done, Status):
        raise Undone(done)
    return done


async def apply_decide(filing_id: UUID, decision: Decision, *, now: datetime) -> Status | Refusal | Impossible:
    """Move the demande, and do what its démarche does when it is accepted. Whoever receives anything else than a status undoes the transaction.
    Each decision of the service is told by mail; taking in charge is seen on the page, and what the portal decides is told by the acknowledgement."""
    database.require_transaction()
    row = await database.fetch_one("select * from filing where id = {} for update", filing_id)
    if row is None:
        return Refusal.NOT_NOW
    if refusal := transitions.why_not(decision.act, by=Side.OFFICE, status=Status(row["status"]), note=decision.note):
        return refusal
    if decision.act is Act.ACCEPT:
        procedure = procedures.of_code(row["procedure"])
        kept = await procedure.accept(_acceptance(row, agent_id=decision.agent_id, now=now))
        if isinstance(kept, Impossible):
            return kept
        told, sealed = OUTCOME.kept(kept, row_id=filing_id, sealed=procedure.sealed)
        await database.fetch("update filing set outcome = {}, outcome_sealed = {} where id = {}", told, sealed, filing_id)
    event_id = await _apply_move(filing_id, decision.act, note=decision.note.strip(), now=now, agent_id=decision.agent_id)
    if event_id is None:
        return Refusal.NOT_NOW
    if decision.agent_id and decision.act is not Act.TAKE:
        await outbox.announce(DECIDED, key=uuid4(), ids={"filing_id": filing_id, "filing_event_id": event_id}, now=now)
    about, moved = ("filing", filing_id), {"from": str(row["status"]), "to": str(TRANSITIONS[decision.act].to)}
    await audit.record(f"{decision.act} a filing", actor=decision.agent_id, role=_role(decision), now=now, about=about, details=moved, origin=decision.origin)
    return TRANSITIONS[decision.act].to


def _acceptance(row: Mapping[str, Any], *, agent_id: UUID | None, now: datetime) -> Acceptance:
    return Acceptance(
        filing_id=row["id"],
        household_id=row["household"],
        child_id=row["beneficiary"],
        first_year=row["first_year"],
        payload=PAYLOAD.read(row["payload"], row["payload_sealed"], row_id=row["id"]),
        decided_at=now,
        agent_id=agent_id,
    )


def _role(decision: Decision) -> str:
    return decision.role if decision.agent_id else "portal"


@database.retried
async def withdraw(account_id: UUID, number: int, *, now: datetime) -> Refusal | None:
    """The family gives it up before it is decided. Another household's is as if it did not exist: `NOT_NOW`."""
    async with database.transaction():
        filing_id = await database.fetch_value(
            "select f.id from filing f join guardian g on g.household = f.household and g.account = {} where f.number = {}", account_id, number
        )
        if filing_id is None or await _apply_move(filing_id, Act.WITHDRAW, now=now) is None:
            return Refusal.NOT_NOW
        await database.fetch("delete from filing_draft where filing = {}", filing_id)
        await audit.record("withdraw a filing", actor=account_id, role="family", now=now, about=("filing", filing_id))
        return None


async def apply_replace(filing_id: UUID, *, by: UUID, actor: UUID, now: datetime) -> None:
    """A demande that waits for the service still gives way to a newer one (`by`), which says all that it said. A draft that completed it goes."""
    database.require_transaction()
    number = await database.fetch_value("select number from filing where id = {}", by)
    if await _apply_move(filing_id, Act.WITHDRAW, note=f"remplacée par la demande n°\u00a0{number}", now=now):
        await audit.record("replace a filing", actor=actor, role="family", now=now, about=("filing", filing_id))


async def _apply_move(filing_id: UUID, act: Act, *, now: datetime, note: str = "", agent_id: UUID | None = None) -> int | None:
    """The status moves or it does not: two hands that act at once do not both succeed. The line of the history that it wrote."""
    database.require_transaction()
    transition = TRANSITIONS[act]
    event_id: int | None = await database.fetch_value(
        """
        with moved as (update filing set status = {} where id = {} and status = any({}::text[]) returning id)
        insert into filing_event (filing, status, at, note, agent) select id, {}, {}, {}, {} from moved returning id
        """,
        *(transition.to, filing_id, [str(status) for status in transition.since]),
        *(transition.to, now, note, agent_id),
    )
    return event_id
