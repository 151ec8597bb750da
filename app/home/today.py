"""What waits for an agent who comes in, in one statement."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec

from app.core import database
from app.core.access import Agent
from app.filings.rules.waiting import Show
from app.staff import scope


@dataclass(frozen=True, kw_only=True)
class Reset:
    """A second factor that another agent asks to take away: this one may confirm it."""

    member_id: UUID
    name: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Today:
    """`waiting`: demandes, and changes of « Ma famille ». `oldest`: when the one that waits since the longest time was sent."""

    waiting: int
    oldest: datetime | None
    children: int
    resets: list[Reset]


TODAY = f"""
with waiting as (
    select f.sent_at as at from filing f where f.status = any({{}}::text[]) and {scope.household_seen(household="f.household")}
    union all select p.asked_at from pending_change p where p.status = 'open' and {scope.household_seen(household="p.household")}
)
select (select count(*) from waiting) as waiting, (select min(at) from waiting) as oldest,
       (select count(distinct b.child) from booking b join slot sl on sl.id = b.slot join age_group ag on ag.id = sl.age_group
        where b.withdrawn_at is null and sl.day = {{}} and {scope.site_seen(site="ag.site")}) as children,
       (select coalesce(json_agg(json_build_object('member_id', m.id, 'name', m.first_name || ' ' || m.last_name,
                                                   'by', b.first_name || ' ' || b.last_name) order by r.asked_at), '[]')
        from factor_reset r join staff_member m on m.id = r.member join staff_member b on b.id = r.asked_by
        join staff_member me on me.id = {{}} and me.created_at <= r.asked_at
        where r.confirmed_at is null and me.id not in (r.asked_by, r.member)) as resets
"""  # noqa: S608 - constants


async def of(agent: Agent, *, today: date) -> Today:
    waiting, seen = [status.value for status in Show.TO_PROCESS.statuses], scope.seen_by(agent.sites)
    row = await database.fetch_one(TODAY, waiting, *seen, *seen, today, agent.sites, agent.member_id)
    if row is None:
        raise RuntimeError("an aggregate answers one row")
    return Today(**row | {"resets": msgspec.json.decode(row["resets"], type=list[Reset])})
