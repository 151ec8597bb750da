"""The service brings people into a household: an adult with an access, a child, a whole new household."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from app.accounts.actions.joining import apply_invite
from app.accounts.rules.refusals import Reason as Why
from app.accounts.rules.refusals import Refusal as NotInvited
from app.catalogue.rules.windows import Category
from app.core import database
from app.core.doors import Door
from app.households.actions import registering, steps
from app.households.actions.registering import NewChild, NewHousehold
from app.households.actions.steps import Asker
from app.households.rules import names, refusals
from app.households.rules.refusals import Refusal

FREE = """
select a.id, a.password_hash is not null as is_active, exists (select 1 from guardian g where g.account = a.id and g.id <> {}) as is_held
from account a where a.email = {} and a.kind = 'family' and a.disabled_at is null for update of a
"""


@dataclass(frozen=True, kw_only=True)
class NewAdult:
    """`email`: normalised; empty for who has no access. The ids of a form that is sent twice are the same."""

    id: UUID
    first_name: str
    last_name: str
    phone: str
    second_phone: str = ""
    email: str = ""

    @property
    def key(self) -> str:
        return names.person_key(self.first_name, self.last_name)


@dataclass(frozen=True, kw_only=True)
class NewFamily:
    id: UUID
    name: str
    address: str
    category: Category
    adults: tuple[NewAdult, ...]
    children: tuple[NewChild, ...] = field(default=())


class _Refused(Exception):
    """Everything is undone."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__()
        self.refusal = refusal


@database.retried
async def add_adult(asker: Asker, adult: NewAdult, *, household_id: UUID, now: datetime) -> Refusal | None:
    """Nothing when this very adult was added by the same form."""
    try:
        async with database.transaction():
            await database.fetch("select 1 from household where id = {} for no key update", household_id)
            there = await database.fetch("select id, first_name, last_name, position from guardian where household = {} and left_at is null", household_id)
            if adult.id in {row["id"] for row in there}:
                return None
            if adult.key in {names.person_key(row["first_name"], row["last_name"]) for row in there}:
                return refusals.ADULT_KNOWN
            await _apply_adult(adult, household_id=household_id, position=max((row["position"] for row in there), default=-1) + 1, asker=asker, now=now)
            return None
    except _Refused as refused:
        return refused.refusal


async def _apply_adult(adult: NewAdult, *, household_id: UUID, position: int, asker: Asker, now: datetime) -> None:
    database.require_transaction()
    await database.fetch(
        "insert into guardian (id, household, first_name, last_name, phone, second_phone, position) values ({}, {}, {}, {}, {}, {}, {})",
        *(adult.id, household_id, adult.first_name, adult.last_name, adult.phone, adult.second_phone, position),
    )
    details = {"household": str(household_id)}
    await steps.apply_note("adult_added", asker=asker, now=now, about=("guardian", adult.id), details=details, role=asker.role)
    if adult.email:
        await _apply_access(adult.id, household_id=household_id, email=adult.email, asker=asker, now=now)


@database.retried
async def give_access(asker: Asker, guardian_id: UUID, *, household_id: UUID, email: str, now: datetime) -> Refusal | bool:
    """An invitation to this address, again if there was one; the adult's earlier address serves no more. False for an adult of another household."""
    try:
        async with database.transaction():
            row = await database.fetch_one(
                """
                select g.account, a.email, a.password_hash is not null and a.disabled_at is null as is_active
                from guardian g left join account a on a.id = g.account where g.household = {} and g.id = {} and g.left_at is null for update of g
                """,
                *(household_id, guardian_id),
            )
            if row is None:
                return False
            if row["is_active"]:
                return refusals.ALREADY_ACTIVE
            if row["account"] and row["email"] != email:
                await _apply_forget(row["account"], guardian_id=guardian_id)
            await _apply_access(guardian_id, household_id=household_id, email=email, asker=asker, now=now)
            return True
    except _Refused as refused:
        return refused.refusal


async def _apply_forget(account_id: UUID, *, guardian_id: UUID) -> None:
    """An invitation that nobody has used, at an address that was mistyped: its link opens nothing any more."""
    database.require_transaction()
    await database.fetch("update guardian set account = null where id = {}", guardian_id)
    await database.fetch("delete from account where id = {} and password_hash is null", account_id)


async def _apply_access(guardian_id: UUID, *, household_id: UUID, email: str, asker: Asker, now: datetime) -> None:
    """Who signs in already, of a household that they have left, comes back without an invitation."""
    database.require_transaction()
    known = await database.fetch_one(FREE, guardian_id, email)
    if known and known["is_held"]:
        raise _Refused(refusals.ADDRESS_TAKEN)
    signs_in = known is not None and known["is_active"]
    account_id = known["id"] if known and signs_in else _invited(await apply_invite(email, door=Door.FAMILY, by=asker.account_id, origin=asker.origin, now=now))
    await database.fetch("update guardian set account = {} where id = {}", account_id, guardian_id)
    details = {"account": str(account_id), "household": str(household_id)}
    await steps.apply_note("access_given", asker=asker, now=now, about=("guardian", guardian_id), details=details, role=asker.role)


def _invited(outcome: UUID | NotInvited) -> UUID:
    if isinstance(outcome, NotInvited):
        raise _Refused(refusals.ACCESS_CLOSED if outcome.reason is Why.CLOSED else refusals.ADDRESS_TAKEN)
    return outcome


@database.retried
async def add_child(asker: Asker, child: NewChild, *, household_id: UUID, now: datetime) -> Refusal | None:
    """Nothing when this very child was added by the same form."""
    async with database.transaction():
        if await database.fetch("select 1 from household_child where household = {} and child = {}", household_id, child.id):
            return None
        added = await registering.apply_add_child(household_id, child, agent_id=asker.account_id, now=now, role=asker.role)
        return None if added else refusals.CHILD_KNOWN


@database.retried
async def attach_child(asker: Asker, child_id: UUID, *, household_id: UUID, now: datetime) -> None:
    """A child whose parents live apart enters its other household too; each keeps what is its own."""
    async with database.transaction():
        added = await database.fetch(
            "insert into household_child (household, child) select {}, id from child where id = {} on conflict do nothing returning child",
            *(household_id, child_id),
        )
        if added:
            details = {"household": str(household_id)}
            await steps.apply_note("child_attached", asker=asker, now=now, about=("child", child_id), details=details, role=asker.role)


@database.retried
async def create(asker: Asker, family: NewFamily, *, now: datetime) -> Refusal | None:
    """A new household with its people; adults with an address are invited. Sent twice, it is created once."""
    try:
        async with database.transaction():
            if await database.fetch("select 1 from household where id = {}", family.id):
                return None
            new = NewHousehold(id=family.id, name=family.name, guardians=(), children=family.children, category=family.category, address=family.address)
            await registering.apply_register([new], now=now)
            await steps.apply_note("created", asker=asker, now=now, about=("household", family.id), role=asker.role)
            for position, adult in enumerate(family.adults):
                await _apply_adult(adult, household_id=family.id, position=position, asker=asker, now=now)
            return None
    except _Refused as refused:
        return refused.refusal


def id_in(submission_id: UUID, part: str) -> UUID:
    """What a form makes has its id from it: sent twice, it makes it once."""
    return uuid5(submission_id, part)
