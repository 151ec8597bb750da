"""Registering households."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

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


async def apply_register(household: NewHousehold, *, now: datetime) -> None:
    """What is registered already is left as it is: it may have been changed since."""
    database.require_transaction()
    await database.fetch("insert into household (id, name, created_at) values ({}, {}, {}) on conflict do nothing", household.id, household.name, now)
    await _add_guardians(household)
    await _add_children(household)


async def _add_guardians(household: NewHousehold) -> None:
    guardians = household.guardians
    await database.fetch(
        """
        insert into guardian (id, household, account, first_name, last_name, phone, position)
        select id, {}, account, first_name, last_name, phone, position - 1
        from unnest({}::uuid[], {}::uuid[], {}::text[], {}::text[], {}::text[]) with ordinality as row (id, account, first_name, last_name, phone, position)
        on conflict do nothing
        """,
        household.id,
        [each.id for each in guardians],
        [each.account_id for each in guardians],
        [each.first_name for each in guardians],
        [each.last_name for each in guardians],
        [each.phone for each in guardians],
    )


async def _add_children(household: NewHousehold) -> None:
    children = household.children
    await database.fetch(
        """
        insert into child (id, first_name, last_name, birth_date, school)
        select * from unnest({}::uuid[], {}::text[], {}::text[], {}::date[], {}::uuid[])
        on conflict do nothing
        """,
        [each.id for each in children],
        [each.first_name for each in children],
        [each.last_name for each in children],
        [each.birth_date for each in children],
        [each.school_id for each in children],
    )
    await database.fetch(
        "insert into household_child (household, child) select {}, unnest({}::uuid[]) on conflict do nothing",
        household.id,
        [each.id for each in children],
    )
