"""Enrolling children."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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
