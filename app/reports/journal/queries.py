"""The lines of the journal, the latest first, a page at a time: what is narrowed and found is found by index."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.core import clock, database

PER_PAGE = 50

FOUND = """
select f.id, f.at, f.actor, f.role, f.act, f.object_kind, f.object_id, f.details, f.origin, f.seal_number is not null as sealed,
       coalesce(m.first_name || ' ' || m.last_name,
                (select g.first_name || ' ' || g.last_name from guardian g where g.account = f.actor order by g.position limit 1), '') as actor_name,
       case f.object_kind when 'filing' then (select fi.number from filing fi where fi.id::text = f.object_id) end as filing_number
from (select e.* from audit_entry e where {conditions} order by e.id desc limit {{}}) f
left join staff_member m on m.account = f.actor order by f.id desc
"""
ABOUT = "(e.object_id = {} or e.details ->> 'household' = {} or e.details ->> 'child' = {})"


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """None keeps everything. `about`: the id of a thing, of a household or of a child. Days are those of Paris, both included."""

    actor_id: UUID | None = None
    kinds: tuple[str, ...] | None = None
    about: str | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    id: int
    at: datetime
    actor: UUID | None
    actor_name: str
    role: str
    act: str
    object_kind: str
    object_id: str
    details: Mapping[str, object]
    origin: str
    sealed: bool
    filing_number: int | None


@dataclass(frozen=True, kw_only=True)
class Page:
    """`after`: the id before which the next page begins; None on the last one."""

    entries: list[Entry]
    after: int | None


@dataclass(frozen=True, kw_only=True)
class Seal:
    """How far the chain goes."""

    entries: int
    waiting: int


async def page_of(narrowing: Narrowing, *, before: int | None = None, most: int = PER_PAGE) -> Page:
    """A statement for each way of narrowing: one for them all, with its parts left empty, would read the whole journal to find a few lines."""
    asked = [(condition, values) for condition, values in _conditions(narrowing, before=before) if values]
    statement = FOUND.format(conditions=" and ".join(condition for condition, _ in asked) or "true")
    rows = await database.fetch(statement, *(value for _, values in asked for value in values), most + 1)
    entries = [_entry(row) for row in rows[:most]]
    return Page(entries=entries, after=entries[-1].id if len(rows) > most else None)


def _conditions(narrowing: Narrowing, *, before: int | None) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Constants, each with its values; without value, it narrows nothing."""
    yield "e.id < {}", (before,) if before else ()
    yield "e.actor = {}", (narrowing.actor_id,) if narrowing.actor_id else ()
    yield "e.object_kind = any({}::text[])", (list(narrowing.kinds),) if narrowing.kinds else ()
    yield ABOUT, (narrowing.about,) * 3 if narrowing.about else ()
    yield "e.at >= {}", (clock.midnight(narrowing.first),) if narrowing.first else ()
    yield "e.at < {}", (clock.midnight(narrowing.last + timedelta(days=1)),) if narrowing.last else ()


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(**row | {"details": json.loads(row["details"])})


async def filing_id_of(number: int) -> UUID | None:
    """Of a demande, by the number that people say."""
    found: UUID | None = await database.fetch_value("select id from filing where number = {}", number)
    return found


async def seal() -> Seal:
    row = await database.fetch_one(
        """
        select coalesce((select max(seal_number) from audit_entry), 0) as entries,
               (select count(*) from audit_entry where seal is null) as waiting
        """
    )
    if row is None:
        raise RuntimeError("an aggregate answers one row")
    return Seal(**row)
