"""Registering households."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.catalogue.rules.windows import Category
from app.core import database


@dataclass(frozen=True, kw_only=True)
class NewGuardian:
    """`account_id`: who signs in as this adult."""

    id: UUID
    account_id: UUID | None
    first_name: str
    last_name: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class NewChild:
    id: UUID
    first_name: str
    last_name: str
    birth_date: date
    school_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class NewHousehold:
    id: UUID
    name: str
    guardians: tuple[NewGuardian, ...]
    children: tuple[NewChild, ...]
    category: Category = Category.RESIDENT


async def apply_register(households: Sequence[NewHousehold], *, now: datetime) -> None:
    """What is registered already is left as it is: it may have been changed since."""
    database.require_transaction()
    await database.fetch(
        """
        insert into household (id, name, category, created_at)
        select id, name, category, {} from unnest({}::uuid[], {}::text[], {}::text[]) as row (id, name, category) on conflict do nothing
        """,
        now,
        [each.id for each in households],
        [each.name for each in households],
        [each.category for each in households],
    )
    await _add_guardians(households)
    await _add_children(households)


async def _add_guardians(households: Sequence[NewHousehold]) -> None:
    rows = [(household.id, position, guardian) for household in households for position, guardian in enumerate(household.guardians)]
    await database.fetch(
        """
        insert into guardian (id, household, account, first_name, last_name, phone, position)
        select * from unnest({}::uuid[], {}::uuid[], {}::uuid[], {}::text[], {}::text[], {}::text[], {}::integer[])
        on conflict do nothing
        """,
        [each.id for _, _, each in rows],
        [household_id for household_id, _, _ in rows],
        [each.account_id for _, _, each in rows],
        [each.first_name for _, _, each in rows],
        [each.last_name for _, _, each in rows],
        [each.phone for _, _, each in rows],
        [position for _, position, _ in rows],
    )


async def _add_children(households: Sequence[NewHousehold]) -> None:
    rows = [(household.id, child) for household in households for child in household.children]
    await database.fetch(
        """
        insert into child (id, first_name, last_name, birth_date, school)
        select * from unnest({}::uuid[], {}::text[], {}::text[], {}::date[], {}::uuid[])
        on conflict do nothing
        """,
        [each.id for _, each in rows],
        [each.first_name for _, each in rows],
        [each.last_name for _, each in rows],
        [each.birth_date for _, each in rows],
        [each.school_id for _, each in rows],
    )
    await database.fetch(
        "insert into household_child (household, child) select * from unnest({}::uuid[], {}::uuid[]) on conflict do nothing",
        [household_id for household_id, _ in rows],
        [each.id for _, each in rows],
    )
