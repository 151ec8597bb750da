"""What a merge of two households would do, read before and again under its locks."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.core import database
from app.intake.moving import Doubles
from app.intake.rules import pairing
from app.intake.rules.merges import Refusal
from app.intake.rules.pairing import Adult, Child

HOUSEHOLDS = "select id, name, address, category, merged_into, created_at from household where id = any({}::uuid[])"
ADULTS = """
select g.household, g.id, g.first_name, g.last_name, g.phone, g.second_phone, g.account as account_id, coalesce(a.email, '') as email,
       a.password_hash is not null and a.disabled_at is null as is_active, g.left_at is not null as has_left
from guardian g left join account a on a.id = g.account where g.household = any({}::uuid[]) order by g.position, g.id
"""
CHILDREN = """
select hc.household, c.id, c.first_name, c.last_name, c.birth_date, c.school as school_id
from household_child hc join child c on c.id = hc.child where hc.household = any({}::uuid[]) order by c.birth_date, c.id
"""
HAS = """
select h.id, (select count(*) from enrolment e where e.household = h.id) as enrolments,
       (select count(*) from booking b where b.household = h.id and b.withdrawn_at is null) as bookings,
       (select count(*) from filing f where f.household = h.id) as filings,
       (select count(*) from supporting_document d where d.household = h.id and d.retired_at is null) as documents,
       (select count(*) from contact k where k.household = h.id) as contacts,
       (select count(*) from message_household m where m.household = h.id) as messages
