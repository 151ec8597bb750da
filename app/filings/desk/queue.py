"""The queue of the service: demandes and changes of « Ma famille » in one list, as an agent sees them. What is out of the agent's sites is not there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID

from app.catalogue import queries as catalogue
from app.core import database
from app.core.access import Agent
from app.core.clock import PARIS
from app.filings import acknowledgement, procedures
from app.filings.rules import Status
from app.filings.rules.waiting import MONTH, SHOWN, WEEK, Age, Care, Show
from app.staff import scope

CHANGES = "ma-famille"
"""How the address calls the changes of « Ma famille », among the codes of the démarches."""
PER_PAGE = 50
MOST_COUNTED = 1_000
NIL = UUID(int=0)
Direction = Literal["onwards", "back"]


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """None keeps everything. `first_year`: of the school year that it is for or, when it is for none, in which it came."""

    show: Show = Show.TO_PROCESS
    procedure: str | None = None
    household_id: UUID | None = None
    child_id: UUID | None = None
    first_year: int | None = None
    age: Age | None = None
    care: Care | None = None


@dataclass(frozen=True, kw_only=True)
class Key:
    """The place of an item in the order of the queue."""

    at: datetime
    id: UUID


@dataclass(frozen=True, kw_only=True)
class Item:
    """A demande (`number`), or a change of one field (`field`). `taken_name`: the agent who has taken it in charge."""

    id: UUID
    number: int | None
    procedure: str
    field: str
    status: Status
    at: datetime
    subject: str
    household_id: UUID
    household: str
    child: str
    taken_by: UUID | None
    taken_name: str
    taken_at: datetime | None

    @property
    def ref(self) -> int | UUID:
        return self.number or self.id

    @property
    def key(self) -> Key:
        return Key(at=self.at, id=self.id)

    @property
    def due_on(self) -> date | None:
        """The last day of the two months; None where silence means nothing."""
        return due_on(self.procedure, self.at)


def due_on(procedure: str, at: datetime) -> date | None:
    silent = procedure != CHANGES and procedures.of_code(procedure).silence is None
    return None if silent else acknowledgement.due_on(at)


@dataclass(frozen=True, kw_only=True)
class Page:
    """`total` stops at `MOST_COUNTED`. `after`: where the next page begins."""

    items: tuple[Item, ...]
    total: int
    after: Key | None


ASKED = """
asked as (
    select {}::text[] as procedures, {}::uuid as household, {}::uuid as child, {}::smallint as first_year, {}::timestamptz as year_from,
           {}::timestamptz as year_until, {}::timestamptz as came_before, {}::uuid as taker, {}::boolean as is_untaken, {}::timestamptz as at, {}::uuid as id
)
"""
KEPT = """
(asked.came_before is null or each.at < asked.came_before) and (asked.taker is null or each.taken_by = asked.taker)
and (not asked.is_untaken or each.taken_by is null)
and (asked.first_year is null or each.first_year = asked.first_year
     or (each.first_year is null and each.at >= asked.year_from and each.at < asked.year_until))
"""
FILING = """
select f.id, f.number, f.procedure, '' as field, f.status, f.sent_at as at, f.subject, f.household, f.beneficiary as child, f.first_year, f.taken_by, f.taken_at
from filing f
"""
CHANGE = f"""
select p.id, null::bigint as number, '{CHANGES}' as procedure, p.field, wanted.told as status, p.asked_at as at, '' as subject, p.household, p.child,
       null::smallint as first_year, p.taken_by, p.taken_at
