"""Finding a family by a name: the beginnings of words, accents apart. What was typed stands in no address: the answer leads there by ids."""

from dataclasses import dataclass
from uuid import UUID

import msgspec

from app.core import database
from app.core.access import Agent
from app.households.queries import naming
from app.staff import scope

MOST = 20


@dataclass(frozen=True, kw_only=True)
class FoundChild:
    id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class FoundFamily:
    """`waiting`: how many of its demandes and changes wait for the service."""

    id: UUID
    name: str
    adults: list[str]
    children: list[FoundChild]
    waiting: int


SEEN = scope.household_seen(household="h.id")
FOUND = f"""
with {naming.HOUSEHOLDS}
select h.id, h.name,
    (select coalesce(json_agg(g.first_name || ' ' || g.last_name order by g.position, g.id), '[]')
     from guardian g where g.household = h.id and g.left_at is null) as adults,
    (select coalesce(json_agg(json_build_object('id', c.id, 'name', c.first_name || ' ' || c.last_name) order by c.birth_date, c.first_name, c.id), '[]')
     from household_child hc join child c on c.id = hc.child where hc.household = h.id) as children,
    (select count(*) from filing f where f.household = h.id and f.status in ('sent', 'pending'))
     + (select count(*) from pending_change p where p.household = h.id and p.status = 'open') as waiting
from named join household h on h.id = named.household where h.merged_into is null and {SEEN} order by h.search_name, h.id limit {MOST + 1}
"""  # noqa: S608 - constants


async def families(agent: Agent, typed: str) -> list[FoundFamily]:
    """One more than `MOST` says that there are others."""
    rows = await database.fetch(FOUND, typed, *scope.seen_by(agent.sites))
    return [
        FoundFamily(
            **row | {"adults": msgspec.json.decode(row["adults"], type=list[str]), "children": msgspec.json.decode(row["children"], type=list[FoundChild])}
        )
        for row in rows
    ]


HOUSEHOLD_NAMED = f"select h.name from household h where h.id = {{}} and {SEEN}"  # noqa: S608 - constants
CHILD_SEEN = scope.household_seen(household="hc.household")
CHILD_NAMED = f"""
select c.first_name || ' ' || c.last_name from child c join household_child hc on hc.child = c.id where c.id = {{}} and {CHILD_SEEN} limit 1
"""  # noqa: S608 - constants


async def name_of_household(agent: Agent, household_id: UUID) -> str:
    """Empty for one that the agent does not see."""
    name: str | None = await database.fetch_value(HOUSEHOLD_NAMED, household_id, *scope.seen_by(agent.sites))
    return f"Famille {name}" if name else ""


async def name_of_child(agent: Agent, child_id: UUID) -> str:
    return str(await database.fetch_value(CHILD_NAMED, child_id, *scope.seen_by(agent.sites)) or "")
