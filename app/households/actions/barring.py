"""The service states who must not collect a child, and takes it back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from app.core import database
from app.households import sealed
from app.households.actions import steps
from app.households.actions.steps import Asker
from app.households.sealed import BarredPerson

BARRED = "barred_pickup"


async def is_barred(children: Collection[UUID], *, key: str) -> set[UUID]:
    """For which of these children this person must not come (`names.person_key`). Their rows are locked already."""
    database.require_transaction()
    rows = await database.fetch("select id, child, person from barred_pickup where child = any({}::uuid[]) and lifted_at is null", list(children))
    return {row["child"] for row in rows if sealed.person(row["person"], of=row["id"]).key == key}


@database.retried
async def bar(asker: Asker, child_id: UUID, *, household_id: UUID, first_name: str, last_name: str, grounds: str, now: datetime) -> UUID | None:
    """The desk's verb. None for a child who is not of this household."""
    async with database.transaction():
        if not await database.fetch("select 1 from household_child where household = {} and child = {} for share", household_id, child_id):
            return None
        return await apply_bar(child_id, first_name=first_name, last_name=last_name, grounds=grounds, asker=asker, now=now)


@database.retried
async def lift(asker: Asker, barred_id: UUID, *, child_id: UUID, grounds: str, now: datetime) -> bool:
    """The desk's verb. False for another child's, and when it was lifted before."""
    async with database.transaction():
        if not await database.fetch("select 1 from barred_pickup where id = {} and child = {}", barred_id, child_id):
            return False
        return await apply_lift(barred_id, grounds=grounds, asker=asker, now=now)


async def apply_bar(child_id: UUID, *, first_name: str, last_name: str, grounds: str, asker: Asker, now: datetime) -> UUID:
    """Takes the right to collect this child from every contact of this name, in all its households. `grounds`: the decision that says so."""
    database.require_transaction()
    await database.fetch("select 1 from child where id = {} for no key update", child_id)
    person, barred_id = BarredPerson(first_name=first_name, last_name=last_name), uuid4()
    await database.fetch(
        "insert into barred_pickup (id, child, person, grounds, set_by, set_at) values ({}, {}, {}, {}, {}, {})",
        *(barred_id, child_id, sealed.sealed_person(person, of=barred_id), sealed.sealed_grounds(grounds, of=barred_id), asker.account_id, now),
    )
    await database.fetch(
        """
        update contact_child cc set may_collect = false, barred = true from contact k
        where k.id = cc.contact and cc.child = {} and k.person_key = {}
        """,
        child_id,
        person.key,
    )
    await steps.apply_note("pickup_barred", asker=asker, now=now, about=(BARRED, barred_id), details={"child": str(child_id)}, role=asker.role)
    return barred_id


async def apply_lift(barred_id: UUID, *, grounds: str, asker: Asker, now: datetime) -> bool:
    """The family may name the person again: nothing is ticked in its place. `grounds`: the decision that says so. False when it was lifted before."""
    database.require_transaction()
    await database.fetch("select 1 from child where id = (select child from barred_pickup where id = {}) for no key update", barred_id)
    row = await database.fetch_one(
        "update barred_pickup set lifted_at = {}, lift_grounds = {} where id = {} and lifted_at is null returning child, person",
        *(now, sealed.sealed_lift_grounds(grounds, of=barred_id), barred_id),
    )
    if row is None:
        return False
    key = sealed.person(row["person"], of=barred_id).key
    if not await is_barred([row["child"]], key=key):  # by another decision
        await database.fetch(
            "update contact_child cc set barred = false from contact k where k.id = cc.contact and cc.child = {} and k.person_key = {}",
            *(row["child"], key),
        )
    await steps.apply_note("pickup_lifted", asker=asker, now=now, about=(BARRED, barred_id), details={"child": str(row["child"])}, role=asker.role)
    return True