from pending_change p
"""  # noqa: S608 - constants
# Of a household or of a child, their own index serves; otherwise that of the status, in the order of the queue.
HELD = {
    "": ("", ""),
    "household": ("and f.household = asked.household", "and p.household = asked.household"),
    "child": ("and f.beneficiary = asked.child", "and p.child = asked.child"),
}
SAID_OF_CHANGES = (("open", Status.SENT), ("accepted", Status.ACCEPTED), ("refused", Status.REJECTED), ("withdrawn", Status.WITHDRAWN))


def _found(held: str, *, direction: Direction, limit: int) -> str:
    """Each status is read in the order of the queue, a page at most; then the pages are put together."""
    than, order = (">", "") if direction == "onwards" else ("<", " desc")
    of_filing, of_change = HELD[held]
    seen_filing, seen_change = scope.household_seen(household="f.household"), scope.household_seen(household="p.household")
    return f"""
    with {ASKED}, found as (
        select each.* from asked cross join unnest({{}}::text[]) as wanted (status) cross join lateral (
            select each.* from ({FILING} where f.status = wanted.status and (f.sent_at, f.id) {than} (asked.at, asked.id)
                and (asked.procedures is null or f.procedure = any(asked.procedures)) {of_filing} and {seen_filing}) each
            where {KEPT} order by each.at{order}, each.id{order} limit {limit}
        ) each
        union all
        select each.* from asked cross join unnest({{}}::text[], {{}}::text[]) as wanted (status, told) cross join lateral (
            select each.* from ({CHANGE} where p.status = wanted.status and (p.asked_at, p.id) {than} (asked.at, asked.id) and p.correction is null
                {of_change} and {seen_change}) each
            where {KEPT} order by each.at{order}, each.id{order} limit {limit}
        ) each
    )
    """  # noqa: S608 - constants


def _listed(held: str, *, direction: Direction) -> str:
    order = "" if direction == "onwards" else " desc"
    return f"""
    {_found(held, direction=direction, limit=PER_PAGE + 1)}
    select found.id, found.number, found.procedure, found.field, found.status, found.at, found.subject, found.household as household_id,
           h.name as household, coalesce(c.first_name || ' ' || c.last_name, '') as child,
           found.taken_by, coalesce(m.first_name || ' ' || m.last_name, '') as taken_name, found.taken_at
    from found join household h on h.id = found.household left join child c on c.id = found.child left join staff_member m on m.account = found.taken_by
    order by found.at{order}, found.id{order} limit {PER_PAGE + 1}
    """  # noqa: S608 - constants


DIRECTIONS: tuple[Direction, ...] = ("onwards", "back")
LISTED = {(held, direction): _listed(held, direction=direction) for held in HELD for direction in DIRECTIONS}
COUNTED = {held: f"{_found(held, direction='onwards', limit=MOST_COUNTED)} select count(*) from found" for held in HELD}  # noqa: S608 - constants
SEEN_FILING, SEEN_CHANGE = scope.household_seen(household="f.household"), scope.household_seen(household="p.household")
OPEN_COUNTED = f"""
select f.status, f.procedure, count(*) as many from filing f where f.status = any({{}}::text[]) and {SEEN_FILING} group by f.status, f.procedure
union all select 'sent', '{CHANGES}', count(*) from pending_change p where p.status = 'open' and {SEEN_CHANGE} having count(*) > 0
"""  # noqa: S608 - constants


async def page_of(agent: Agent, narrowing: Narrowing, *, after: Key | None, today: date) -> Page:
    """In the order of the queue."""
    direction: Direction = "onwards" if narrowing.show.oldest_first else "back"
    asked = await _asked(agent, narrowing, today=today)
    items = await _items(agent, narrowing, asked, key=after or _start(direction), direction=direction)
    first = _start("onwards")
    total = await database.fetch_value(COUNTED[_held(narrowing)], *asked, first.at, first.id, *_wanted(agent, narrowing))
    return Page(items=items[:PER_PAGE], total=min(total, MOST_COUNTED), after=items[PER_PAGE - 1].key if len(items) > PER_PAGE else None)


async def neighbours(agent: Agent, narrowing: Narrowing, *, key: Key, today: date) -> tuple[Item | None, Item | None]:
    """The item before and the item after this place, which may itself have left the queue."""
    asked = await _asked(agent, narrowing, today=today)
    older = await _items(agent, narrowing, asked, key=key, direction="back")
    newer = await _items(agent, narrowing, asked, key=key, direction="onwards")
    before, after = (older, newer) if narrowing.show.oldest_first else (newer, older)
    return next(iter(before), None), next(iter(after), None)


async def _items(agent: Agent, narrowing: Narrowing, asked: tuple[object, ...], *, key: Key, direction: Direction) -> tuple[Item, ...]:
    rows = await database.fetch(LISTED[_held(narrowing), direction], *asked, key.at, key.id, *_wanted(agent, narrowing))
    return tuple(Item(**row | {"status": Status(row["status"])}) for row in rows)


def _held(narrowing: Narrowing) -> str:
    if narrowing.child_id:
        return "child"
    return "household" if narrowing.household_id else ""


def _start(direction: Direction) -> Key:
    """Before everything, or after."""
    return Key(at=datetime(1970 if direction == "onwards" else 9000, 1, 1, tzinfo=PARIS), id=NIL)


async def _asked(agent: Agent, narrowing: Narrowing, *, today: date) -> tuple[object, ...]:
    year_from, year_until = await _year_of(narrowing.first_year)
    return (
        _procedures(narrowing),
        *(narrowing.household_id, narrowing.child_id),
        *(narrowing.first_year, year_from, year_until),
        _came_before(narrowing.age, today=today),
        *(agent.account_id if narrowing.care is Care.MINE else None, narrowing.care is Care.NOBODY),
    )


def _procedures(narrowing: Narrowing) -> list[str] | None:
    """Late are only those to which silence answers."""
    if narrowing.procedure:
        return [narrowing.procedure]
    if narrowing.age is Age.LATE:
        return [CHANGES, *(each.code for each in procedures.known() if each.silence)]
    return None


async def _year_of(first_year: int | None) -> tuple[datetime | None, datetime | None]:
    """From the day after the year before to its last day."""
    if first_year is None:
        return None, None
    years = {year.first_year: year for year in await catalogue.school_years()}
    year, before = years.get(first_year), years.get(first_year - 1)
    if year is None:
        return None, None
    first = before.last_day + timedelta(days=1) if before else year.first_day
    return _midnight(first), _midnight(year.last_day + timedelta(days=1))


def _came_before(age: Age | None, *, today: date) -> datetime | None:
    if age is None:
        return None
    last = acknowledgement.last_late_day(today=today) if age is Age.LATE else today - {Age.WEEK: WEEK, Age.MONTH: MONTH}[age] - timedelta(days=1)
    return _midnight(last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=PARIS)


def _wanted(agent: Agent, narrowing: Narrowing) -> tuple[object, ...]:
    """Statuses of demandes and of changes, each with the sites of the agent."""
    sites, shown = agent.sites, narrowing.show.statuses
    changes = [(word, status) for word, status in SAID_OF_CHANGES if status in shown and narrowing.procedure in {None, CHANGES}]
    return ([str(status) for status in shown], sites, [word for word, _ in changes], [str(status) for _, status in changes], sites)


async def open_counts(agent: Agent) -> Mapping[tuple[Status, str], int]:
    """How many are open, by status and démarche."""
    opened = [str(status) for show in (Show.TO_PROCESS, Show.FAMILY) for status in SHOWN[show]]
    rows: list[dict[str, Any]] = await database.fetch(OPEN_COUNTED, opened, agent.sites, agent.sites)
    return {(Status(row["status"]), row["procedure"]): row["many"] for row in rows}
