"""Writes of a démarche under way: begin, save a step, give up, answer the service, validate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.core import clock, database, outbox
from app.documents import actions as pieces
from app.filings import actions as filings
from app.filings import procedures
from app.filings.actions import SENT, Decision, Undone
from app.filings.drafts import queries
from app.filings.drafts.queries import Draft
from app.filings.keeping import ANSWERS, PAYLOAD
from app.filings.procedures import Impossible, Procedure, Sending
from app.filings.rules import Status, questions
from app.filings.rules.questions import Answers, Step
from app.filings.rules.transitions import Act, Refusal

KEPT = timedelta(days=180)
WHOLE_HOUSEHOLD = "Votre foyer"  # as its family reads it
REPLACED = "Une des pièces jointes a été remplacée ou supprimée entre-temps. Rien n’a été envoyé\u00a0: relisez, puis validez."
ASKED_FOR_MORE = """
select f.* from filing f join guardian g on g.household = f.household and g.account = {} where f.number = {} and f.status = {} for share of f
"""


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Another adult has changed this step since it was shown: nothing was written. `draft` is as it stands."""

    draft: Draft


@dataclass(frozen=True, kw_only=True)
class Stale:
    """What was read is no longer what would be sent: nothing was written."""


@dataclass(frozen=True, kw_only=True)
class Incomplete:
    """An answer of `step` is missing, or no longer possible: nothing was written."""

    step: Step


async def begin(account_id: UUID, procedure: Procedure, *, child_id: UUID | None, first_year: int | None, now: datetime) -> UUID | None:
    """The household's draft for this beneficiary, which may be there already. None when the child is not theirs, or the year unknown.

    A draft is sent under its own id: once it is gone, its addresses still find its demande.
    """
    new_id = uuid4()
    draft_id: UUID | None = await database.fetch_value(
        """
        insert into filing_draft (id, household, procedure, child, first_year, submission_id, changed_by, changed_at)
        select {}, g.household, {}, hc.child, y.first_year, {}, g.account, {}
        from guardian g
        left join household_child hc on hc.household = g.household and hc.child = {}
        left join school_year y on y.first_year = {}
        where g.account = {} and hc.child is not distinct from {} and y.first_year is not distinct from {}
        on conflict on constraint filing_draft_one do update set changed_at = filing_draft.changed_at
        returning id
        """,
        *(new_id, procedure.code, new_id, now),
        *(child_id, first_year, account_id, child_id, first_year),
    )
    return draft_id


@database.retried
async def reopen(account_id: UUID, number: int, *, now: datetime) -> UUID | None:
    """The answers of a demande for which the service asks for more, to be corrected and sent again. None when it asks for nothing."""
    async with database.transaction():
        filing = await database.fetch_one(ASKED_FOR_MORE, account_id, number, Status.NEEDS_INFO)
        if filing is None:
            return None
        return await apply_open(
            procedures.of_code(filing["procedure"]),
            household_id=filing["household"],
            child_id=filing["beneficiary"],
            first_year=filing["first_year"],
            filing_id=filing["id"],
            answers=PAYLOAD.read(filing["payload"], filing["payload_sealed"], row_id=filing["id"])["answers"],
            account_id=account_id,
            now=now,
        )


async def apply_open(
    procedure: Procedure,
    *,
    household_id: UUID,
    child_id: UUID | None,
    first_year: int | None,
    filing_id: UUID | None,
    answers: Answers,
    account_id: UUID,
    now: datetime,
) -> UUID:
    """A draft that begins with these answers; the one that is there already keeps its own."""
    database.require_transaction()
    draft_id = uuid4()
    told, sealed = ANSWERS.kept(answers, row_id=draft_id, sealed=procedure.sealed)
    opened: UUID = await database.fetch_value(
        """
        insert into filing_draft
            (id, household, procedure, child, first_year, filing, answers, answers_sealed, submission_id, changed_by, changed_at)
        values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
        on conflict on constraint filing_draft_one do update set changed_at = filing_draft.changed_at
        returning id
        """,
        *(draft_id, household_id, procedure.code, child_id, first_year, filing_id),
        *(told, sealed, draft_id, account_id, now),
    )
    return opened


@database.retried
async def save(account_id: UUID, draft_id: UUID, *, step: Step, values: Mapping[str, str], seen: str, now: datetime) -> Draft | Conflict | None:
    """Keep the answers of a step as they are, complete or not. Sent twice, it changes nothing."""
    async with database.transaction():
        return await apply_save(account_id, draft_id, step=step, values=values, seen=seen, now=now)


async def apply_save(account_id: UUID, draft_id: UUID, *, step: Step, values: Mapping[str, str], seen: str, now: datetime) -> Draft | Conflict | None:
    """`seen` is the mark of the answers that were shown: what the other adult has written since is not overwritten."""
    database.require_transaction()
    draft = await queries.draft_of(account_id, draft_id, today=_day_of(now), locking=True)
    if draft is None:
        return None
    changed = _answered(draft, step, values=values)
    if changed.case.answers == draft.case.answers:
        return draft
    if seen != questions.mark_of_answers(step, draft.case) and draft.changed_by != account_id:
        return Conflict(draft=draft)
    return await apply_keep(draft, changed.case.answers, now=now)


