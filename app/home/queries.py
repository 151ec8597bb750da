"""What the tableau de bord gathers, in a number of statements that does not depend on what a family has."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from app.bookings.queries.enrolled import Choice, choices_of
from app.core import clock, database
from app.documents import queries as documents
from app.documents.queries import Piece
from app.dossiers import queries as dossiers
from app.dossiers.queries import Dossier
from app.filings import queries as filings
from app.filings.drafts import queries as drafts
from app.filings.drafts.queries import DraftLine
from app.filings.queries import FilingLine
from app.home import rules
from app.home.rules import Closing
from app.messages.inbox import queries as inbox
from app.messages.inbox.queries import MessageLine
from app.messages.news import queries as news
from app.messages.news.queries import NewsView
from app.messages.published import queries as published
from app.messages.published.queries import DocumentView

LAST_FILINGS = LAST_MESSAGES = LAST_NEWS = LAST_DOCUMENTS = 3
FRIDAY = 5
LOOKED_AHEAD = timedelta(days=45)  # days that can be booked until this week are not further away

CLOSING = """
with line as (
    select e.id, e.child, e.age_group, greatest(e.starts_on, {}) as first_day, least(e.ends_on, {}) as last_day, h.category, c.first_name, c.birth_date
    from guardian g join household h on h.id = g.household join enrolment e on e.household = h.id join child c on c.id = e.child
    where g.account = {} and exists (
        select 1 from booking b join slot sl on sl.id = b.slot
        where b.child = e.child and b.household = e.household and b.withdrawn_at is null and sl.age_group = e.age_group)
)
select line.id as enrolment_id, line.first_name, sl.book_until as at, min(sl.day) as first_day, max(sl.day) as last_day, count(distinct sl.day) as days,
       bool_or(exists (
           select 1 from slot before join booking b on b.slot = before.id and b.child = line.child and b.withdrawn_at is null
           where before.age_group = line.age_group and before.unit = sl.unit and before.day in (sl.day - 7, sl.day - 14, sl.day - 21, sl.day - 28))) as is_usual
from line
join slot sl on sl.age_group = line.age_group and sl.day between line.first_day and line.last_day
left join booking b on b.slot = sl.id and b.child = line.child and b.withdrawn_at is null
left join draft d on d.enrolment = line.id and d.agent is null
left join draft_cell dc on dc.draft = d.id and dc.slot = sl.id and dc.wanted
where sl.book_until > {} and sl.book_until <= {}
  and greatest(sl.opens_at, case line.category when 'resident' then sl.resident_opens_at else sl.non_resident_opens_at end) <= {}
  and coalesce(case line.category when 'resident' then sl.resident_closes_at else sl.non_resident_closes_at end, 'infinity') > {}
group by line.id, line.first_name, line.birth_date, sl.book_until
having count(b.id) = 0 and count(dc.slot) = 0
order by sl.book_until, line.birth_date, line.id
"""


@dataclass(frozen=True, kw_only=True)
class DayBooked:
    """The units booked for a child on a day, in their order."""

    day: date
    units: str


@dataclass(frozen=True, kw_only=True)
class ChildWeek:
    first_name: str
    days: list[DayBooked]


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    choices: list[Choice]
    limits: dict[UUID, datetime]
    closings: list[Closing]
    unfinished: list[DraftLine]
    dossiers: list[Dossier]
    week: list[ChildWeek]
    is_next_week: bool
    filings: list[FilingLine]
    pieces: list[Piece]
    messages: list[MessageLine]
    news: list[NewsView]
    documents: list[DocumentView]


async def dashboard_of(account_id: UUID, *, now: datetime) -> Dashboard:
    today = now.astimezone(clock.PARIS).date()
    return Dashboard(
        choices=await choices_of(account_id, today=today),
        limits=await limits_of(account_id, now=now),
        closings=await closings_of(account_id, now=now),
        unfinished=await drafts.unfinished_of(account_id),
        dossiers=dossiers.offered(await dossiers.of_account(account_id, today=today), today=today),
        week=await week_of(account_id, today=today),
        is_next_week=is_weekend(today),
        filings=await filings.of_account(account_id, most=LAST_FILINGS),
        pieces=await documents.of_account(account_id),
        messages=await inbox.latest_of(account_id, most=LAST_MESSAGES),
        news=await news.latest_of(account_id, now=now, most=LAST_NEWS),
        documents=await published.latest_of(account_id, now=now, most=LAST_DOCUMENTS),
    )


async def limits_of(account_id: UUID, *, now: datetime) -> dict[UUID, datetime]:
    """By enrolment, the first limit that changes which are not validated yet will meet."""
    rows = await database.fetch(
        """
        select d.enrolment, min(met.at) as at
        from guardian g
        join enrolment e on e.household = g.household
        join draft d on d.enrolment = e.id and d.agent is null
        join draft_cell dc on dc.draft = d.id
        join slot sl on sl.id = dc.slot
        cross join lateral (select case when dc.wanted then sl.book_until else sl.cancel_until end as at) met
        where g.account = {} and met.at > {} and met.at < 'infinity'
        group by d.enrolment
        """,
        account_id,
        now,
    )
    return {row["enrolment"]: row["at"] for row in rows}


async def closings_of(account_id: UUID, *, now: datetime) -> list[Closing]:
    today = now.astimezone(clock.PARIS).date()
    rows = await database.fetch(CLOSING, today, today + LOOKED_AHEAD, account_id, now, now + rules.NEAR, now, now)
    return [Closing(**row) for row in rows]


async def week_of(account_id: UUID, *, today: date) -> list[ChildWeek]:
    """Every child of the household, from today to Sunday; at the week-end, with the week that comes."""
    last = today + timedelta(days=7 - today.isoweekday() + (7 if is_weekend(today) else 0))
    rows = await database.fetch(
        """
        with booked as (
            select b.child, sl.day, string_agg(u.name, ', ' order by u.starts_at, u.position) as units
            from guardian g
            join booking b on b.household = g.household and b.withdrawn_at is null
            join slot sl on sl.id = b.slot
            join unit u on u.id = sl.unit
            where g.account = {} and sl.day between {} and {}
            group by b.child, sl.day
        )
        select c.first_name,
               coalesce((select json_agg(json_build_object('day', day, 'units', units) order by day) from booked where child = c.id), '[]') as days
        from child c
        where c.id in (select hc.child from guardian g join household_child hc on hc.household = g.household where g.account = {})
        order by c.birth_date, c.first_name, c.id
        """,
        *(account_id, today, last),
        account_id,
    )
    return [ChildWeek(first_name=row["first_name"], days=msgspec.json.decode(row["days"], type=list[DayBooked])) for row in rows]


def is_weekend(day: date) -> bool:
    return day.isoweekday() > FRIDAY
