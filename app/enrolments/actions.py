"""Enrolling children, and ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from app.core import database
from app.enrolments import queries, rules
from app.enrolments.rules import NotEnrolled, WhyNot

LOCKED = "select id from child where id = {} for no key update"


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


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a family asks for: a group for its child in a school year, from a day on."""

    household_id: UUID
    child_id: UUID
    first_year: int
    age_group_id: UUID
    starts_on: date


async def apply_wish(wish: Wish) -> UUID | WhyNot:
    """Enrol the child until the end of the activity in that year, if the group still takes it; nothing is written otherwise. The child is locked: what two
    adults ask for at the same instant is done once."""
    database.require_transaction()
    await database.fetch(LOCKED, wish.child_id)
    known = await queries.openings_for(wish.household_id, wish.child_id, first_year=wish.first_year)
    opening = next((opening for opening in known.openings if opening.age_group_id == wish.age_group_id), None) if known else None
    if known is None or opening is None:
        return NotEnrolled.GONE
    if why := rules.why_not_enrolled(opening, known.candidate, on=wish.starts_on):
        return why
    enrolment_id = uuid4()
    await database.fetch(
        "insert into enrolment (id, household, child, age_group, starts_on, ends_on) values ({}, {}, {}, {}, {}, {})",
        *(enrolment_id, wish.household_id, wish.child_id, wish.age_group_id, wish.starts_on, opening.ends_on),
    )
    return enrolment_id


async def apply_end(enrolments: Sequence[UUID], *, before: date) -> None:
    """The last day is the one before; those that would only begin then never did."""
    database.require_transaction()
    await database.fetch("delete from enrolment where id = any({}) and starts_on >= {}", enrolments, before)
    await database.fetch("update enrolment set ends_on = {} where id = any({})", before - timedelta(days=1), enrolments)
