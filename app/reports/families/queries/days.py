"""What the children of a household are enrolled in, and the days that they have booked: for who has loaded the household."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core import database
from app.core.access import Agent
from app.staff import scope


@dataclass(frozen=True, kw_only=True)
class EnrolmentLine:
    """`is_seen`: at a site of the agent. `has_others`: the activity has other groups. Both days included."""

    id: UUID
    child_id: UUID
    first_name: str
    activity: str
    group: str
    site: str
    starts_on: date
    ends_on: date
    is_seen: bool
    has_others: bool


@dataclass(frozen=True, kw_only=True)
class BookedUnit:
    """`is_ours`: by this household, and not by the child's other home."""

    child_id: UUID
    day: date
    activity: str
    unit: str
    is_ours: bool


ENROLMENTS = f"""
select e.id, e.child as child_id, c.first_name, a.name as activity, ag.name as group, s.name as site, e.starts_on, e.ends_on,
       {scope.site_seen(site="ag.site")} as is_seen,
       exists (select 1 from age_group o where o.activity = ag.activity and o.id <> ag.id and o.retired_at is null) as has_others
from enrolment e
join child c on c.id = e.child
join age_group ag on ag.id = e.age_group
join activity a on a.id = ag.activity
join site s on s.id = ag.site
where e.household = {{}} order by c.birth_date, c.first_name, c.id, a.position, a.name, e.starts_on
"""  # noqa: S608 - constants
BOOKED = """
select b.child as child_id, sl.day, a.name as activity, coalesce(nullif(u.short_name, ''), u.name) as unit, b.household = hc.household as is_ours
from household_child hc
join booking b on b.child = hc.child and b.withdrawn_at is null
join slot sl on sl.id = b.slot
join unit u on u.id = sl.unit
join activity a on a.id = u.activity
where hc.household = {} and sl.day between {} and {} order by sl.day, sl.starts_at, a.position, u.position
"""


async def enrolments_of(agent: Agent, household_id: UUID) -> list[EnrolmentLine]:
    return [EnrolmentLine(**row) for row in await database.fetch(ENROLMENTS, agent.sites, household_id)]


async def booked_between(household_id: UUID, first: date, *, last: date) -> list[BookedUnit]:
    return [BookedUnit(**row) for row in await database.fetch(BOOKED, household_id, first, last)]
