"""An adult leaves a household."""

from datetime import datetime

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
        await database.fetch("update guardian set account = null, left_at = {} where id = {}", now, place.guardian_id)
        await database.fetch(
            "update pending_change set status = 'withdrawn', decided_at = {}, decided_by = {} where guardian = {} and status = 'open'",
            *(now, asker.account_id, place.guardian_id),
        )
        await database.fetch("delete from contact_draft where account = {}", asker.account_id)
        await steps.apply_note("left", asker=asker, now=now, about=("guardian", place.guardian_id))
        return True
