"""What a child would lose whose enrolment ends, or goes on in another group of the activity; and the groups where it may."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.bookings.queries.enrolled import Enrolled
from app.catalogue.rules import admission
from app.catalogue.rules.admission import Admission, Candidate, GradeLevel, NotAdmitted
from app.core import database


@dataclass(frozen=True, kw_only=True)
class Group:
    """Another group of the activity. `why_not`: it does not take this child."""

    id: UUID
    name: str
    site: str
    why_not: NotAdmitted | None


@dataclass(frozen=True, kw_only=True)
class BookedDay:
    """A booking from a day on. `slot_id`: the same unit of the same day in the other group, None where it is not offered; `has_room`: a place is left there."""

    booking_id: UUID
    slot_id: int
    day: date
    unit: str
    new_slot_id: int | None
    has_room: bool

    @property
    def stays(self) -> bool:
        return self.new_slot_id is not None and self.has_room


BOOKED = """
select b.id as booking_id, sl.id as slot_id, sl.day, u.name as unit, other.id as new_slot_id, coalesce(other.has_room, false) as has_room
from enrolment e
join slot sl on sl.age_group = e.age_group and sl.day between greatest(e.starts_on, {}) and e.ends_on
join booking b on b.slot = sl.id and b.household = e.household and b.child = e.child and b.withdrawn_at is null
join unit u on u.id = sl.unit
left join lateral (
    select o.id, not exists (
        select 1 from slot_counter sc join capacity_counter cc on cc.id = sc.counter
        where sc.slot = o.id and cc.capacity is not null and cc.taken >= cc.capacity
          and not exists (select 1 from place p where p.counter = cc.id and p.child = e.child)
    ) as has_room
    from slot o where o.age_group = {}::uuid and o.day = sl.day and o.unit = sl.unit
) other on true
where e.id = {} order by sl.day, u.position, b.id
"""
GROUPS = """
select o.id, o.name, s.name as site, o.any_school, o.schools, o.age_min, o.age_max, o.levels, c.birth_date, school.code as school
from enrolment e
join age_group ag on ag.id = e.age_group
join age_group o on o.activity = ag.activity and o.id <> ag.id and o.retired_at is null
join site s on s.id = o.site
join child c on c.id = e.child
left join school on school.id = c.school
where e.id = {} and coalesce(o.site = any({}::uuid[]), true) order by s.name, o.position, o.name
"""


async def booked_from(enrolled: Enrolled, first: date, *, group_id: UUID | None = None) -> list[BookedDay]:
    """Of this enrolment, from this day on, as they look at the other group."""
    return [BookedDay(**row) for row in await database.fetch(BOOKED, first, group_id, enrolled.id)]


async def groups_for(enrolled: Enrolled, *, on: date) -> list[Group]:
    """The other groups of the activity at the sites of the agent. `on`: the first day there."""
    rows = await database.fetch(GROUPS, enrolled.id, enrolled.desk.sites if enrolled.desk else None)
    return [Group(id=row["id"], name=row["name"], site=row["site"], why_not=_why_not(row, on=on)) for row in rows]


def _why_not(row: dict[str, object], *, on: date) -> NotAdmitted | None:
    """A child whose class nobody has said is let in: the agent knows it."""
    asked = Admission(
        age_min=row["age_min"],  # type: ignore[arg-type]
        age_max=row["age_max"],  # type: ignore[arg-type]
        levels=frozenset(map(GradeLevel, row["levels"])),  # type: ignore[call-overload]
        schools=frozenset() if row["any_school"] else frozenset(row["schools"]),  # type: ignore[call-overload]
    )
    why = admission.why_not_enrolled(asked, Candidate(birth_date=row["birth_date"], school=row["school"]), on=on)  # type: ignore[arg-type]
    return None if why is NotAdmitted.LEVEL_UNKNOWN else why


def mark_of(booked: Iterable[BookedDay]) -> str:
    """What a page has shown of what goes and what stays: over something else, nothing is done."""
    return hashlib.sha256("\n".join(f"{each.booking_id} {each.stays}" for each in booked).encode()).hexdigest()[:16]
