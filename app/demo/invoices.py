"""Who of the demo takes its invoices by mail: Claire, so that both ways are there to be seen."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid5

from app.billing import queries
from app.billing.procedure import JOINING
from app.core import clock, database
from app.demo.families import FAMILIES, NAMESPACE, Adult, Family
from app.filings.drafts import actions as drafts
from app.filings.drafts.queries import Draft
from app.filings.keeping import PAYLOAD
from app.filings.rules import Status
from app.filings.rules.questions import Case

JOINED = "Durand"


@database.retried
async def join(*, now: datetime) -> None:
    """Once, after the last that was sent. Who has gone back to paper stays on paper."""
    (family,) = [family for family in FAMILIES if family.name == JOINED]
    async with database.transaction():
        delivery = await queries.of_household(family.id)
        if not delivery.periods:
            await _apply_join(family, family.adults[0], delivery=delivery, now=now)


async def _apply_join(family: Family, adult: Adult, *, delivery: queries.Delivery, now: datetime) -> None:
    """As `drafts.validate` writes it, without the mail."""
    database.require_transaction()
    case = Case(household_id=family.id, account_id=adult.account_id, child=None, year=None, today=now.astimezone(clock.PARIS).date(), facts=delivery)
    case = replace(case, answers={"destinataires": str(adult.id), "accord": "1"})
    filing_id = uuid5(NAMESPACE, f"invoices:{family.id}")
    draft = Draft(id=filing_id, procedure=JOINING, submission_id=filing_id, changed_by=None, filing_id=None, number=None, asked=None, case=case)
    told, _ = PAYLOAD.kept(drafts.payload_of(draft), row_id=filing_id, sealed=False)
    await database.fetch(
        """
        with sent as (
            insert into filing (id, procedure, household, applicant, status, subject, payload, submission_id, sent_at, number)
            values ({}, {}, {}, {}, {}, {}, {}, {}, coalesce((select max(sent_at) from filing), {}), nextval('filing_number')) returning id, household, sent_at
        ), said as (
            insert into filing_event (filing, status, at)
            select id, status, sent_at from sent, unnest({}::text[]) with ordinality as taken (status, turn) order by turn
        ), joined as (
            insert into paperless_billing_opt_in (id, household, joined_in, joined_at) select {}, household, id, sent_at from sent returning id
        )
        insert into paperless_billing_receiver (opt_in, guardian) select id, {} from joined
        """,
        *(filing_id, JOINING.code, family.id, adult.account_id, Status.ACCEPTED, drafts.subject_of(draft), told, filing_id, now),
        *([Status.SENT, Status.ACCEPTED], uuid5(filing_id, "opt-in"), adult.id),
    )
