"""Démarches under way, as the tests of actions handle them."""

from collections.abc import Mapping
from uuid import UUID

from app.core import clock, database
from app.filings import procedures
from app.filings.drafts import actions, queries
from app.filings.drafts.actions import Conflict, Validated
from app.filings.drafts.queries import Draft
from app.filings.rules import questions
from tests.bookings.families import ANNE

QUESTION = procedures.of_code("question-au-service")
STEP = QUESTION.steps[0]
ASKED = {"sujet": "repas", "enfant": "foyer", "texte": "Y a-t-il un menu sans viande\u00a0?"}


async def begun(account_id: UUID = ANNE) -> UUID:
    draft_id = await actions.begin(account_id, QUESTION, child_id=None, first_year=None, now=clock.now())
    assert draft_id is not None
    return draft_id


async def seen(draft_id: UUID, account_id: UUID = ANNE) -> Draft:
    draft = await queries.draft_of(account_id, draft_id, today=clock.today())
    assert draft is not None
    return draft


async def mark(draft_id: UUID, account_id: UUID = ANNE) -> str:
    """Of the step as it stands."""
    return questions.mark_of_answers(STEP, (await seen(draft_id, account_id)).case)


async def saved(draft_id: UUID, values: Mapping[str, str] = ASKED, *, by: UUID = ANNE, having_seen: str | None = None) -> Draft | Conflict | None:
    shown = await mark(draft_id, by) if having_seen is None else having_seen
    return await actions.save(by, draft_id, step=STEP, values=values, seen=shown, now=clock.now())


async def answered(account_id: UUID = ANNE) -> UUID:
    draft_id = await begun(account_id)
    await saved(draft_id, by=account_id)
    return draft_id


async def validated(draft_id: UUID, *, by: UUID = ANNE) -> Validated | None:
    return await actions.validate(by, draft_id, mark=(await seen(draft_id, by)).mark, now=clock.now())


async def sent() -> UUID:
    """A question that the service has received."""
    made = await validated(await answered())
    assert isinstance(made, UUID), made
    return made


async def written() -> dict[str, int]:
    """How many rows there are of all that a démarche writes."""
    row = await database.fetch_one(
        """
        select (select count(*) from filing) as filings, (select count(*) from filing_event) as events, (select count(*) from filing_draft) as drafts,
               (select count(*) from outbox) as mails, (select count(*) from enrolment) as enrolments, (select count(*) from audit_entry) as audited
        """
    )
    return dict(row or {})
