"""The queue of the service: demandes and changes of « Ma famille » in one list, as an agent sees them. What is out of the agent's sites is not there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.catalogue import queries as catalogue
from app.core import clock, database
from app.core.access import Agent
from app.filings import acknowledgement, procedures
from app.filings.desk import statements
from app.filings.desk.statements import CHANGES, MOST_COUNTED, OPEN_COUNTED, PER_PAGE, SAID_OF_CHANGES, Direction, Part
from app.filings.rules import Status
from app.filings.rules.waiting import MONTH, SHOWN, WEEK, Age, Care, Show
from app.staff import scope

NIL = UUID(int=0)


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


async def page_of(agent: Agent, narrowing: Narrowing, *, after: Key | None, today: date) -> Page:
    """In the order of the queue."""
    direction: Direction = "onwards" if narrowing.show.oldest_first else "back"
    asked = await _asked(agent, narrowing, today=today)
    items = await _items(agent, narrowing, asked, key=after or _start(direction), direction=direction)
    counting, first = statements.counted(_parts(narrowing)), _start("onwards")
    total = await database.fetch_value(counting, *asked, first.at, first.id, *_wanted(agent, narrowing))
    return Page(items=items[:PER_PAGE], total=min(total, MOST_COUNTED), after=items[PER_PAGE - 1].key if len(items) > PER_PAGE else None)


async def neighbours(agent: Agent, narrowing: Narrowing, *, key: Key, today: date) -> tuple[Item | None, Item | None]:
    """The item before and the item after this place, which may itself have left the queue."""
    asked = await _asked(agent, narrowing, today=today)
    older = await _items(agent, narrowing, asked, key=key, direction="back")
    newer = await _items(agent, narrowing, asked, key=key, direction="onwards")
    before, after = (older, newer) if narrowing.show.oldest_first else (newer, older)
    return next(iter(before), None), next(iter(after), None)


async def _items(agent: Agent, narrowing: Narrowing, asked: tuple[object, ...], *, key: Key, direction: Direction) -> tuple[Item, ...]:
    listing = statements.listed(_parts(narrowing), direction)
    rows = await database.fetch(listing, *asked, key.at, key.id, *_wanted(agent, narrowing))
    return tuple(Item(**row | {"status": Status(row["status"])}) for row in rows)


def _parts(narrowing: Narrowing) -> frozenset[Part]:
    """What narrows the queue."""
    narrows: Mapping[Part, bool] = {
        "procedures": _procedures(narrowing) is not None,
        "household": narrowing.household_id is not None,
        "child": narrowing.child_id is not None,
        "year": narrowing.first_year is not None,
        "age": narrowing.age is not None,
        "taker": narrowing.care is Care.MINE,
        "untaken": narrowing.care is Care.NOBODY,
    }
    return frozenset(part for part, is_asked in narrows.items() if is_asked)


def _start(direction: Direction) -> Key:
    """Before everything, or after."""
    return Key(at=datetime(1970 if direction == "onwards" else 9000, 1, 1, tzinfo=clock.PARIS), id=NIL)


async def _asked(agent: Agent, narrowing: Narrowing, *, today: date) -> tuple[object, ...]:
    year_from, year_until = await _year_of(narrowing.first_year)
    return (
        _procedures(narrowing),
        *(narrowing.household_id, narrowing.child_id),
        *(narrowing.first_year, year_from, year_until),
        _came_before(narrowing.age, today=today),
        agent.account_id if narrowing.care is Care.MINE else None,
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
    return clock.midnight(first), clock.midnight(year.last_day + timedelta(days=1))


def _came_before(age: Age | None, *, today: date) -> datetime | None:
    if age is None:
        return None
    last = acknowledgement.last_late_day(today=today) if age is Age.LATE else today - {Age.WEEK: WEEK, Age.MONTH: MONTH}[age] - timedelta(days=1)
    return clock.midnight(last + timedelta(days=1))


def _wanted(agent: Agent, narrowing: Narrowing) -> tuple[object, ...]:
    """Statuses of demandes and of changes, each with the sites of the agent."""
    seen, shown = scope.seen_by(agent.sites), narrowing.show.statuses
    changes = [(word, status) for word, status in SAID_OF_CHANGES if status in shown and narrowing.procedure in {None, CHANGES}]
    return ([str(status) for status in shown], *seen, [word for word, _ in changes], [str(status) for _, status in changes], *seen)


async def open_counts(agent: Agent) -> Mapping[tuple[Status, str], int]:
    """How many are open, by status and démarche."""
    opened, seen = [str(status) for show in (Show.TO_PROCESS, Show.FAMILY) for status in SHOWN[show]], scope.seen_by(agent.sites)
    rows: list[dict[str, Any]] = await database.fetch(OPEN_COUNTED, opened, *seen, *seen)
    return {(Status(row["status"]), row["procedure"]): row["many"] for row in rows}
