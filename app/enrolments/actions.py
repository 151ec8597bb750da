"""Enrolling children, and ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.core import database


@dataclass(frozen=True, kw_only=True)
class NewEnrolment:
    """A child of a household in a group, from a day to another, both included."""

    id: UUID
    household_id: UUID
    child_id: UUID
    age_group_id: UUID
    starts_on: date
    ends_on: date


async def apply_enrol(enrolments: Sequence[NewEnrolment]) -> None:
    """Those that stand already are left as they are."""
    database.require_transaction()
    await database.fetch(
        """
        insert into enrolment (id, household, child, age_group, starts_on, ends_on)
        select * from unnest({}::uuid[], {}::uuid[], {}::uuid[], {}::uuid[], {}::date[], {}::date[])
        on conflict do nothing
        """,
        [each.id for each in enrolments],
        [each.household_id for each in enrolments],
        [each.child_id for each in enrolments],
        [each.age_group_id for each in enrolments],
        [each.starts_on for each in enrolments],
        [each.ends_on for each in enrolments],
    )


async def apply_end(enrolments: Sequence[UUID], *, before: date) -> None:
    """The last day is the one before; those that would only begin then never did."""
    database.require_transaction()
    await database.fetch("delete from enrolment where id = any({}) and starts_on >= {}", enrolments, before)
    await database.fetch("update enrolment set ends_on = {} where id = any({})", before - timedelta(days=1), enrolments)
