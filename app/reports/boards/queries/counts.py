"""How many children come, slot by slot, and why a group does not open."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.catalogue.offer import IN_ORDER, NARROWED, Narrowing, narrowed
from app.core import database
from app.reports.boards import rules
from app.reports.boards.rules import Present


@dataclass(frozen=True, kw_only=True)
class GroupDay:
    """A group on a day."""

    site: str
    activity_id: UUID
    activity: str
    group_id: UUID
    group: str
    day: date


@dataclass(frozen=True, kw_only=True)
class Headcount(GroupDay):
    """A slot: `booked` children, `held` places of drafts that wait; `free` of the counter with the fewest left, None where places are not counted."""

    slot_id: int
    unit_id: UUID
    unit: str
    unit_name: str
    periods: list[str]
    starts_at: datetime
    ends_at: datetime
    booked: int
    held: int
    capacity: int | None
    free: int | None


@dataclass(frozen=True, kw_only=True)
class Closed(GroupDay):
    """A day on which a group would otherwise come."""

    reason: str


COUNTS = f"""
select sl.id as slot_id, s.name as site, a.id as activity_id, a.name as activity, ag.id as group_id, ag.name as "group", u.id as unit_id,
       u.short_name as unit, u.name as unit_name, u.periods, sl.day, sl.starts_at, sl.ends_at,
       (select count(*) from booking b where b.slot = sl.id and b.withdrawn_at is null) as booked,
       (select count(*) from draft_cell dc where dc.slot = sl.id and dc.held_until > {{}}) as held,
       room.capacity, room.free
from age_group ag
join site s on s.id = ag.site
join activity a on a.id = ag.activity
join slot sl on sl.age_group = ag.id and sl.day between {{}} and {{}}
join unit u on u.id = sl.unit
left join lateral (
    select cc.capacity, cc.capacity - cc.taken as free from slot_counter sc join capacity_counter cc on cc.id = sc.counter
    where sc.slot = sl.id and cc.capacity is not null order by 2, 1 limit 1
) room on true
where {NARROWED} and coalesce(u.id = {{}}::uuid, true)
order by {IN_ORDER}, sl.day, u.position
"""  # noqa: S608 - constants
CLOSED = f"""
select s.name as site, a.id as activity_id, a.name as activity, ag.id as group_id, ag.name as "group", cd.day, cd.reason
from age_group ag
join site s on s.id = ag.site
join activity a on a.id = ag.activity
join closed_day cd on cd.age_group = ag.id and cd.day between {{}} and {{}}
where {NARROWED} and not exists (select 1 from slot sl where sl.age_group = ag.id and sl.day = cd.day)
order by {IN_ORDER}, cd.day
"""  # noqa: S608 - constants
# Whoever is there when a unit begins: booked in it, or in another one of the group that goes on.
PRESENT = f"""
select sl.id as slot_id, count(distinct b.child) filter (where c.birth_date > {{}}) as under_six,
       count(distinct b.child) filter (where c.birth_date <= {{}}) as from_six
from age_group ag
join slot sl on sl.age_group = ag.id and sl.day = {{}}
join slot together on together.age_group = ag.id and together.day = sl.day and together.starts_at <= sl.starts_at and together.ends_at > sl.starts_at
join booking b on b.slot = together.id and b.withdrawn_at is null
join child c on c.id = b.child
where {NARROWED}
group by sl.id
"""  # noqa: S608 - constants


async def counts_between(first: date, last: date, *, narrowing: Narrowing, now: datetime) -> list[Headcount]:
    """Both days included; by site, activity, group, day and unit in the order of the catalogue."""
    rows = await database.fetch(COUNTS, now, first, last, *narrowed(narrowing), narrowing.unit_id)
    return [Headcount(**row) for row in rows]


async def closed_between(first: date, last: date, *, narrowing: Narrowing) -> list[Closed]:
    return [Closed(**row) for row in await database.fetch(CLOSED, first, last, *narrowed(narrowing))]


async def present_on(day: date, narrowing: Narrowing) -> dict[int, Present]:
    """By slot, who is in the room when its unit begins: no other instant of the day has more."""
    since = rules.six_since(day)
    rows = await database.fetch(PRESENT, since, since, day, *narrowed(narrowing))
    return {row["slot_id"]: Present(under_six=row["under_six"], from_six=row["from_six"]) for row in rows}
