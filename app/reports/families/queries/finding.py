"""Families as the desk finds them: scoped by the agent's sites, twenty at a time, in one statement whatever is asked."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from app.catalogue.rules.windows import Category
from app.core import database, paging
from app.core.access import Agent
from app.core.paging import Page
from app.households.queries import naming
from app.reports.families.rules.searching import Search
from app.staff import scope

PER_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class FoundChild:
    """`school` is empty where nobody has said one."""

    first_name: str
    last_name: str
    birth_date: date
    school: str


@dataclass(frozen=True, kw_only=True)
class FamilyLine:
    id: UUID
    name: str
    category: Category
    adults: tuple[str, ...]
    children: tuple[FoundChild, ...]


FOUND = f"""
with {naming.HOUSEHOLDS}, found as (
    select h.id, h.name, h.category, h.search_name from household h
    where h.merged_into is null and {scope.household_seen(household="h.id")}
    and (not exists (select from word) or h.id in (select household from named))
    and ({{}} = '' or h.id in (select g.household from guardian g join account a on a.id = g.account where a.email like {{}}))
    and (cardinality({{}}::text[]) = 0 or h.id in (
        select g.household from guardian g where g.left_at is null and (g.phone like any({{}}::text[]) or g.second_phone like any({{}}::text[]))
    ))
    and ({{}}::bigint is null or h.id in (select f.household from filing f where f.number = {{}}::bigint))
    and ({{}}::date is null or h.id in (select hc.household from child c join household_child hc on hc.child = c.id where c.birth_date = {{}}::date))
), shown as (
    select found.*, (select count(*) from found) as total from found order by search_name, id
    limit {PER_PAGE} offset (select least({{}}, greatest(0, (count(*) - 1)) / {PER_PAGE} * {PER_PAGE}) from found)
)
select shown.id, shown.name, shown.category, shown.total,
       array(select g.first_name || ' ' || g.last_name from guardian g where g.household = shown.id and g.left_at is null order by g.position, g.id) as adults,
       (select coalesce(json_agg(json_build_object('first_name', c.first_name, 'last_name', c.last_name, 'birth_date', c.birth_date,
                                                   'school', coalesce(s.name, '')) order by c.birth_date, c.first_name, c.id), '[]')
        from household_child hc join child c on c.id = hc.child left join school s on s.id = c.school where hc.household = shown.id) as children
from shown order by shown.search_name, shown.id
"""  # noqa: S608 - constants


async def found(agent: Agent, search: Search, *, number: int) -> Page[FamilyLine]:
    """In the order of their names; a page beyond the last is the last."""
    phones = list(search.phones)
    asked = (search.email, search.email, phones, phones, phones, search.number, search.number, search.born_on, search.born_on)
    rows = await database.fetch(FOUND, search.words, *scope.seen_by(agent.sites), *asked, (number - 1) * PER_PAGE)
    total = rows[0]["total"] if rows else 0
    return paging.page_of([_line(row) for row in rows], asked=number, total=total, per_page=PER_PAGE)


def _line(row: dict[str, Any]) -> FamilyLine:
    return FamilyLine(
        id=row["id"],
        name=row["name"],
        category=Category(row["category"]),
        adults=tuple(row["adults"]),
        children=msgspec.json.decode(row["children"], type=tuple[FoundChild, ...]),
    )
