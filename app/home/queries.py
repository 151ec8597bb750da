"""What the tableau de bord gathers: this week by child, changes waiting to be validated, last demandes."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.bookings.queries.enrolled import Choice, choices_of
from app.core import database
from app.filings import queries as filings
from app.filings.queries import FilingLine
from app.households import queries as households

LAST_FILINGS = 3


@dataclass(frozen=True, kw_only=True)
class DayBooked:
    """The units booked for a child on a day, in their order."""

    first_name: str
    day: date
    units: str


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    first_name: str | None
    choices: list[Choice]
    week: list[DayBooked]
    filings: list[FilingLine]


async def dashboard_of(account_id: UUID, *, today: date) -> Dashboard:
    return Dashboard(
        first_name=await households.first_name_of(account_id),
        choices=await choices_of(account_id, today=today),
        week=await week_of(account_id, today=today),
        filings=await filings.of_account(account_id, most=LAST_FILINGS),
    )


async def week_of(account_id: UUID, *, today: date) -> list[DayBooked]:
    """From today to Sunday; at the week-end, the week that comes."""
    weekend = today.isoweekday() > 5  # noqa: PLR2004 - Friday
    last = today + timedelta(days=7 - today.isoweekday() + (7 if weekend else 0))
    rows = await database.fetch(
        """
        select c.first_name, sl.day, string_agg(u.name, ', ' order by u.starts_at, u.position) as units
        from guardian g
        join booking b on b.household = g.household and b.withdrawn_at is null
        join child c on c.id = b.child
        join slot sl on sl.id = b.slot
        join unit u on u.id = sl.unit
        where g.account = {} and sl.day between {} and {}
        group by c.id, c.birth_date, c.first_name, sl.day
        order by c.birth_date, c.first_name, c.id, sl.day
        """,
        account_id,
        today,
        last,
    )
    return [DayBooked(**row) for row in rows]
