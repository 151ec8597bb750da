"""A household as the desk knows it, loaded through the agent: one that none of the agent's sites has is not there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from app.catalogue.rules.windows import Category
from app.core import database
from app.core.access import Agent
from app.households import sealed
from app.households.queries import family
from app.households.queries.family import ChangeView, ContactView
from app.households.rules.fields import Field
from app.households.sealed import BarredPerson
from app.staff import scope


class Access(StrEnum):
    """Of an adult to the portal. INVITED: has not chosen a password yet. CLOSED: the account was closed."""

    ACTIVE = "active"
    INVITED = "invited"
    NONE = "none"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands above each page of a family."""

    id: UUID
    name: str
    address: str
    category: Category
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Adult:
    """`invited_at`: the last time. `left_at`: no longer of the household."""

    id: UUID
    account_id: UUID | None
    first_name: str
    last_name: str
    phone: str
    second_phone: str
    email: str | None
    access: Access
    invited_at: datetime | None
    left_at: datetime | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, kw_only=True)
class Home:
    """Another household of a child; `is_seen` by this agent."""

    id: UUID
    name: str
    is_seen: bool


@dataclass(frozen=True, kw_only=True)
class Child:
    """`barred`: how many people must not collect the child. `custody_at`: when this household stated its weeks."""

    id: UUID
    first_name: str
    last_name: str
    birth_date: date
    school_id: UUID | None
    school: str | None
    homes: tuple[Home, ...]
    barred: int
    custody_id: UUID | None
    custody_at: datetime | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, kw_only=True)
class Barred:
    """`grounds`: of the decision that bars; `lift_grounds`: of the one that ended it."""

    id: UUID
    person: BarredPerson
    grounds: str
    lift_grounds: str
    set_at: datetime
    lifted_at: datetime | None

    @property
    def name(self) -> str:
        return f"{self.person.first_name} {self.person.last_name}"


@dataclass(frozen=True, kw_only=True)
class Family:
    head: Head
    adults: tuple[Adult, ...]
    gone: tuple[Adult, ...]
    children: tuple[Child, ...]
    contacts: tuple[ContactView, ...]
    changes: Mapping[tuple[UUID, Field], ChangeView]

    def adult(self, guardian_id: UUID) -> Adult | None:
        return next((adult for adult in self.adults if adult.id == guardian_id), None)

    def child(self, child_id: UUID) -> Child | None:
        return next((child for child in self.children if child.id == child_id), None)


HEAD = f"""
select h.id, h.name, h.address, h.category, h.created_at from household h
where h.id = {{}} and h.merged_into is null and {scope.household_seen(household="h.id")}
"""  # noqa: S608 - constants
ADULTS = """
select g.id, g.account as account_id, g.first_name, g.last_name, g.phone, g.second_phone, g.left_at, a.email, a.invited_at,
       case when a.id is null then 'none' when a.disabled_at is not null then 'closed' when a.password_hash is null then 'invited' else 'active' end as access
from guardian g left join account a on a.id = g.account where g.household = {} order by g.left_at nulls first, g.position, g.id
"""
CHILDREN = f"""
select c.id, c.first_name, c.last_name, c.birth_date, c.school as school_id, s.name as school, cs.id as custody_id, cs.stated_at as custody_at,
       (select count(*) from barred_pickup b where b.child = c.id and b.lifted_at is null) as barred,
       (select coalesce(json_agg(json_build_object('id', h.id, 'name', h.name, 'is_seen', {scope.household_seen(household="h.id")})
                                 order by h.name, h.id), '[]')
        from household_child o join household h on h.id = o.household where o.child = c.id and o.household <> hc.household) as homes
from household_child hc
join child c on c.id = hc.child
left join school s on s.id = c.school
left join custody_statement cs on cs.household = hc.household and cs.child = hc.child
where hc.household = {{}} order by c.birth_date, c.first_name, c.id
"""  # noqa: S608 - constants


CHILD_SEEN = f"""
select 1 from household_child hc where hc.household = {{}} and hc.child = {{}} and {scope.child_seen(household="hc.household", child="hc.child")}
"""  # noqa: S608 - constants


async def head_of(agent: Agent, household_id: UUID) -> Head | None:
    """None for a household that this agent does not see."""
    row = await database.fetch_one(HEAD, household_id, *scope.seen_by(agent.sites))
    return None if row is None else Head(**row | {"category": Category(row["category"])})


async def family_for(agent: Agent, household_id: UUID) -> Family | None:
    head = await head_of(agent, household_id)
    if head is None:
        return None
    adults = [Adult(**row | {"access": Access(row["access"])}) for row in await database.fetch(ADULTS, household_id)]
    return Family(
        head=head,
        adults=tuple(adult for adult in adults if adult.left_at is None),
        gone=tuple(adult for adult in adults if adult.left_at is not None),
        children=tuple(_child(row) for row in await database.fetch(CHILDREN, *scope.seen_by(agent.sites), household_id)),
        contacts=await family.contacts_of(household_id),
        changes=await family.changes_of(household_id),
    )


async def sees_child(agent: Agent, child_id: UUID, *, household_id: UUID) -> bool:
    """Enrolled by this household at a site of the agent: the family is seen whole, what is said of the health of its other children is not."""
    return bool(await database.fetch(CHILD_SEEN, household_id, child_id, *scope.seen_by(agent.sites)))


def _child(row: dict[str, Any]) -> Child:
    return Child(**row | {"homes": msgspec.json.decode(row["homes"], type=tuple[Home, ...])})


async def barred_of(child_id: UUID) -> list[Barred]:
    """All that the service has said of a child that was loaded, the standing ones first; pages of families never ask."""
    rows = await database.fetch(
        "select id, person, grounds, lift_grounds, set_at, lifted_at from barred_pickup where child = {} order by lifted_at nulls first, set_at, id", child_id
    )
    return [_barred(row) for row in rows]


async def barred_names(household_id: UUID) -> dict[UUID, list[str]]:
    """Who must not collect each child of a household that was loaded: who stands at the gate must see it at once."""
    rows = await database.fetch(
        """
        select b.id, b.child, b.person from household_child hc join barred_pickup b on b.child = hc.child and b.lifted_at is null
        where hc.household = {} order by b.set_at, b.id
        """,
        household_id,
    )
    found: dict[UUID, list[str]] = {}
    for row in rows:
        person = sealed.person(row["person"], of=row["id"])
        found.setdefault(row["child"], []).append(f"{person.first_name} {person.last_name}")
    return found


def _barred(row: dict[str, Any]) -> Barred:
    return Barred(
        id=row["id"],
        person=sealed.person(row["person"], of=row["id"]),
        grounds=sealed.grounds(row["grounds"], of=row["id"]),
        lift_grounds=sealed.lift_grounds(row["lift_grounds"], of=row["id"]) if row["lift_grounds"] else "",
        set_at=row["set_at"],
        lifted_at=row["lifted_at"],
    )
