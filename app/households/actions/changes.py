"""Details of a household change: at once, or when the service has accepted (`rules/fields.py` says which)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from app.core import audit, database, outbox
from app.households.actions import steps
from app.households.actions.steps import Asker, Place
from app.households.rules import fields, refusals
from app.households.rules.fields import Field
from app.households.rules.refusals import Refusal

CHANGE, DECIDED = "pending_change", "households:change_decided"

CURRENT: Mapping[Field, str] = {
    Field.FIRST_NAME: "select first_name from guardian where id = {} for update",
    Field.LAST_NAME: "select last_name from guardian where id = {} for update",
    Field.PHONE: "select phone from guardian where id = {} for update",
    Field.SECOND_PHONE: "select second_phone from guardian where id = {} for update",
    Field.ADDRESS: "select address from household where id = {} for update",
    Field.CHILD_FIRST_NAME: "select first_name from child where id = {} for update",
    Field.CHILD_LAST_NAME: "select last_name from child where id = {} for update",
    Field.CHILD_BIRTH_DATE: "select birth_date::text from child where id = {} for update",
    Field.CHILD_SCHOOL: "select coalesce(school::text, '') from child where id = {} for update",
}
WRITTEN: Mapping[Field, str] = {
    Field.FIRST_NAME: "update guardian set first_name = {} where id = {}",
    Field.LAST_NAME: "update guardian set last_name = {} where id = {}",
    Field.PHONE: "update guardian set phone = {} where id = {}",
    Field.SECOND_PHONE: "update guardian set second_phone = {} where id = {}",
    Field.ADDRESS: "update household set address = {} where id = {}",
    Field.CHILD_FIRST_NAME: "update child set first_name = {} where id = {}",
    Field.CHILD_LAST_NAME: "update child set last_name = {} where id = {}",
    Field.CHILD_BIRTH_DATE: "update child set birth_date = {}::text::date where id = {}",
    Field.CHILD_SCHOOL: "update child set school = nullif({}, '')::uuid where id = {}",
}


@database.retried
async def change_phones(asker: Asker, *, phone: str, second_phone: str, now: datetime) -> bool:
    """Of the adult who asks, at once. False for who belongs to no household."""
    async with database.transaction():
        place = await steps.place_of(asker)
        if place is None:
            return False
        await database.fetch("update guardian set phone = {}, second_phone = {} where id = {}", phone, second_phone, place.guardian_id)
        await steps.apply_note("phones_changed", asker=asker, now=now, about=("guardian", place.guardian_id))
        return True


@database.retried
async def ask(asker: Asker, wanted: Mapping[Field, str], *, child_id: UUID | None = None, now: datetime) -> Refusal | int | None:
    """Ask the service for these fields; how many differ from what is known. Each waits on its own; all are asked for, or none.

    Of a child: `child_id`, and None when it is not of the household.
    """
    async with database.transaction():
        place = await steps.place_of(asker)
        if place is None or (child_id and child_id not in await steps.children_locked(place, [child_id])):
            return None
        changed = await _changed(wanted, place=place, child_id=child_id)
        if await _wait_already(list(changed), place=place, child_id=child_id):
            return refusals.WAITS_ALREADY
        for field, values in changed.items():
            await _apply_ask(field, place=place, child_id=child_id, values=values, asker=asker, now=now)
        return len(changed)


def _subject(field: Field, *, place: Place, child_id: UUID | None) -> UUID | None:
    return {"guardian": place.guardian_id, "household": place.household_id, "child": child_id}[field.subject]


async def _changed(wanted: Mapping[Field, str], *, place: Place, child_id: UUID | None) -> dict[Field, tuple[str, str]]:
    """What is known now and what is wanted, of the fields where they differ. Their rows are locked."""
    if at_once := [field for field in wanted if not fields.awaits(field)]:
        raise ValueError(f"{at_once} changes at once: nobody has to answer")
    known = {field: await database.fetch_value(CURRENT[field], _subject(field, place=place, child_id=child_id)) for field in wanted}
    return {field: (known[field], value) for field, value in wanted.items() if known[field] != value}


async def _wait_already(asked: list[Field], *, place: Place, child_id: UUID | None) -> bool:
    row = await database.fetch_one(
        """
        select 1 from pending_change where status = 'open' and household = {} and field = any({}::text[])
        and coalesce(guardian, child, household) = any({}::uuid[]) limit 1
        """,
        *(place.household_id, [field.value for field in asked], [_subject(field, place=place, child_id=child_id) for field in asked]),
    )
    return row is not None


async def _apply_ask(field: Field, *, place: Place, child_id: UUID | None, values: tuple[str, str], asker: Asker, now: datetime) -> None:
    database.require_transaction()
    change_id, guardian_id = uuid4(), place.guardian_id if field.subject == "guardian" else None
    await database.fetch(
        """
        insert into pending_change (id, household, guardian, child, field, old_value, new_value, asked_by, asked_at)
        values ({}, {}, {}, {}, {}, {}, {}, {}, {})
        """,
        *(change_id, place.household_id, guardian_id, child_id if field.subject == "child" else None, field.value, *values, asker.account_id, now),
    )
    await steps.apply_note("change_asked", asker=asker, now=now, about=(CHANGE, change_id), details={"field": field.value})


@database.retried
async def withdraw(asker: Asker, change_id: UUID, *, now: datetime) -> bool:
    """By any adult of the household, except what concerns another adult. False when it is not theirs, or has its answer."""
    async with database.transaction():
        place = await steps.place_of(asker)
        if place is None:
            return False
        gone = await database.fetch(
            """
            update pending_change set status = 'withdrawn', decided_at = {}, decided_by = {}
            where id = {} and household = {} and status = 'open' and coalesce(guardian, {}) = {} returning id
            """,
            *(now, asker.account_id, change_id, place.household_id, place.guardian_id, place.guardian_id),
        )
        if gone:
            await steps.apply_note("change_withdrawn", asker=asker, now=now, about=(CHANGE, change_id))
        return bool(gone)


async def apply_accept(change_id: UUID, *, asker: Asker, now: datetime) -> Refusal | None:
    """A step of the service's transaction: the field takes its new value, the family is told. Refused when it was answered, or the field has changed."""
    database.require_transaction()
    row = await _open(change_id)
    if row is None:
        return refusals.STALE
    field = Field(row["field"])
    subject = row["guardian"] or row["child"] or row["household"]
    if await database.fetch_value(CURRENT[field], subject) != row["old_value"]:
        return refusals.STALE
    await database.fetch(WRITTEN[field], row["new_value"], subject)
    await _apply_decision(change_id, status="accepted", reason="", asker=asker, now=now)
    return None


