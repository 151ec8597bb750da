"""The service corrects the details of a household: at once, with what stood and what stands in the audit trail, and the family is told by mail."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from app.catalogue.rules.windows import Category
from app.core import database, outbox
from app.households.actions import changes, steps
from app.households.actions.changes import CURRENT, WRITTEN
from app.households.actions.steps import Asker
from app.households.rules import refusals
from app.households.rules.fields import Field
from app.households.rules.refusals import Refusal

CORRECTED = "households:corrected"
OWNED = {
    "household": "select id from household where id = {} and id = {} for no key update",
    "guardian": "select g.id from guardian g where g.household = {} and g.id = {} and g.left_at is null for no key update",
    "child": "select c.id from child c join household_child hc on hc.child = c.id where hc.household = {} and c.id = {} for no key update of c",
}


def mark_of(values: Mapping[Field, str]) -> str:
    """What a page has shown: a correction over something else is refused."""
    return hashlib.sha256("\0".join(f"{field}={values[field]}" for field in sorted(values)).encode()).hexdigest()[:16]


@database.retried
async def correct(asker: Asker, household_id: UUID, *, subject_id: UUID, wanted: Mapping[Field, str], seen: str, now: datetime) -> Refusal | int | None:
    """How many of these fields, all of one subject, have changed. `seen`: `mark_of` what the page showed. None for what is not of the household."""
    async with database.transaction():
        (kind,) = {field.subject for field in wanted}
        if not await database.fetch(OWNED[kind], household_id, subject_id):
            return None
        known = {field: await database.fetch_value(CURRENT[field], subject_id) for field in wanted}
        if mark_of(known) != seen:
            return refusals.CHANGED_MEANWHILE
        changed = {field: (known[field], value) for field, value in wanted.items() if known[field] != value}
        if not await _apply_settle(changed, subject_id=subject_id, asker=asker, now=now):
            return refusals.ANSWER_FIRST
        await _apply_correct(changed, household_id=household_id, subject_id=subject_id, asker=asker, now=now)
        return len(changed)


async def _apply_settle(changed: Mapping[Field, tuple[str, str]], *, subject_id: UUID, asker: Asker, now: datetime) -> bool:
    """What the family had asked for in the same words is accepted with it. False when it had asked for something else, which has no answer yet."""
    database.require_transaction()
    rows = await database.fetch(
        """
        select id, field, new_value from pending_change
        where status = 'open' and field = any({}::text[]) and coalesce(guardian, child, household) = {} order by id for update
        """,
        *([field.value for field in changed], subject_id),
    )
    if any(changed[Field(row["field"])][1] != row["new_value"] for row in rows):
        return False
    for row in rows:
        await changes.apply_accept(row["id"], asker=asker, now=now)
    return True


async def _apply_correct(changed: Mapping[Field, tuple[str, str]], *, household_id: UUID, subject_id: UUID, asker: Asker, now: datetime) -> None:
    database.require_transaction()
    correction_id = uuid4()
    for field, (before, after) in changed.items():
        await database.fetch(WRITTEN[field], after, subject_id)
        await database.fetch(
            """
            insert into pending_change
                (id, household, guardian, child, field, old_value, new_value, status, asked_by, asked_at, decided_by, decided_at, correction)
            values ({}, {}, {}, {}, {}, {}, {}, 'accepted', {}, {}, {}, {}, {})
            """,
            *(uuid5(correction_id, field), household_id, *_whose(field, subject_id), field.value, before, after),
            *(asker.account_id, now, asker.account_id, now, correction_id),
        )
        details = {"field": field.value, "value_before": before, "value": after, "household": str(household_id)}
        await steps.apply_note("corrected", asker=asker, now=now, about=(field.subject, subject_id), details=details, role=asker.role)
    if changed:
        await outbox.announce(CORRECTED, key=correction_id, ids={"correction_id": correction_id}, now=now)


def _whose(field: Field, subject_id: UUID) -> tuple[UUID | None, UUID | None]:
    """Adult, child."""
    return subject_id if field.subject == "guardian" else None, subject_id if field.subject == "child" else None


@database.retried
async def describe(asker: Asker, household_id: UUID, *, name: str, category: Category, now: datetime) -> int:
    """How the desk calls a household, and whether it lives in the commune: from then on its days open with those of that category; what is booked stays.
    How many of the two have changed."""
    async with database.transaction():
        known = await database.fetch_one("select name, category from household where id = {} for no key update", household_id) or {}
        wanted = {"name": name, "category": category.value}
        changed = {what: (before, wanted[what]) for what, before in known.items() if before != wanted[what]}
        if changed:
            await database.fetch("update household set name = {}, category = {} where id = {}", name, category.value, household_id)
        for what, (before, after) in changed.items():
            details = {f"{what}_before": before, what: after}
            await steps.apply_note(f"{what}_changed", asker=asker, now=now, about=("household", household_id), details=details, role=asker.role)
        return len(changed)
