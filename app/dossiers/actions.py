"""Writes of a dossier: the answers of a sheet, those taken over, its sending."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from app.core import clock, database
from app.dossiers import queries
from app.dossiers.queries import Dossier
from app.dossiers.sheets import PROCEDURE, Sheet
from app.filings import procedures
from app.filings.drafts import actions as drafts
from app.filings.drafts import queries as draft_queries
from app.filings.drafts.actions import Conflict
from app.filings.drafts.queries import Draft
from app.filings.rules import Status
from app.filings.rules.questions import Answers
from app.households import actions as households
from app.households.actions.steps import Asker
from app.households.rules.refusals import Refusal


class _Barred(Exception):
    """Everything is undone."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__()
        self.refusal = refusal


@database.retried
async def keep(
    asker: Asker,
    child_id: UUID,
    *,
    first_year: int,
    sheet: Sheet,
    values: Mapping[str, str],
    collectors: Collection[UUID] | None = None,
    seen: str,
    now: datetime,
) -> Draft | Conflict | Refusal | None:
    """The answers of a sheet as they are, complete or not, and who may collect the child where it asks. What was sent is left as it is: the draft begins
    with it. None for another household's child."""
    try:
        async with database.transaction():
            draft_id = await _apply_begin(asker.account_id, child_id, first_year=first_year, now=now)
            if draft_id is None:
                return None
            saved = await drafts.apply_save(asker.account_id, draft_id, step=sheet.step, values=values, seen=seen, now=now)
            if not isinstance(saved, Conflict):
                await _apply_collectors(asker, child_id, wanted=collectors, now=now)
            return saved
    except _Barred as barred:
        return barred.refusal


async def _apply_collectors(asker: Asker, child_id: UUID, *, wanted: Collection[UUID] | None, now: datetime) -> None:
    """None: nobody said who."""
    refusal = None if wanted is None else await households.apply_collectors(asker, child_id, wanted=wanted, now=now)
    if refusal:
        raise _Barred(refusal)


@database.retried
async def begin(account_id: UUID, child_id: UUID, *, first_year: int, now: datetime) -> UUID | None:
    """The draft to correct and send again what was sent."""
    async with database.transaction():
        return await _apply_begin(account_id, child_id, first_year=first_year, now=now)


@database.retried
async def take_over(asker: Asker, child_id: UUID, *, first_year: int, answers: Answers, collectors: Collection[UUID], now: datetime) -> Draft | Refusal | None:
    """Answers that were given for another year or another child, with who may collect. Nothing is written when one of these people is barred."""
    try:
        async with database.transaction():
            await _apply_collectors(asker, child_id, wanted=collectors or None, now=now)
            return await apply_answers(asker.account_id, child_id, first_year=first_year, answers=answers, now=now)
    except _Barred as barred:
        return barred.refusal


async def apply_answers(account_id: UUID, child_id: UUID, *, first_year: int, answers: Answers, now: datetime) -> Draft | None:
    """Answers of several sheets at once, over those that stand, in the transaction of the caller. None for another household's child."""
    database.require_transaction()
    draft_id = await _apply_begin(account_id, child_id, first_year=first_year, now=now)
    draft = await draft_queries.draft_of(account_id, draft_id, today=_day_of(now), locking=True) if draft_id else None
    return await drafts.apply_keep(draft, {**draft.case.answers, **answers}, now=now) if draft else None


async def _apply_begin(account_id: UUID, child_id: UUID, *, first_year: int, now: datetime) -> UUID | None:
    """The draft of this dossier, which may be there already; what the service asks to complete is opened again."""
    database.require_transaction()
    dossier = await queries.dossier_of(account_id, child_id, first_year=first_year, today=_day_of(now), facts=False)
    if dossier is None or dossier.draft:
        return dossier.draft.id if dossier and dossier.draft else None
    return await drafts.apply_open(
        procedures.of_code(PROCEDURE),
        household_id=dossier.case.household_id,
        child_id=child_id,
        first_year=first_year,
        filing_id=_completed(dossier),
        answers=dossier.case.answers,
        account_id=account_id,
        now=now,
    )


def _completed(dossier: Dossier) -> UUID | None:
    return dossier.sent.id if dossier.sent and dossier.sent.status is Status.NEEDS_INFO else None


def _day_of(now: datetime) -> date:
    return now.astimezone(clock.PARIS).date()