async def apply_keep(draft: Draft, answers: Answers, *, now: datetime) -> Draft:
    """All the answers of a draft that the caller has locked."""
    database.require_transaction()
    told, sealed = ANSWERS.kept(answers, row_id=draft.id, sealed=draft.procedure.sealed)
    await database.fetch(
        "update filing_draft set answers = {}, answers_sealed = {}, changed_by = {}, changed_at = {} where id = {}",
        *(told, sealed, draft.case.account_id, now, draft.id),
    )
    return draft.with_answers(answers)


def _answered(draft: Draft, step: Step, *, values: Mapping[str, str]) -> Draft:
    """What is no longer asked is forgotten with its answer."""
    others = {name: value for name, value in draft.case.answers.items() if name not in step.names}
    tried = draft.with_answers(others | {name: value for name, value in values.items() if name in step.names})
    kept = {question.name: tried.case.said(question.name) for question in questions.asked(step, tried.case)}
    return draft.with_answers(others | kept)


async def abandon(account_id: UUID, draft_id: UUID) -> bool:
    """Forget the answers. A demande that they would have completed stays as it is. False for another household's."""
    gone = await database.fetch(
        "delete from filing_draft d using guardian g where g.household = d.household and g.account = {} and d.id = {} returning d.id", account_id, draft_id
    )
    return bool(gone)


Validated = UUID | Stale | Incomplete | Impossible | Refusal


@database.retried
async def validate(account_id: UUID, draft_id: UUID, *, mark: str, now: datetime) -> Validated | None:
    """Send the draft, all or nothing: the id of its demande, or why nothing was written. None when there is no such draft (any more). `mark` is that
    of the récapitulatif that was read."""
    try:
        async with database.transaction():
            draft = await queries.draft_of(account_id, draft_id, today=_day_of(now), locking=True)
            if draft is None:
                return None
            if step := questions.first_to_answer(draft.procedure.steps, draft.case):
                return Incomplete(step=step)
            if draft.mark != mark:
                return Stale()
            return await _apply_validation(draft, now=now)
    except Undone as undone:
        return undone.why


async def _apply_validation(draft: Draft, *, now: datetime) -> UUID:
    database.require_transaction()
    filing_id = await _apply_completion(draft, now=now) if draft.filing_id else await _apply_first_sending(draft, now=now)
    await _apply_attach(draft, filing_id=filing_id)
    if impossible := await draft.procedure.sent(Sending(filing_id=filing_id, case=draft.case, sent_at=now)):
        raise Undone(impossible)
    await database.fetch("delete from filing_draft where id = {}", draft.id)
    await outbox.announce(SENT, key=uuid4(), ids={"filing_id": filing_id, "account_id": draft.case.account_id}, now=now)
    return filing_id


async def _apply_attach(draft: Draft, *, filing_id: UUID) -> None:
    """The documents that were read in the récapitulatif, and no longer those of an earlier sending."""
    database.require_transaction()
    documents = questions.attached(draft.procedure.steps, draft.case).values()
    if draft.pieces and draft.filing_id:
        await pieces.apply_release(filing_id)
    if documents and not await pieces.apply_use(documents, holder=filing_id):
        raise Undone(Impossible(sentence=REPLACED))


async def _apply_first_sending(draft: Draft, *, now: datetime) -> UUID:
    procedure, case = draft.procedure, draft.case
    filing_id = await filings.apply_send(
        procedure.code,
        household_id=case.household_id,
        applicant_id=case.account_id,
        beneficiary_id=case.child.id if case.child else None,
        first_year=case.year.first_year if case.year else None,
        subject=subject_of(draft),
        payload=payload_of(draft),
        submission_id=draft.submission_id,
        statuses=(Status.SENT,),
        now=now,
    )
    if procedure.at_once:
        filings.written(await filings.apply_decide(filing_id, Decision(act=Act.ACCEPT), now=now))
    return filing_id


async def _apply_completion(draft: Draft, *, now: datetime) -> UUID:
    if draft.filing_id is None:
        raise RuntimeError("a draft that completes no demande")
    refusal = await filings.apply_complete(
        draft.filing_id, account_id=draft.case.account_id, payload=payload_of(draft), submission_id=draft.submission_id, now=now
    )
    if refusal:
        raise Undone(refusal)
    return draft.filing_id


def payload_of(draft: Draft) -> dict[str, Any]:
    """What the demande keeps: the answers, to be opened again; their words, as they were read, and which of them speak of health; and what its
    démarche adds."""
    attached = [{"term": term, "document": str(each)} for term, each in questions.attached(draft.procedure.steps, draft.case).items()]
    health = sorted(draft.procedure.health_terms)
    return {
        "answers": dict(draft.case.answers),
        "told": draft.told,
        **({"health": health} if health else {}),
        **({"attached": attached} if attached else {}),
        **draft.procedure.kept(draft.case),
    }


def subject_of(draft: Draft) -> str:
    return draft.procedure.subject(draft.case) or draft.whom or WHOLE_HOUSEHOLD


def _day_of(now: datetime) -> date:
    return now.astimezone(clock.PARIS).date()


async def purge(*, now: datetime) -> None:
    """What nobody has touched for six months is forgotten (CNIL: no longer than it serves)."""
    await database.fetch("delete from filing_draft where changed_at < {}", now - KEPT)
