"""The children of a day, as a list on paper has them: by name, with whom to call and who may collect."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from app.catalogue.offer import NARROWED, Narrowing, narrowed
from app.core import database, paging

PER_PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Reachable:
    """Somebody to call; `phones` as they are kept."""

    name: str
    phones: list[str]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a child is that day, and when: `units` in their order."""

    site: str
    activity: str
    group: str
    units: list[str]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A child on that day, as one household booked it."""

    child_id: UUID
    household_id: UUID
    first_name: str
    last_name: str
    birth_date: date
    school: str
    places: list[Place]
    adults: list[Reachable]
    collectors: list[Reachable]


@dataclass(frozen=True, kw_only=True)
class Page(paging.Page[Listed]):
    """`children`: of the whole list, each once."""

    children: int


# The order of French names: capitals, accents, hyphens and apostrophes do not count. The database sorts bytes.
LETTERS = ("ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸàâäçéèêëîïôöùûüÿÑñ", "aaaceeeeiioouuuyaaaceeeeiioouuuynn")
KEY = f"translate(lower(translate({{}}, '{LETTERS[0]}', '{LETTERS[1]}')), '-''’ ', '')"
ORDER = f"{KEY.format('c.last_name')}, {KEY.format('c.first_name')}, c.id"
LISTED = f"""
with listed as (
    select b.child, b.household, ag.id as age_group, array_agg(u.short_name order by u.starts_at, u.position) as units
    from age_group ag
    join slot sl on sl.age_group = ag.id and sl.day = {{}}
    join unit u on u.id = sl.unit
    join booking b on b.slot = sl.id and b.withdrawn_at is null
    where {NARROWED}
    group by b.child, b.household, ag.id
    having coalesce(bool_or(u.id = {{}}::uuid), true)
), there as (
    select l.child, l.household,
           json_agg(json_build_object('site', s.name, 'activity', a.name, 'group', ag.name, 'units', l.units) order by a.position, ag.position) as places
    from listed l join age_group ag on ag.id = l.age_group join site s on s.id = ag.site join activity a on a.id = ag.activity
    group by l.child, l.household
)"""  # noqa: S608 - constants
COUNTED = f"{LISTED} select count(*) as total, count(distinct child) as children from there"  # noqa: S608 - constants
LINES = f"""{LISTED}
select l.child as child_id, l.household as household_id, c.first_name, c.last_name, c.birth_date, coalesce(school.name, '') as school, l.places,
       (select coalesce(json_agg(json_build_object('name', g.first_name || ' ' || g.last_name, 'phones', array_remove(array[g.phone, g.second_phone], ''))
                                 order by g.position, g.id), '[]')
        from guardian g where g.household = l.household and g.left_at is null) as adults,
       (select coalesce(json_agg(json_build_object('name', k.first_name || ' ' || k.last_name,
                                                   'phones', array_remove(array[k.phone, k.second_phone], ''))
                                 order by cc.emergency_rank nulls last, k.created_at, k.id), '[]')
        from contact_child cc join contact k on k.id = cc.contact
        where cc.household = l.household and cc.child = l.child and cc.may_collect) as collectors
from there l
join child c on c.id = l.child
left join school on school.id = c.school
order by {ORDER}, l.household limit {{}} offset {{}}
"""  # noqa: S608 - constants


async def page_of(day: date, narrowing: Narrowing, *, number: int) -> Page:
    total, children = await size_of(day, narrowing)
    lines = await _lines(day, narrowing, most=PER_PAGE, after=paging.skipped(number, total=total, per_page=PER_PAGE))
    page = paging.page_of(lines, asked=number, total=total, per_page=PER_PAGE)
    return Page(lines=lines, number=page.number, pages=page.pages, total=total, children=children)


async def size_of(day: date, narrowing: Narrowing) -> tuple[int, int]:
    """Lines, and children: one for whom both homes have booked has two lines."""
    row = await database.fetch_one(COUNTED, day, *narrowed(narrowing), narrowing.unit_id)
    return (row["total"], row["children"]) if row else (0, 0)


async def whole_of(day: date, narrowing: Narrowing, *, most: int) -> list[Listed]:
    return await _lines(day, narrowing, most=most, after=0)


async def _lines(day: date, narrowing: Narrowing, *, most: int, after: int) -> list[Listed]:
    rows = await database.fetch(LINES, day, *narrowed(narrowing), narrowing.unit_id, most, after)
    return [_listed(row) for row in rows]


def _listed(row: dict[str, Any]) -> Listed:
    people = {name: msgspec.json.decode(row[name], type=list[Reachable]) for name in ("adults", "collectors")}
    return Listed(**row | people | {"places": msgspec.json.decode(row["places"], type=list[Place])})
