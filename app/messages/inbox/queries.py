"""Messages as an adult reads them: those of the household, whichever adult of it has read them; another home of a child has its own."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.core import database

PER_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class MessageLine:
    id: UUID
    title: str
    body: str
    sent_at: datetime
    is_read: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    lines: list[MessageLine]
    number: int
    pages: int


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


async def page_of(account_id: UUID, *, number: int, archived: bool) -> Page:
    """The newest first."""
    total = await database.fetch_value(COUNTED, account_id, archived)
    pages = max(1, -(-total // PER_PAGE))
    rows = await database.fetch(LINES, account_id, archived, PER_PAGE, (min(number, pages) - 1) * PER_PAGE)
    return Page(lines=[MessageLine(**row) for row in rows], number=min(number, pages), pages=pages)


async def latest_of(account_id: UUID, *, most: int) -> list[MessageLine]:
    return [MessageLine(**row) for row in await database.fetch(LATEST, account_id, most)]


async def message_of(account_id: UUID, message_id: UUID) -> MessageView | None:
    """None for what was not written to this adult's household."""
    row = await database.fetch_one(ONE, account_id, message_id)
    return None if row is None else MessageView(**row)