from household h where h.id = any({}::uuid[])
"""
CONTACTS = """
select theirs.id as goes, mine.id as stays from contact theirs
join contact mine on mine.household = {} and mine.person_key = theirs.person_key and mine.phone = theirs.phone where theirs.household = {}
"""
CHANGES_WAIT = """
select 1 from pending_change p where p.household = {} and p.status = 'open'
and (coalesce(p.guardian, p.child) is null or p.guardian = any({}::uuid[]) or p.child = any({}::uuid[])) limit 1
"""
# The answers of a sealed one are not looked into: any of the household may name the child.
FILINGS_WAIT = """
select 1 from filing f where f.status in ('sent', 'pending', 'needs_info') and exists (
    select 1 from unnest({}::uuid[]) as double (id) where f.beneficiary = double.id or position(double.id::text in f.payload::text) > 0
    or (f.household = {} and f.payload_sealed is not null)
) limit 1
"""
BOOKED_TWICE = """
select 1 from unnest({}::uuid[], {}::uuid[]) as double (goes, stays)
join booking theirs on theirs.child = double.goes and theirs.withdrawn_at is null
join booking mine on mine.child = double.stays and mine.slot = theirs.slot and mine.withdrawn_at is null
join slot s on s.id = mine.slot and s.day >= {} limit 1
"""


@dataclass(frozen=True, kw_only=True)
class Change:
    """Columns of a row that stays take what only the other one knew."""

    table: str
    row_id: UUID
    values: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class HouseholdView:
    id: UUID
    name: str
    address: str
    adults: tuple[Adult, ...]
    children: tuple[Child, ...]
    has: Mapping[str, int]

    @property
    def is_used(self) -> bool:
        return any(adult.is_active for adult in self.adults)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """`mark` covers all that is shown: what was read is what is done."""

    kept: HouseholdView
    absorbed: HouseholdView
    doubles: Doubles
    changes: tuple[Change, ...]
    closed_accounts: tuple[UUID, ...]
    refusals: tuple[Refusal, ...]
    mark: str


async def preview(kept: UUID, *, absorbed: UUID, today: date) -> Preview | Refusal:
    if kept == absorbed:
        return Refusal.SAME
    both = [kept, absorbed]
    rows = {row["id"]: row for row in await database.fetch(HOUSEHOLDS, both)}
    if len(rows) < len(both):
        return Refusal.GONE
    if any(row["merged_into"] for row in rows.values()):
        return Refusal.MERGED_ALREADY
    views = await views_of(both)
    stays, goes = views[kept], views[absorbed]
    contacts = {row["goes"]: row["stays"] for row in await database.fetch(CONTACTS, kept, absorbed)}
    doubles = Doubles(
        children=pairing.same_children(goes.children, stays.children),
        guardians=pairing.same_adults(goes.adults, stays.adults),
        contacts=contacts,
    )
    changes, closed = _changes(stays, goes, doubles=doubles)
    return Preview(
        kept=stays,
        absorbed=goes,
        doubles=doubles,
        changes=changes,
        closed_accounts=closed,
        refusals=await _refusals(absorbed, doubles=doubles, today=today),
        mark=hashlib.sha256(repr((stays, goes, doubles, changes, closed)).encode()).hexdigest()[:32],
    )


async def views_of(ids: Sequence[UUID]) -> dict[UUID, HouseholdView]:
    adults, children = await database.fetch(ADULTS, ids), await database.fetch(CHILDREN, ids)
    has = {row.pop("id"): row for row in await database.fetch(HAS, ids)}
    return {
        row["id"]: HouseholdView(
            id=row["id"],
            name=row["name"],
            address=row["address"],
            adults=tuple(Adult(**_without_household(each)) for each in adults if each["household"] == row["id"]),
            children=tuple(Child(**_without_household(each)) for each in children if each["household"] == row["id"]),
            has=has[row["id"]],
        )
        for row in await database.fetch(HOUSEHOLDS, ids)
    }


def _without_household(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "household"}


def _changes(kept: HouseholdView, absorbed: HouseholdView, *, doubles: Doubles) -> tuple[tuple[Change, ...], tuple[UUID, ...]]:
    """What the kept household lacks and the other one knows, and the accesses that close."""
    changes: list[Change] = []
    closed: list[UUID] = []
    if absorbed.address and not kept.address:
        changes.append(Change(table="household", row_id=kept.id, values={"address": absorbed.address}))
    adults, children = {adult.id: adult for adult in kept.adults}, {child.id: child for child in kept.children}
    for adult in absorbed.adults:
        if adult.id in doubles.guardians:
            _take_over(adult, adults[doubles.guardians[adult.id]], changes=changes, closed=closed)
    for child in absorbed.children:
        other = children.get(doubles.children[child.id]) if child.id in doubles.children else None
        if other and child.school_id and other.school_id is None:
            changes.append(Change(table="child", row_id=other.id, values={"school": child.school_id}))
    last = max((place for place, _ in enumerate(kept.adults)), default=-1)
    moved = [adult for adult in absorbed.adults if adult.id not in doubles.guardians]
    changes += [Change(table="guardian", row_id=adult.id, values={"position": last + rank}) for rank, adult in enumerate(moved, start=1)]
    return tuple(changes), tuple(closed)


def _take_over(goes: Adult, stays: Adult, *, changes: list[Change], closed: list[UUID]) -> None:
    """The access that is used wins over one that nobody has opened; of two that are used, that of the kept household."""
    if goes.account_id and stays.account_id is None:
        changes += [
            Change(table="guardian", row_id=goes.id, values={"account": None}),
            Change(table="guardian", row_id=stays.id, values={"account": goes.account_id}),
        ]
    elif goes.account_id and stays.account_id and goes.is_active and not stays.is_active:
        changes += [
            Change(table="guardian", row_id=goes.id, values={"account": None}),
            Change(table="guardian", row_id=stays.id, values={"account": goes.account_id}),
            Change(table="guardian", row_id=goes.id, values={"account": stays.account_id}),
        ]
        closed.append(stays.account_id)
    elif goes.account_id:
        closed.append(goes.account_id)
    new = sorted(goes.phones - stays.phones)
    free = [column for column, phone in (("phone", stays.phone), ("second_phone", stays.second_phone)) if not phone]
    if taken := dict(zip(free, new, strict=False)):
        changes.append(Change(table="guardian", row_id=stays.id, values=taken))


async def _refusals(absorbed: UUID, *, doubles: Doubles, today: date) -> tuple[Refusal, ...]:
    goes, stays = list(doubles.children), list(doubles.children.values())
    found = {
        Refusal.CHANGES_WAIT: await database.fetch(CHANGES_WAIT, absorbed, list(doubles.guardians), goes),
        Refusal.FILINGS_WAIT: await database.fetch(FILINGS_WAIT, goes, absorbed),
        Refusal.BOOKED_TWICE: await database.fetch(BOOKED_TWICE, goes, stays, today),
    }
    return tuple(refusal for refusal, rows in found.items() if rows)


# What was done

MERGES = """
select m.id, m.kept, m.absorbed, k.name as kept_name, a.name as absorbed_name, m.merged_at, m.undone_at,
       coalesce(by.first_name || ' ' || by.last_name, '') as merged_by, coalesce(undoer.first_name || ' ' || undoer.last_name, '') as undone_by,
       (select count(*) from merge_step s where s.merge = m.id) as rows
from household_merge m join household k on k.id = m.kept join household a on a.id = m.absorbed
left join staff_member by on by.account = m.merged_by left join staff_member undoer on undoer.account = m.undone_by
"""


@dataclass(frozen=True, kw_only=True)
class MergeView:
    """`rows`: how many rows it moved or changed."""

    id: UUID
    kept: UUID
    absorbed: UUID
    kept_name: str
    absorbed_name: str
    merged_at: datetime
    undone_at: datetime | None
    merged_by: str
    undone_by: str
    rows: int


async def merges() -> tuple[MergeView, ...]:
    """The latest first."""
    return tuple(MergeView(**row) for row in await database.fetch(f"{MERGES} order by m.merged_at desc, m.id limit 50"))


async def merge_of(merge_id: UUID) -> MergeView | None:
    row = await database.fetch_one(f"{MERGES} where m.id = {{}}", merge_id)
    return None if row is None else MergeView(**row)
