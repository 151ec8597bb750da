"""What an agent may look at: the groups of its sites, and what a board, a list or a message is narrowed to."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from app.core import database

EVERYBODY = "Tous les enfants"
"""What a group is called when its file gives it no name: it says nothing beside its place."""

Sites: TypeAlias = tuple[UUID, ...] | None
"""Those of the agent; None is all of them."""


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """To the sites of the agent who asks, then to one site, activity, group or unit; None keeps everything."""

    sites: Sites = None
    site_id: UUID | None = None
    activity_id: UUID | None = None
    group_id: UUID | None = None
    unit_id: UUID | None = None

    @property
    def is_everything(self) -> bool:
        """All that this agent sees."""
        return not (self.site_id or self.activity_id or self.group_id or self.unit_id)


EVERYTHING = Narrowing()


@dataclass(frozen=True, kw_only=True)
class GroupSeen:
    site_id: UUID
    site: str
    activity_id: UUID
    activity: str
    group_id: UUID
    group: str


@dataclass(frozen=True, kw_only=True)
class UnitSeen:
    activity_id: UUID
    unit_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class Offer:
    """In the order of the catalogue."""

    groups: list[GroupSeen]
    units: list[UnitSeen]

    def holds(self, narrowing: Narrowing) -> bool:
        """Whether all that is asked for is there for this agent, taken each by itself."""
        seen = {each for group in self.groups for each in (group.site_id, group.activity_id, group.group_id)} | {unit.unit_id for unit in self.units}
        wanted = {narrowing.site_id, narrowing.activity_id, narrowing.group_id, narrowing.unit_id} - {None}
        return wanted <= seen

    def words_of(self, narrowing: Narrowing) -> str:
        """As people say it: "Repas, Restauration scolaire, École élémentaire publique". Nothing for everything."""
        group = next((each for each in self.groups if each.group_id == narrowing.group_id), None)
        unit = next((each for each in self.units if each.unit_id == narrowing.unit_id), None)
        activity_id = narrowing.activity_id or (group.activity_id if group else unit.activity_id if unit else None)
        told = (
            unit.name if unit else "",
            next((each.activity for each in self.groups if each.activity_id == activity_id), ""),
            next((each.site for each in self.groups if each.site_id == narrowing.site_id), group.site if group else ""),
            group.group if group and group.group != EVERYBODY else "",
        )
        return ", ".join(words for words in told if words)


# One condition for all that is read here: the sites of the agent, then what the board is narrowed to.
NARROWED = """coalesce(ag.site = any({}::uuid[]), true) and coalesce(ag.site = {}::uuid, true)
  and coalesce(ag.activity = {}::uuid, true) and coalesce(ag.id = {}::uuid, true)"""
IN_ORDER = "s.position, s.name, a.position, a.name, ag.position, ag.name"
GROUPS = f"""
select s.id as site_id, s.name as site, a.id as activity_id, a.name as activity, ag.id as group_id, ag.name as "group"
from age_group ag join site s on s.id = ag.site join activity a on a.id = ag.activity
where ag.retired_at is null and coalesce(ag.site = any({{}}::uuid[]), true) order by {IN_ORDER}
"""  # noqa: S608 - constants
UNITS = """
select u.activity as activity_id, u.id as unit_id, u.name from unit u
where u.retired_at is null and exists (
    select 1 from age_group ag where ag.activity = u.activity and ag.retired_at is null and coalesce(ag.site = any({}::uuid[]), true)
) order by u.position
"""
# The nearest days, before and after, on which one of the groups opens or says why it does not.
NEAR = f"""
select max(near.before) as before, min(near.after) as after
from age_group ag cross join lateral (
    select greatest((select max(day) from slot where age_group = ag.id and day < {{}}),
                    (select max(day) from closed_day where age_group = ag.id and day < {{}})) as before,
           least((select min(day) from slot where age_group = ag.id and day > {{}}),
                 (select min(day) from closed_day where age_group = ag.id and day > {{}})) as after
) near
where {NARROWED}
"""  # noqa: S608 - constants


async def offer_to(sites: Sites) -> Offer:
    return Offer(
        groups=[GroupSeen(**row) for row in await database.fetch(GROUPS, sites)],
        units=[UnitSeen(**row) for row in await database.fetch(UNITS, sites)],
    )


async def days_around(day: date, narrowing: Narrowing) -> tuple[date | None, date | None]:
    row = await database.fetch_one(NEAR, day, day, day, day, *narrowed(narrowing))
    return (row["before"], row["after"]) if row else (None, None)


def narrowed(narrowing: Narrowing) -> tuple[object, ...]:
    """The values of `NARROWED`, in its order."""
    return narrowing.sites, narrowing.site_id, narrowing.activity_id, narrowing.group_id
