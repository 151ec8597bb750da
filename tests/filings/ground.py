"""Demandes of the household of Anne and Yann, of each kind that the engine knows."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid4

from app.core import database
from app.filings import actions
from app.filings.rules import Status
from tests.bookings.families import ANNE

SENT_AT = datetime.fromisoformat("2026-11-30T08:00:00+01:00")


async def child_of(account_id: UUID, first_name: str) -> UUID:
    found: UUID = await database.fetch_value(
        """
        select c.id from child c join household_child hc on hc.child = c.id join guardian g on g.household = hc.household
        where g.account = {} and c.first_name = {}
        """,
        account_id,
        first_name,
    )
    return found


async def sent(
    child: str = "Clervie",
    *,
    by: UUID = ANNE,
    procedure: str = "bookings",
    status: Status = Status.ACCEPTED,
    at: datetime = SENT_AT,
    days: Iterable[date] = (date(2026, 12, 8),),
) -> int:
    """Its number."""
    household = await database.fetch_value("select household from guardian where account = {}", by)
    added = [{"day": day.isoformat(), "unit": "Repas", "price_cents": 390, "surcharge_cents": 0} for day in days]
    payload = {"child_first_name": child, "activity": "Restauration scolaire", "site": "École", "added": added, "removed": [], "difference_cents": 390}
    async with database.transaction():
        filing_id = await actions.apply_send(
            procedure,
            household_id=household,
            applicant_id=by,
            beneficiary_id=await child_of(by, child),
            subject=f"{child} – Restauration scolaire",
            payload=payload,
            submission_id=uuid4(),
            statuses=(Status.SENT, status) if status is not Status.SENT else (status,),
            now=at,
        )
    number: int = await database.fetch_value("select number from filing where id = {}", filing_id)
    return number
