"""Messages as an adult reads them: those of the household, whichever adult of it has read them; another home of a child has its own."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.core import database, paging
from app.core.paging import Page
from app.staff import scope

PER_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class MessageLine:
    id: UUID
    title: str
    body: str
    sent_at: datetime
    is_read: bool


@dataclass(frozen=True, kw_only=True)
class MessageView:
    """`booked_on`: it was written to all who had booked that day. `also_read_by`: the other adults of the household who have read it."""

    id: UUID
    title: str
    body: str
    sent_at: datetime
    booked_on: date | None
    read_at: datetime | None
    archived_at: datetime | None
    also_read_by: list[str]


OWN = """
from guardian g
join message_household mh on mh.household = g.household
join message m on m.id = mh.message
left join message_mark mine on mine.message = m.id and mine.account = g.account
where g.account = {}
"""
LISTED = f"{OWN} and (mine.archived_at is not null) = {{}}"
COUNTED = f"select count(*) {LISTED}"
LINES = f"select m.id, m.title, m.body, m.sent_at, mine.message is not null as is_read {LISTED} order by m.sent_at desc, m.id limit {{}} offset {{}}"
# A dashboard shows those that were not read before the others.
LATEST = f"""
select m.id, m.title, m.body, m.sent_at, mine.message is not null as is_read {OWN} and mine.archived_at is null
order by mine.message is not null, m.sent_at desc, m.id limit {{}}
"""
ONE = f"""
select m.id, m.title, m.body, m.sent_at, m.booked_on, mine.read_at, mine.archived_at,
       array(select other.first_name from guardian other join message_mark mark on mark.account = other.account and mark.message = m.id
             where other.household = g.household and other.account <> g.account order by other.position, other.id) as also_read_by
{OWN} and m.id = {{}}
"""  # noqa: S608 - constants


async def page_of(account_id: UUID, *, number: int, archived: bool) -> Page[MessageLine]:
    """The newest first."""
    total = await database.fetch_value(COUNTED, account_id, archived)
    rows = await database.fetch(LINES, account_id, archived, PER_PAGE, paging.skipped(number, total=total, per_page=PER_PAGE))
    return paging.page_of([MessageLine(**row) for row in rows], asked=number, total=total, per_page=PER_PAGE)


async def latest_of(account_id: UUID, *, most: int) -> list[MessageLine]:
    return [MessageLine(**row) for row in await database.fetch(LATEST, account_id, most)]


async def message_of(account_id: UUID, message_id: UUID) -> MessageView | None:
    """None for what was not written to this adult's household."""
    row = await database.fetch_one(ONE, account_id, message_id)
    return None if row is None else MessageView(**row)


# At the desk


@dataclass(frozen=True, kw_only=True)
class SentLine:
    """What the service has written: `to` is the household it was for, when it was for one; `read` counts those of which one adult has read it."""

    id: UUID
    title: str
    to: str
    booked_on: date | None
    aimed_at: str
    sent_at: datetime
    by: str
    households: int
    read: int


@dataclass(frozen=True, kw_only=True)
class SentView(SentLine):
    body: str
    household_id: UUID | None
    """Of the family it was written to alone."""


# To one household or more that this agent sees.
SEEN = f"exists (select 1 from message_household mh where mh.message = m.id and {scope.household_seen(household='mh.household')})"  # noqa: S608 - constants
TOLD = """
m.id, m.title, m.booked_on, m.aimed_at, m.sent_at, coalesce(s.first_name || ' ' || s.last_name, '') as by,
coalesce((select h.name from message_household mh join household h on h.id = mh.household where mh.message = m.id and m.booked_on is null limit 1), '') as to,
(select count(*) from message_household mh where mh.message = m.id) as households,
(select count(*) from message_household mh where mh.message = m.id and exists (
    select 1 from guardian g join message_mark k on k.account = g.account and k.message = m.id where g.household = mh.household)) as read
"""
SENT_COUNTED = f"select count(*) from message m where {SEEN}"  # noqa: S608 - constants
SENT_LINES = f"""
select {TOLD} from (select m.* from message m where {SEEN} order by m.sent_at desc, m.id limit {{}} offset {{}}) m
left join staff_member s on s.account = m.sent_by order by m.sent_at desc, m.id
"""  # noqa: S608 - constants
SENT_ONE = f"""
select {TOLD}, m.body, (select mh.household from message_household mh where mh.message = m.id and m.booked_on is null limit 1) as household_id
from message m left join staff_member s on s.account = m.sent_by where {SEEN} and m.id = {{}}
"""  # noqa: S608 - constants
HOUSEHOLD = f"select h.name from household h where h.id = {{}} and h.merged_into is null and {scope.household_seen(household='h.id')}"  # noqa: S608 - constants


async def sent_page(sites: tuple[UUID, ...] | None, *, number: int) -> Page[SentLine]:
    """The latest first."""
    seen = scope.seen_by(sites)
    total = await database.fetch_value(SENT_COUNTED, *seen)
    rows = await database.fetch(SENT_LINES, *seen, PER_PAGE, paging.skipped(number, total=total, per_page=PER_PAGE))
    return paging.page_of([SentLine(**row) for row in rows], asked=number, total=total, per_page=PER_PAGE)


async def sent_message(message_id: UUID, *, sites: tuple[UUID, ...] | None) -> SentView | None:
    row = await database.fetch_one(SENT_ONE, *scope.seen_by(sites), message_id)
    return None if row is None else SentView(**row)


async def household_name(household_id: UUID, *, sites: tuple[UUID, ...] | None) -> str | None:
    """None for a household that this agent does not see, or that was merged into another."""
    name: str | None = await database.fetch_value(HOUSEHOLD, household_id, *scope.seen_by(sites))
    return name
