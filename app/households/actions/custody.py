"""A household states its weeks with a child."""

from datetime import datetime
from uuid import UUID, uuid4

from app.core import database, readings
from app.core.readings import Confidential, Reader
from app.households import sealed
from app.households.actions import steps
from app.households.actions.steps import Asker
from app.households.rules.custody import Weeks
from app.households.sealed import Said


@database.retried
async def state_custody(asker: Asker, child_id: UUID, *, weeks: Weeks | None, words: str, now: datetime) -> bool:
    """None states nothing any more. False for a child who is not of the household."""
    async with database.transaction():
        place = await steps.place_of(asker)
        if place is None or child_id not in await steps.children_locked(place, [child_id]):
            return False
        if weeks is None:
            await database.fetch("delete from custody_statement where household = {} and child = {}", place.household_id, child_id)
        else:
            known = await database.fetch_value("select id from custody_statement where household = {} and child = {}", place.household_id, child_id)
            statement_id = known or uuid4()
            await database.fetch(
                """
                insert into custody_statement (id, household, child, said, stated_at) values ({}, {}, {}, {}, {})
                on conflict (id) do update set said = excluded.said, stated_at = excluded.stated_at
                """,
                *(statement_id, place.household_id, child_id, sealed.sealed_said(Said(weeks=weeks, words=words), of=statement_id), now),
            )
        await steps.apply_note("custody_stated", asker=asker, now=now, about=("child", child_id))
        return True


async def note_custody_reading(reader: Reader, *, household_id: UUID, child_id: UUID, why: str, now: datetime) -> None:
    """Before the statement is opened."""
    stated = await database.fetch_value("select id from custody_statement where household = {} and child = {}", household_id, child_id)
    what = Confidential(kind="custody_statement", id=stated, household_id=household_id, child_id=child_id, words="Garde alternée")
    await readings.note(reader, what, why=why, now=now)
