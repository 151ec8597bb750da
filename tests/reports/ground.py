"""What the boards are tried on: days of the demo commune that its families have booked."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from app.catalogue.offer import EVERYTHING, Narrowing, Sites
from app.core import clock, database
from app.reports.boards.queries import counts, roll
from app.reports.boards.queries.counts import Headcount
from app.reports.boards.queries.roll import Page
from tests.bookings.families import CANTEEN_DAY, line_of

SCHOOL, POLE = "ecole-elementaire", "pole-enfance"


async def book(account_id: UUID, *, child: str, activity: str = "Restauration scolaire", units: tuple[str, ...] = ("repas",), day: date = CANTEEN_DAY) -> None:
    line = await line_of(account_id, child=child, activity=activity)
    for unit in units:
        await line.tap(day, unit)
    await line.validate()


async def id_of(table: str, code: str) -> UUID:
    found: UUID = await database.fetch_value(f"select id from {table} where code = {{}}", code)  # noqa: S608 - a name of ours
    return found


async def counted(day: date = CANTEEN_DAY, *, sites: Sites = None, narrowing: Narrowing = EVERYTHING) -> dict[str, Headcount]:
    """By the short name of each unit."""
    found = await counts.counts_between(day, day, narrowing=replace(narrowing, sites=sites), now=clock.now())
    return {f"{each.activity}, {each.unit}": each for each in found}


async def listed(day: date = CANTEEN_DAY, *, sites: Sites = None, narrowing: Narrowing = EVERYTHING) -> Page:
    return await roll.page_of(day, replace(narrowing, sites=sites), number=1)
