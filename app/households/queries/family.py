"""The household of an adult, as « Ma famille » shows it: a constant number of statements, all through the account that asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from app.core import database
from app.households import sealed
from app.households.rules.contacts import Link
from app.households.rules.custody import Weeks
from app.households.rules.fields import Field
from app.households.rules.privacy import CUSTODY_READ_BY, Reader


@dataclass(frozen=True, kw_only=True)
class AdultView:
    """`email`: the address with which this adult signs in; None without an access. `invited`: the access waits for its first password."""

    id: UUID
    first_name: str
    last_name: str
    phone: str
    second_phone: str
    email: str | None
    invited: bool
    is_me: bool


@dataclass(frozen=True, kw_only=True)
class ChildView:
    id: UUID
    first_name: str
    last_name: str
    birth_date: date
    school_id: UUID | None
    school: str | None
    weeks: Weeks | None
    custody_words: str | None


@dataclass(frozen=True, kw_only=True)
class Task:
    """What a contact does for a child."""

    child_id: UUID
    may_collect: bool
    emergency_rank: int | None


@dataclass(frozen=True, kw_only=True)
class ContactView:
    id: UUID
    first_name: str
    last_name: str
    link: Link
    phone: str
    second_phone: str
    tasks: tuple[Task, ...]

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, kw_only=True)
class ChangeView:
    """A change that waits. `subject_id`: the adult, the child or the household. `new_words`: as people read it."""

    id: UUID
    field: Field
    subject_id: UUID
    new_value: str
    new_words: str


@dataclass(frozen=True, kw_only=True)
class FamilyView:
    id: UUID
    address: str
    adults: tuple[AdultView, ...]
    children: tuple[ChildView, ...]
    contacts: tuple[ContactView, ...]
    changes: Mapping[tuple[UUID, Field], ChangeView]

    @property
    def me(self) -> AdultView:
        return next(adult for adult in self.adults if adult.is_me)

    def child(self, child_id: UUID) -> ChildView | None:
        return next((child for child in self.children if child.id == child_id), None)

    def contact(self, contact_id: UUID) -> ContactView | None:
        return next((contact for contact in self.contacts if contact.id == contact_id), None)


HOUSEHOLD = "select h.id, h.address from guardian g join household h on h.id = g.household where g.account = {}"
ADULTS = """
select g.id, g.first_name, g.last_name, g.phone, g.second_phone, a.email, a.password_hash is null as invited, g.account is not distinct from {} as is_me
from guardian g left join account a on a.id = g.account and a.disabled_at is null
where g.household = {} and g.left_at is null order by g.position, g.id
"""
CHILDREN = """
select c.id, c.first_name, c.last_name, c.birth_date, c.school as school_id, s.name as school, cs.id as statement_id, cs.said
from household_child hc
join child c on c.id = hc.child
left join school s on s.id = c.school
left join custody_statement cs on cs.household = hc.household and cs.child = hc.child and {}
where hc.household = {} order by c.birth_date, c.first_name, c.id
"""
CONTACTS = """
select k.id, k.first_name, k.last_name, k.link, k.phone, k.second_phone,
       coalesce((select json_agg(json_build_object('child_id', cc.child, 'may_collect', cc.may_collect, 'emergency_rank', cc.emergency_rank)
                                 order by c.birth_date, c.first_name, c.id)
                 from contact_child cc join child c on c.id = cc.child where cc.contact = k.id), '[]') as tasks
from contact k where k.household = {} order by k.created_at, k.first_name, k.id
"""
CHANGES = """
select p.id, p.field, coalesce(p.guardian, p.child, p.household) as subject_id, p.new_value, coalesce(s.name, p.new_value) as new_words
from pending_change p left join school s on p.field = 'child_school' and s.id::text = p.new_value
where p.household = {} and p.status = 'open'
"""


async def family_of(account_id: UUID) -> FamilyView | None:
    """None for an account that belongs to no household."""
    household = await database.fetch_one(HOUSEHOLD, account_id)
    if household is None:
        return None
    household_id = household["id"]
    reads_custody = Reader.HOUSEHOLD in CUSTODY_READ_BY
    return FamilyView(
        id=household_id,
        address=household["address"],
        adults=tuple(AdultView(**row) for row in await database.fetch(ADULTS, account_id, household_id)),
        children=tuple(_child(row) for row in await database.fetch(CHILDREN, reads_custody, household_id)),
        contacts=await contacts_of(household_id),
        changes=await changes_of(household_id),
    )


async def contacts_of(household_id: UUID) -> tuple[ContactView, ...]:
    """For who has loaded the household."""
    return tuple(_contact(row) for row in await database.fetch(CONTACTS, household_id))


async def changes_of(household_id: UUID) -> dict[tuple[UUID, Field], ChangeView]:
    """For who has loaded the household."""
    changes = [ChangeView(**row | {"field": Field(row["field"])}) for row in await database.fetch(CHANGES, household_id)]
    return {(change.subject_id, change.field): change for change in changes}


async def schools(*, kept: UUID | None) -> dict[UUID, str]:
    """Those of the commune, by name, and the one where the child is if it is no longer among them."""
    rows = await database.fetch("select id, name from school where retired_at is null or id = {} order by name, id", kept)
    return {row["id"]: row["name"] for row in rows}


def _child(row: dict[str, Any]) -> ChildView:
    statement_id, said = row.pop("statement_id"), row.pop("said")
    stated = sealed.said(said, of=statement_id) if said else None
    return ChildView(**row, weeks=stated.weeks if stated else None, custody_words=stated.words if stated else None)


def _contact(row: dict[str, Any]) -> ContactView:
    tasks = msgspec.json.decode(row["tasks"], type=tuple[Task, ...])
    return ContactView(**row | {"link": Link(row["link"]), "tasks": tasks})