async def apply_write(field: Field, value: str, *, household_id: UUID, child_id: UUID | None = None, agent_id: UUID | None, now: datetime) -> Refusal | None:
    """A step of the service's transaction, which has the family's word from elsewhere: a field of the household, or of a child of it, takes this value.
    Refused while another change of the same field waits, and for a child who has left the household."""
    database.require_transaction()
    subject = child_id if field.subject == "child" else household_id
    if child_id and not await database.fetch("select 1 from household_child where household = {} and child = {} for share", household_id, child_id):
        return refusals.STALE
    before = await database.fetch_value(CURRENT[field], subject)
    row = await database.fetch_one(
        "select id, new_value from pending_change where household = {} and field = {} and coalesce(child, household) = {} and status = 'open' for update",
        *(household_id, field.value, subject),
    )
    if row and row["new_value"] != value:
        return refusals.WAITS_ALREADY
    if row:
        await database.fetch("update pending_change set status = 'accepted', decided_by = {}, decided_at = {} where id = {}", agent_id, now, row["id"])
    if before != value:
        await database.fetch(WRITTEN[field], value, subject)
        about = ("child" if child_id else "household", subject)
        details = {"field": field.value, "value_before": before, "value": value, "household": str(household_id)}
        await audit.record("households:field_written", actor=agent_id, role=steps.SERVICE, now=now, about=about, details=details)
    return None


async def apply_refuse(change_id: UUID, *, reason: str, asker: Asker, now: datetime) -> Refusal | None:
    """A step of the service's transaction: nothing changes, the family is told why."""
    database.require_transaction()
    if not reason.strip():
        raise ValueError("a refusal has its reason")
    if await _open(change_id) is None:
        return refusals.STALE
    await _apply_decision(change_id, status="refused", reason=reason.strip(), asker=asker, now=now)
    return None


async def _open(change_id: UUID) -> dict[str, Any] | None:
    return await database.fetch_one(
        "select household, guardian, child, field, old_value, new_value from pending_change where id = {} and status = 'open' for update", change_id
    )


async def _apply_decision(change_id: UUID, *, status: str, reason: str, asker: Asker, now: datetime) -> None:
    database.require_transaction()
    await database.fetch(
        "update pending_change set status = {}, reason = {}, decided_by = {}, decided_at = {} where id = {}", status, reason, asker.account_id, now, change_id
    )
    await steps.apply_note(f"change_{status}", asker=asker, now=now, about=(CHANGE, change_id), role=asker.role)
    await outbox.announce(DECIDED, key=uuid5(change_id, "decided"), ids={"change_id": change_id}, now=now)
