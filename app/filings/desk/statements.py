"""The SQL of the queue: each status is read in the order of the queue, a page at most, then the pages are put together.

A condition stands in the statement only where it narrows something: PostgreSQL then knows that it will meet a page of rows soon, and reads the index in its
order. With conditions that may not apply ("is null or …") it expects next to nothing, and sorts all that was ever accepted.
"""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from app.filings.rules import Status
from app.staff import scope

CHANGES = "ma-famille"
"""How the address calls the changes of « Ma famille », among the codes of the démarches."""
PER_PAGE = 50
MOST_COUNTED = 1_000
Direction = Literal["onwards", "back"]
Part = Literal["procedures", "household", "child", "year", "age", "taker", "untaken"]

ASKED = """
asked as (
    select {}::text[] as procedures, {}::uuid as household, {}::uuid as child, {}::smallint as first_year, {}::timestamptz as year_from,
           {}::timestamptz as year_until, {}::timestamptz as came_before, {}::uuid as taker, {}::timestamptz as at, {}::uuid as id
)
"""
CONDITIONS: Mapping[Part, tuple[str, str]] = {
    "procedures": ("and f.procedure = any(asked.procedures)", ""),
    "household": ("and f.household = asked.household", "and p.household = asked.household"),
    "child": ("and f.beneficiary = asked.child", "and p.child = asked.child"),
    "year": (
        "and (f.first_year = asked.first_year or (f.first_year is null and f.sent_at >= asked.year_from and f.sent_at < asked.year_until))",
        "and p.asked_at >= asked.year_from and p.asked_at < asked.year_until",
    ),
    "age": ("and f.sent_at < asked.came_before", "and p.asked_at < asked.came_before"),
    "taker": ("and f.taken_by = asked.taker", "and p.taken_by = asked.taker"),
    "untaken": ("and f.taken_by is null", "and p.taken_by is null"),
}
"""Of a demande, and of a change."""

SAID_OF_CHANGES = (("open", Status.SENT), ("accepted", Status.ACCEPTED), ("refused", Status.REJECTED), ("withdrawn", Status.WITHDRAWN))
SEEN_FILING, SEEN_CHANGE = scope.household_seen(household="f.household"), scope.household_seen(household="p.household")
OPEN_COUNTED = f"""
select f.status, f.procedure, count(*) as many from filing f where f.status = any({{}}::text[]) and {SEEN_FILING} group by f.status, f.procedure
union all select 'sent', '{CHANGES}', count(*) from pending_change p where p.status = 'open' and {SEEN_CHANGE} having count(*) > 0
"""  # noqa: S608 - constants


@cache
def listed(parts: frozenset[Part], direction: Direction) -> str:
    order = _order_of(direction)
    return f"""
    {_found(parts, direction=direction, order=True, limit=PER_PAGE + 1)}
    select found.id, found.number, found.procedure, found.field, found.status, found.at, found.subject, found.household as household_id,
           h.name as household, coalesce(c.first_name || ' ' || c.last_name, '') as child,
           found.taken_by, coalesce(m.first_name || ' ' || m.last_name, '') as taken_name, found.taken_at
    from found join household h on h.id = found.household left join child c on c.id = found.child left join staff_member m on m.account = found.taken_by
    order by found.at{order}, found.id{order} limit {PER_PAGE + 1}
    """  # noqa: S608 - constants


@cache
def counted(parts: frozenset[Part]) -> str:
    """Up to `MOST_COUNTED` of each status: nobody reads a larger number, and counting millions would be waited for."""
    return f"{_found(parts, direction='onwards', order=False, limit=MOST_COUNTED)} select count(*) from found"  # noqa: S608 - constants


def _order_of(direction: Direction) -> str:
    return "" if direction == "onwards" else " desc"


def _found(parts: frozenset[Part], *, direction: Direction, order: bool, limit: int) -> str:
    than, way = (">", "") if direction == "onwards" else ("<", " desc")
    of_filing, of_change = (" ".join(pair[place] for part, pair in CONDITIONS.items() if part in parts) for place in (0, 1))
    filings_ordered, changes_ordered = (f"order by f.sent_at{way}, f.id{way}", f"order by p.asked_at{way}, p.id{way}") if order else ("", "")
    return f"""
    with {ASKED}, found as (
        select each.* from asked cross join unnest({{}}::text[]) as wanted (status) cross join lateral (
            select f.id, f.number, f.procedure, '' as field, f.status, f.sent_at as at, f.subject, f.household, f.beneficiary as child, f.taken_by, f.taken_at
            from filing f where f.status = wanted.status and (f.sent_at, f.id) {than} (asked.at, asked.id) {of_filing} and {SEEN_FILING}
            {filings_ordered} limit {limit}
        ) each
        union all
        select each.* from asked cross join unnest({{}}::text[], {{}}::text[]) as wanted (status, told) cross join lateral (
            select p.id, null::bigint, '{CHANGES}', p.field, wanted.told, p.asked_at, '', p.household, p.child, p.taken_by, p.taken_at
            from pending_change p where p.status = wanted.status and (p.asked_at, p.id) {than} (asked.at, asked.id) and p.correction is null
            {of_change} and {SEEN_CHANGE} {changes_ordered} limit {limit}
        ) each
    )
    """  # noqa: S608 - constants
