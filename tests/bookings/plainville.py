"""Families of Plainville, where everything may be changed by loading its file again."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

from app.bookings import actions
from app.bookings.actions import Loaded
from app.bookings.queries import recap
from app.catalogue.rules.windows import Category
from app.core import clock, database
from tests.bookings.families import Line

NOW = datetime(2026, 11, 30, 7, tzinfo=UTC)
MONDAY, TUESDAY, WEDNESDAY = date(2026, 12, 7), date(2026, 12, 8), date(2026, 12, 9)
GRANDS = '\n[[activite.groupe]]\ncode = "grands"\nnom = "Grands"\nsite = "pole"\n'
CLOSED = "\n[[fermeture]]\ndu = 2026-12-07\nmotif = 'Travaux'\n"
TABLES = (
    "commune", "site", "school", "school_year", "activity", "unit", "age_group", "closed_day", "capacity_counter", "slot", "slot_counter",
    "enrolment", "place", "draft", "draft_cell", "draft_tap", "booking", "cancellation", "filing", "outbox", "audit_entry",
)  # fmt: skip


async def load(path: Path, *, cancel_affected: bool = False, dry_run: bool = False) -> Loaded:
    return await actions.load_catalogue(path, now=clock.now(), cancel_affected=cancel_affected, dry_run=dry_run)


async def everything() -> dict[str, list[str]]:
    """All rows as text."""
    statements = {table: f"select t::text as all from {table} t order by 1" for table in TABLES}  # noqa: S608 - the names above
    return {table: [row["all"] for row in await database.fetch(statement)] for table, statement in statements.items()}


@dataclass(frozen=True, kw_only=True)
class Home:
    """A household, its adults' accounts and its child."""

    household_id: UUID
    child_id: UUID
    account_ids: tuple[UUID, ...]

    async def line(self, activity: str, group: str = "tous") -> Line:
        """Its child, enrolled there for the school year."""
        enrolment_id = uuid4()
        await database.fetch(
            """
            insert into enrolment (id, household, child, age_group, starts_on, ends_on)
            select {}, {}, {}, age_group.id, '2026-09-01', '2027-07-02' from age_group
            join activity on activity.id = age_group.activity where activity.code = {} and age_group.code = {}
            """,
            *(enrolment_id, self.household_id, self.child_id, activity, group),
        )
        return Line(account_id=self.account_ids[0], enrolment_id=enrolment_id)


async def a_home(*adults: str, child: str = "Zoé", child_id: UUID | None = None, category: Category = Category.RESIDENT) -> Home:
    """`child_id`: a child whom another household has too."""
    home = Home(household_id=uuid4(), child_id=child_id or uuid4(), account_ids=tuple(uuid4() for _ in adults))
    await database.fetch("insert into household (id, name, category, created_at) values ({}, {}, {}, {})", home.household_id, adults[0], category.value, NOW)
    if child_id is None:
        await database.fetch(
            "insert into child (id, first_name, last_name, birth_date, school) select {}, {}, 'Petit', '2018-03-01', id from school limit 1",
            *(home.child_id, child),
        )
    for adult, account_id in zip(adults, home.account_ids, strict=True):
        await database.fetch("insert into account (id, email, created_at) values ({}, {}, {})", account_id, f"{adult}@famille.test", NOW)
        await database.fetch(
            "insert into guardian (id, household, account, first_name, last_name) values ({}, {}, {}, {}, 'Petit')",
            *(uuid4(), home.household_id, account_id, adult),
        )
    return home


async def book(line: Line, *cells: tuple[date, str]) -> None:
    for day, unit in cells:
        outcome = await line.tap(day, unit)
        assert not outcome.refused, outcome.sentences
    seen = await recap.of_draft(await line.enrolled(), now=clock.now())
    assert isinstance(await actions.validate(line.account_id, line.enrolment_id, mark=seen.mark, now=clock.now()), UUID)


async def booked() -> int:
    """Bookings that stand."""
    number: int = await database.fetch_value("select count(*) from booking where withdrawn_at is null")
    return number


async def counted() -> dict[tuple[str, date], int]:
    """Places taken, where any is; the counters agree with the children who have one."""
    rows = await database.fetch(
        """
        select code, day, taken, (select count(*) from place where counter = capacity_counter.id) as children from capacity_counter
        where taken > 0 or exists (select 1 from place where counter = capacity_counter.id) order by day, code
        """
    )
    assert [row["taken"] for row in rows] == [row["children"] for row in rows]
    return {(row["code"], row["day"]): row["taken"] for row in rows}


async def canteen(home: Home, *days: date) -> None:
    """Its child eats at the canteen on these days."""
    await book(await home.line("cantine", "petits"), *((day, "repas") for day in days))
