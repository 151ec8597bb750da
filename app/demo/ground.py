"""What stands already where the demo's life is about to be written: who may come where, the slots, their places, and what visitors did there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from app.core import database

SlotAndChild: TypeAlias = tuple[int, UUID]
CounterAndChild: TypeAlias = tuple[int, UUID]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A child in an activity, and the adults who may ask for it, in their order."""

    id: UUID
    household_id: UUID
    child_id: UUID
    age_group_id: UUID
    first_name: str
    activity_code: str
    activity: str
    site: str
    starts_on: date
    ends_on: date
    accounts: list[UUID]


@dataclass(frozen=True, kw_only=True)
class Slot:
    id: int
    age_group_id: UUID
    unit_code: str
    unit: str
    price_cents: int
    day: date
    opens_at: datetime
    book_before: datetime
    cancel_before: datetime
    counters: list[int]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Who may come where and when; `filed`: ids of the demandes that were sent, the last one at `last_sent_at`."""

    lines: list[Line]
    slots: list[Slot]
    filed: Collection[UUID]
    last_sent_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Taken:
    """`free` places of the counters that have a limit. `holders` have a place already; of `touched` slots the child has or had something."""

    free: Mapping[int, int]
    holders: Collection[CounterAndChild]
    touched: Collection[SlotAndChild]


async def offer(first: date, last: date, *, children: Collection[UUID]) -> Offer:
    """Both days included."""
    return Offer(
        lines=[Line(**row) for row in await database.fetch(LINES, list(children), first, last)],
        slots=[Slot(**row) for row in await database.fetch(SLOTS, first, last)],
        filed={row["id"] for row in await database.fetch("select id from filing")},
        last_sent_at=await database.fetch_value("select max(sent_at) from filing"),
    )


async def taken(slots: Collection[Slot], *, children: Collection[UUID]) -> Taken:
    """The counters are locked: nobody takes a place there before the transaction ends."""
    database.require_transaction()
    used, counters = [slot.id for slot in slots], sorted({counter for slot in slots for counter in slot.counters})
    free = await database.fetch("select id, capacity - taken as free from capacity_counter where id = any({}::bigint[]) order by id for update", counters)
    holders = await database.fetch("select counter, child from place where counter = any({}::bigint[]) and child = any({}::uuid[])", counters, list(children))
    touched = await database.fetch(TOUCHED, used, list(children), used, list(children))
    return Taken(
        free={row["id"]: row["free"] for row in free if row["free"] is not None},
        holders={(row["counter"], row["child"]) for row in holders},
        touched={(row["slot"], row["child"]) for row in touched},
    )


LINES = """
select e.id, e.household as household_id, e.child as child_id, e.age_group as age_group_id, c.first_name,
       a.code as activity_code, a.name as activity, s.name as site, e.starts_on, e.ends_on,
       array(select g.account from guardian g where g.household = e.household and g.account is not null order by g.position) as accounts
from enrolment e
join child c on c.id = e.child
join age_group ag on ag.id = e.age_group
join activity a on a.id = ag.activity
join site s on s.id = ag.site
where e.child = any({}::uuid[]) and e.ends_on >= {} and e.starts_on <= {}
order by e.id
"""
SLOTS = """
select sl.id, sl.age_group as age_group_id, u.code as unit_code, u.name as unit, u.price_cents, sl.day, sl.opens_at,
       coalesce(sl.book_until, sl.starts_at) as book_before, coalesce(sl.cancel_until, sl.starts_at) as cancel_before,
       array(select sc.counter from slot_counter sc where sc.slot = sl.id order by sc.counter) as counters
from slot sl
join unit u on u.id = sl.unit
where sl.day between {} and {}
order by sl.day, u.position, sl.id
"""
TOUCHED = """
select slot, child from booking where slot = any({}::bigint[]) and child = any({}::uuid[])
union
select dc.slot, e.child from draft_cell dc join draft d on d.id = dc.draft join enrolment e on e.id = d.enrolment
where dc.slot = any({}::bigint[]) and e.child = any({}::uuid[])
"""
