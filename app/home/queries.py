"""What the tableau de bord gathers: this week by child, changes waiting to be validated, démarches to finish, pièces that are asked, last demandes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from app.bookings.queries.enrolled import Choice, choices_of
from app.core import clock, database
from app.documents import queries as documents
from app.documents.queries import Piece
from app.filings import queries as filings
from app.filings.drafts import queries as drafts
from app.filings.drafts.queries import DraftLine
from app.filings.queries import FilingLine

LAST_FILINGS = 3
FRIDAY = 5


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
    unfinished: list[DraftLine]
    week: list[ChildWeek]
    is_next_week: bool
    filings: list[FilingLine]
    pieces: list[Piece]


async def dashboard_of(account_id: UUID, *, now: datetime) -> Dashboard:
    today = now.astimezone(clock.PARIS).date()
    return Dashboard(
        choices=await choices_of(account_id, today=today),
        limits=await limits_of(account_id, now=now),
        unfinished=await drafts.unfinished_of(account_id),
        week=await week_of(account_id, today=today),
        is_next_week=is_weekend(today),
        filings=await filings.of_account(account_id, most=LAST_FILINGS),
        pieces=await documents.of_account(account_id),
    )


async def limits_of(account_id: UUID, *, now: datetime) -> dict[UUID, datetime]:
    """By enrolment, the first limit that changes which are not validated yet will meet."""
    rows = await database.fetch(
        """
        select d.enrolment, min(met.at) as at
        from guardian g
        join enrolment e on e.household = g.household
        join draft d on d.enrolment = e.id
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
