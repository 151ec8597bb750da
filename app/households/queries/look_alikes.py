"""Who may be known already under the same name, birth date, telephone or address: looked for before a child or a household is added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core import database
from app.core.access import Agent
from app.staff import scope


@dataclass(frozen=True, kw_only=True)
class KnownChild:
    """`homes`: the names of its households."""

    id: UUID
    name: str
    birth_date: date
    homes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LookAlike:
    """A household that shares this with the one to be created, in words."""

    id: UUID
    name: str
    why: tuple[str, ...]


# The words of a name in any order, and all of them: "Le Goff Anne" is Anne Le Goff.
CHILDREN = f"""
select c.id, c.first_name || ' ' || c.last_name as name, c.birth_date, array_agg(h.name order by h.name) as homes
from child c join household_child hc on hc.child = c.id join household h on h.id = hc.household and h.merged_into is null
where c.birth_date = {{}} and (squeezed(c.first_name) = squeezed({{}}) or squeezed(c.last_name) = squeezed({{}}))
and {scope.household_seen(household="h.id")}
group by c.id having bool_and(hc.household <> {{}}) order by name, c.id
"""  # noqa: S608 - constants
HOUSEHOLDS = """
with adult as (
    select * from unnest({}::text[], {}::text[], {}::text[]) as row (name, phone, email)
), child_of as (
    select * from unnest({}::text[], {}::text[], {}::date[]) as row (first_name, last_name, birth_date)
), alike as (
    select g.household, g.first_name || ' ' || g.last_name || ' porte le même nom' as why
    from adult join guardian g on to_tsvector('simple', g.search_name) @@ plainto_tsquery('simple', folded(adult.name)) and g.left_at is null
    union
    select g.household, g.first_name || ' ' || g.last_name || ' a le même téléphone'
    from adult join guardian g on adult.phone <> '' and adult.phone in (g.phone, g.second_phone) and g.left_at is null
    union
    select g.household, g.first_name || ' ' || g.last_name || ' a la même adresse e-mail'
    from adult join account a on a.email = adult.email join guardian g on g.account = a.id
    union
    select hc.household, c.first_name || ' ' || c.last_name || ' est né le même jour, avec le même prénom ou le même nom'
    from child_of n
    join child c on c.birth_date = n.birth_date and (squeezed(c.first_name) = squeezed(n.first_name) or squeezed(c.last_name) = squeezed(n.last_name))
    join household_child hc on hc.child = c.id
)
select h.id, h.name, array_agg(alike.why order by alike.why) as why
from alike join household h on h.id = alike.household and h.merged_into is null where h.id <> {} group by h.id order by count(*) desc, h.name, h.id limit 10
"""


async def children_like(agent: Agent, name: tuple[str, str], *, birth_date: date, household_id: UUID) -> list[KnownChild]:
    """Of other households that the agent sees. A child whom no site of the agent knows is neither told nor taken in: who sees all sites meets the two
    later, among the likely duplicates."""
    rows = await database.fetch(CHILDREN, birth_date, *name, *scope.seen_by(agent.sites), household_id)
    return [KnownChild(**row | {"homes": tuple(row["homes"])}) for row in rows]


async def households_like(*, adults: Sequence[tuple[str, str, str]], children: Sequence[tuple[str, str, date]], but: UUID) -> list[LookAlike]:
    """`adults`: whole name, phone, e-mail; `children`: first name, last name, birth date. `but`: the household that the form is creating."""
    rows = await database.fetch(
        HOUSEHOLDS,
        *([name for name, _, _ in adults], [phone for _, phone, _ in adults], [email for _, _, email in adults]),
        *([first for first, _, _ in children], [last for _, last, _ in children], [born for _, _, born in children]),
        but,
    )
    return [LookAlike(**row | {"why": tuple(row["why"])}) for row in rows]
