"""What the rule tester reads: a child found by name, where it is enrolled, and the slots of a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.bookings.queries import cells, enrolled
from app.bookings.queries.enrolled import Desk, Enrolled
from app.bookings.rules import SlotFacts
from app.catalogue.rules.windows import Category
from app.core import database
from app.core.access import Agent
from app.households.queries import naming
from app.staff import scope

MOST_FOUND = 20


@dataclass(frozen=True, kw_only=True)
class ChildFound:
    """`school` and `born` tell two children of one name apart."""

    id: UUID
    name: str
    born: date
    school: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A child in a group, for one of its households."""

    enrolment_id: UUID
    household_id: UUID
    household: str
    group: str


FOUND = f"""
select c.id, concat(c.first_name, ' ', c.last_name) as name, c.birth_date as born, coalesce(s.name, '') as school
from child c left join school s on s.id = c.school
where to_tsvector('simple', c.search_name) @@ {naming.BEGINNINGS}
and exists (select 1 from household_child hc where hc.child = c.id and {scope.household_seen(household="hc.household")})
order by c.last_name, c.first_name, c.birth_date, c.id limit {MOST_FOUND + 1}
"""  # noqa: S608 - constants
SEEN = f"""
select c.id, concat(c.first_name, ' ', c.last_name) as name, c.birth_date as born, coalesce(s.name, '') as school
from child c left join school s on s.id = c.school
where c.id = {{}} and exists (select 1 from household_child hc where hc.child = c.id and {scope.household_seen(household="hc.household")})
"""  # noqa: S608 - constants
LINES = f"""
select e.id as enrolment_id, h.id as household_id, h.name as household, ag.code as group
from enrolment e
join household h on h.id = e.household
join age_group ag on ag.id = e.age_group and ag.retired_at is null
join activity a on a.id = ag.activity
where e.child = {{}} and a.code = {{}} and {{}} between e.starts_on and e.ends_on and {scope.household_seen(household="e.household")}
order by h.name, e.id
"""  # noqa: S608 - constants
SLOTS = """
select u.code, sl.starts_at, sl.opens_at, sl.resident_opens_at, sl.resident_closes_at, sl.non_resident_opens_at, sl.non_resident_closes_at,
       sl.book_until, sl.cancel_until, u.price_cents, sl.late_book, sl.late_book_percent, sl.late_book_cents, sl.late_book_until,
       sl.late_cancel, sl.late_cancel_percent, sl.late_cancel_cents, sl.late_cancel_until,
       (select min(cc.capacity - cc.taken) from slot_counter sc join capacity_counter cc on cc.id = sc.counter where sc.slot = sl.id) as free
from slot sl
join unit u on u.id = sl.unit
join age_group ag on ag.id = sl.age_group
join activity a on a.id = ag.activity
where a.code = {} and ag.code = {} and sl.day = {}
"""
CLOSED = """
select reason from closed_day cd join age_group ag on ag.id = cd.age_group join activity a on a.id = ag.activity
where a.code = {} and ag.code = {} and cd.day = {}
"""


async def found(agent: Agent, name: str) -> list[ChildFound]:
    """By the beginnings of the words of the name; one more than are shown."""
    return [ChildFound(**row) for row in await database.fetch(FOUND, name, *scope.seen_by(agent.sites))]


async def child_seen(agent: Agent, child_id: UUID) -> ChildFound | None:
    row = await database.fetch_one(SEEN, child_id, *scope.seen_by(agent.sites))
    return None if row is None else ChildFound(**row)


async def lines_of(agent: Agent, child_id: UUID, *, activity: str, day: date) -> list[Line]:
    return [Line(**row) for row in await database.fetch(LINES, child_id, activity, day, *scope.seen_by(agent.sites))]


async def facts_of(agent: Agent, line: Line, *, day: date) -> tuple[Enrolled, dict[str, SlotFacts]] | None:
    """As the household's grid has them, by the code of the unit: what an agent may do beyond the rules is left out."""
    desk = Desk(agent_id=agent.account_id, role=agent.role, household_id=line.household_id, sites=agent.sites, exceeds=False)
    enrolment = await enrolled.enrolment_of(desk, line.enrolment_id)
    if enrolment is None:
        return None
    codes = {unit.id: unit.code for unit in enrolment.units}
    of_day = [cell for cell in await cells.between(enrolment, first=day, last=day) if cell.day == day and cell.unit_id in codes]
    return enrolment, {codes[cell.unit_id]: cell.facts for cell in of_day}


async def facts_for(category: Category, *, activity: str, group: str, day: date) -> dict[str, SlotFacts]:
    """Of a family that has booked nothing there, and has sent what is asked."""
    return {row["code"]: _facts(row, category=category) for row in await database.fetch(SLOTS, activity, group, day)}


async def why_closed(*, activity: str, group: str, day: date) -> str:
    reason: str | None = await database.fetch_value(CLOSED, activity, group, day)
    return reason or ""


def _facts(row: dict[str, Any], *, category: Category) -> SlotFacts:
    own_opens_at = row[f"{category}_opens_at"]
    return SlotFacts(
        starts_at=row["starts_at"],
        opens_at=max(row["opens_at"], own_opens_at or row["opens_at"]),
        closes_at=row[f"{category}_closes_at"],
        book_until=row["book_until"],
        cancel_until=row["cancel_until"],
        late_book=cells.late_terms(row, action="late_book"),
        late_cancel=cells.late_terms(row, action="late_cancel"),
        price_cents=row["price_cents"],
        booked=False,
        booked_cents=0,
        booked_surcharge_cents=0,
        booked_elsewhere=False,
        billed_cents=0,
        wanted=None,
        held_until=None,
        free=row["free"],
        no_dossier=False,
        has_place=False,
        exceeding=False,
        capacity=None,
        granted=False,
    )
