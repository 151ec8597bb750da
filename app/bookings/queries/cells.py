"""The slots of one enrolment with what is booked, drafted and free: one statement whatever the number of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.bookings import rules
from app.bookings.queries.enrolled import Enrolled
from app.core import database

FACTS = ("opens_at", "book_until", "cancel_until", "booked_elsewhere", "wanted", "held_until", "free", "has_place")


@dataclass(frozen=True, kw_only=True)
class SlotCell:
    """A slot and its facts. `booking_id` and `booked_cents` stand for the household's own booking."""

    slot_id: int
    unit_id: UUID
    day: date
    facts: rules.SlotFacts
    held_since: datetime | None
    changed_by: UUID | None
    booking_id: UUID | None
    booked_cents: int | None
    price_cents: int

    @property
    def change(self) -> bool | None:
        """What the draft asks for, when it differs from what is booked."""
        return self.facts.wanted if self.facts.wanted is not None and self.facts.wanted != self.facts.booked else None

    @property
    def difference_cents(self) -> int:
        match self.change:
            case None:
                return 0
            case True:
                return self.price_cents
            case False:
                return -(self.booked_cents or 0)


def _selecting(chosen: str) -> str:
    """The slots are chosen first, by id: a condition on both slots and draft would read all the slots of the group at each tap.

    The draft is read once, on its own: PostgreSQL keeps its plan of this statement, and one made while drafts were few, joined cell by cell,
    took a hundred times longer as soon as hundreds of families were there.
    """
    return f"""
with mine as materialized (
    select slot, wanted, account, held_since, held_until from draft_cell where draft = (select id from draft where enrolment = {{}})
), chosen as ({chosen})
select sl.id as slot_id, sl.unit as unit_id, sl.day, sl.opens_at, sl.book_until, sl.cancel_until, u.price_cents,
       b.id as booking_id, b.price_cents as booked_cents, b.household is not null and b.household <> {{}} as booked_elsewhere,
       mine.wanted, mine.account as changed_by, mine.held_since, mine.held_until, counted.free, counted.has_place
from chosen
join slot sl on sl.id = chosen.id
join unit u on u.id = sl.unit
left join booking b on b.slot = sl.id and b.child = {{}} and b.withdrawn_at is null
left join mine on mine.slot = sl.id
left join lateral (
    select min(cc.capacity - cc.taken) as free, coalesce(bool_and(cc.capacity is null or p.counter is not null), false) as has_place
    from slot_counter sc
    join capacity_counter cc on cc.id = sc.counter
    left join place p on p.counter = cc.id and p.child = {{}}
    where sc.slot = sl.id
) counted on true
where sl.age_group = {{}}
order by sl.day, u.position
"""  # noqa: S608 - constants of this module


BETWEEN = _selecting("select id from slot where age_group = {} and day between {} and {} union select slot from mine")
CHANGED = _selecting("select slot as id from mine")
OF_SLOTS = _selecting("select unnest({}::bigint[]) as id")


async def between(enrolled: Enrolled, *, first: date, last: date) -> list[SlotCell]:
    """The cells of these days, and the draft's changes on any day (the basket counts them all)."""
    return await _cells(BETWEEN, enrolled, enrolled.age_group_id, max(first, enrolled.starts_on), min(last, enrolled.ends_on))


async def changed(enrolled: Enrolled) -> list[SlotCell]:
    """Only the draft's changes, whatever their day."""
    return [cell for cell in await _cells(CHANGED, enrolled) if cell.change is not None]


async def of_slots(enrolled: Enrolled, slot_ids: Sequence[int]) -> list[SlotCell]:
    return await _cells(OF_SLOTS, enrolled, slot_ids)


async def _cells(sql: str, enrolled: Enrolled, *chosen: object) -> list[SlotCell]:
    rows = await database.fetch(sql, enrolled.id, *chosen, enrolled.household_id, enrolled.child_id, enrolled.child_id, enrolled.age_group_id)
    return [_cell(row) for row in rows]


def _cell(row: dict[str, Any]) -> SlotCell:
    own = None if row["booked_elsewhere"] else row["booking_id"]
    facts = rules.SlotFacts(booked=own is not None, **{name: row[name] for name in FACTS})
    return SlotCell(
        slot_id=row["slot_id"],
        unit_id=row["unit_id"],
        day=row["day"],
        facts=facts,
        held_since=row["held_since"],
        changed_by=row["changed_by"],
        booking_id=own,
        booked_cents=row["booked_cents"] if own else None,
        price_cents=row["price_cents"],
    )
