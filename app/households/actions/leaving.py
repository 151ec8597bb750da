"""An adult leaves a household."""

from datetime import datetime
from uuid import UUID

from app.core import database
from app.households.actions import steps
from app.households.actions.steps import Asker
from app.households.rules import refusals
from app.households.rules.refusals import Refusal


@database.retried
async def leave(asker: Asker, *, now: datetime) -> Refusal | bool:
    """What the household owns stays with it. Whoever leaves still signs in, and finds nothing of it from the next request on: each page reads
    through the adult of the account. False for who belongs to none.
    """
    async with database.transaction():
        place = await steps.place_of(asker)
        if place is None:
            return False
        await database.fetch("select 1 from household where id = {} for update", place.household_id)
        others: int = await database.fetch_value(
            """
            select count(*) from guardian g join account a on a.id = g.account and a.disabled_at is null and a.password_hash is not null
            where g.household = {} and g.id <> {}
            """,
            *(place.household_id, place.guardian_id),
        )
        if refusal := refusals.why_not_leave(others_with_access=others):
            return refusal
        await _apply_leave(place.guardian_id, account_id=asker.account_id, asker=asker, now=now)
        await steps.apply_note("left", asker=asker, now=now, about=("guardian", place.guardian_id))
        return True


@database.retried
async def part(asker: Asker, guardian_id: UUID, *, household_id: UUID, now: datetime) -> Refusal | bool:
    """The service takes an adult out of a household: who signs in finds nothing of it from the next request on. False for an adult of another household,
    or who has left already."""
    async with database.transaction():
        await database.fetch("select 1 from household where id = {} for update", household_id)
        rows = await database.fetch("select id, account from guardian where household = {} and left_at is null order by id for update", household_id)
        account_of = {row["id"]: row["account"] for row in rows}
        if guardian_id not in account_of:
            return False
        if refusal := refusals.why_not_part(others=len(account_of) - 1):
            return refusal
        await _apply_leave(guardian_id, account_id=account_of[guardian_id], asker=asker, now=now)
        await steps.apply_note("parted", asker=asker, now=now, about=("guardian", guardian_id), details={"household": str(household_id)}, role=asker.role)
        return True


async def _apply_leave(guardian_id: UUID, *, account_id: UUID | None, asker: Asker, now: datetime) -> None:
    database.require_transaction()
    await database.fetch("update guardian set account = null, left_at = {} where id = {}", now, guardian_id)
    await database.fetch(
        "update pending_change set status = 'withdrawn', decided_at = {}, decided_by = {} where guardian = {} and status = 'open'",
        *(now, asker.account_id, guardian_id),
    )
    await database.fetch("delete from contact_draft where account = {}", account_id)
