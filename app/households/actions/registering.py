"""Registering households."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from app.catalogue.rules.windows import Category
from app.core import audit, database
from app.households import sealed
from app.households.actions import steps
from app.households.actions.drafting import Person
from app.households.rules import names
from app.households.rules.contacts import Choice
from app.households.rules.custody import Weeks
from app.households.sealed import Said


@dataclass(frozen=True, kw_only=True)
class NewGuardian:
    """`account_id`: who signs in as this adult."""

    id: UUID
    account_id: UUID | None
    first_name: str
    last_name: str
    phone: str
    second_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class NewChild:
    id: UUID
    first_name: str
    last_name: str
    birth_date: date
    school_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class NewContact:
    id: UUID
    person: Person
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class NewHousehold:
    """`weeks`: those of its children, when their parents live apart."""

    id: UUID
    name: str
    guardians: tuple[NewGuardian, ...]
    children: tuple[NewChild, ...]
    category: Category = Category.RESIDENT
    address: str = ""
    contacts: tuple[NewContact, ...] = ()
    weeks: Weeks | None = None


async def apply_register(households: Sequence[NewHousehold], *, now: datetime) -> None:
    """What is registered already is left as it is: it may have been changed since."""
    database.require_transaction()
    rows = await database.fetch(
        """
        insert into household (id, name, address, category, created_at) select id, name, address, category, {}
        from unnest({}::uuid[], {}::text[], {}::text[], {}::text[]) as row (id, name, address, category) on conflict do nothing returning id
        """,
        now,
        [each.id for each in households],
        [each.name for each in households],
        [each.address for each in households],
        [each.category for each in households],
    )
    await _add_guardians(households)
    await _add_children(households)
    new = {row["id"] for row in rows}
    await _add_contacts([each for each in households if each.id in new], now=now)
    await _add_custody([each for each in households if each.id in new], now=now)


async def apply_add_child(household_id: UUID, child: NewChild, *, agent_id: UUID | None, now: datetime, role: str = steps.SERVICE) -> bool:
    """A child who arrives in a household. False, and nothing is written, when a child of this name and this birth date is there."""
    database.require_transaction()
    await database.fetch("select 1 from household where id = {} for no key update", household_id)
    there = await database.fetch(
        "select c.first_name, c.last_name from household_child hc join child c on c.id = hc.child where hc.household = {} and c.birth_date = {}",
        household_id,
        child.birth_date,
    )
    if names.person_key(child.first_name, child.last_name) in {names.person_key(row["first_name"], row["last_name"]) for row in there}:
        return False
    await database.fetch(
        "insert into child (id, first_name, last_name, birth_date, school) values ({}, {}, {}, {}, {})",
        *(child.id, child.first_name, child.last_name, child.birth_date, child.school_id),
    )
    await database.fetch("insert into household_child (household, child) values ({}, {})", household_id, child.id)
    await audit.record("households:child_added", actor=agent_id, role=role, now=now, about=("child", child.id), details={"household": str(household_id)})
    return True


async def _add_guardians(households: Sequence[NewHousehold]) -> None:
    rows = [(household.id, position, guardian) for household in households for position, guardian in enumerate(household.guardians)]
    await database.fetch(
        """
        insert into guardian (id, household, account, first_name, last_name, phone, second_phone, position)
        select * from unnest({}::uuid[], {}::uuid[], {}::uuid[], {}::text[], {}::text[], {}::text[], {}::text[], {}::integer[])
        on conflict do nothing
        """,
        [each.id for _, _, each in rows],
        [household_id for household_id, _, _ in rows],
        [each.account_id for _, _, each in rows],
        [each.first_name for _, _, each in rows],
        [each.last_name for _, _, each in rows],
        [each.phone for _, _, each in rows],
        [each.second_phone for _, _, each in rows],
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


async def _add_contacts(households: Sequence[NewHousehold], *, now: datetime) -> None:
    """Of new households alone: families remove theirs."""
    rows = [(household.id, contact) for household in households for contact in household.contacts]
    await database.fetch(
        """
        insert into contact (id, household, first_name, last_name, person_key, link, phone, second_phone, created_at)
        select *, {} from unnest({}::uuid[], {}::uuid[], {}::text[], {}::text[], {}::text[], {}::text[], {}::text[], {}::text[])
        """,
        *(now, [each.id for _, each in rows], [household_id for household_id, _ in rows]),
        *([each.person.first_name for _, each in rows], [each.person.last_name for _, each in rows], [each.person.key for _, each in rows]),
        *([each.person.link.value for _, each in rows], [each.person.phone for _, each in rows], [each.person.second_phone for _, each in rows]),
    )
    tasks = [(household_id, contact.id, choice) for household_id, contact in rows for choice in contact.choices]
    await database.fetch(
        """
        insert into contact_child (contact, household, child, may_collect, emergency_rank)
        select * from unnest({}::uuid[], {}::uuid[], {}::uuid[], {}::boolean[], {}::integer[])
        """,
        *([contact_id for _, contact_id, _ in tasks], [household_id for household_id, _, _ in tasks], [choice.child_id for _, _, choice in tasks]),
        *([choice.may_collect for _, _, choice in tasks], [choice.emergency_rank for _, _, choice in tasks]),
    )


async def _add_custody(households: Sequence[NewHousehold], *, now: datetime) -> None:
    rows = [
        (uuid5(household.id, f"custody:{child.id}"), household.id, child.id, household.weeks)
        for household in households
        if household.weeks
        for child in household.children
    ]
    await database.fetch(
        "insert into custody_statement (stated_at, id, household, child, said) select {}, * from unnest({}::uuid[], {}::uuid[], {}::uuid[], {}::bytea[])",
        *(now, [each for each, _, _, _ in rows], [household_id for _, household_id, _, _ in rows], [child_id for _, _, child_id, _ in rows]),
        [sealed.sealed_said(Said(weeks=weeks, words=""), of=each) for each, _, _, weeks in rows],
    )
