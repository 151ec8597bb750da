"""The slots of one enrolment with what is booked, drafted and free: one statement whatever the number of days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from app.bookings import rules
from app.bookings.queries.enrolled import Enrolled
from app.catalogue.rules.cutoffs import LateOutcome
from app.catalogue.rules.windows import Category
from app.core import database

FACTS = (
    "starts_at", "opens_at", "closes_at", "book_until", "cancel_until", "price_cents", "booked_elsewhere", "billed_cents", "wanted", "held_until", "free",
    "has_place", "capacity", "granted",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SlotCell:
    """A slot and its facts. `booking_id` is the household's own booking; of what waits in the draft, `tapped_by` tells the
    adults who have a tap of it to undo, once a tap."""

    slot_id: int
    unit_id: UUID
    day: date
    facts: rules.SlotFacts
    held_since: datetime | None
    tapped_by: tuple[UUID, ...]
    booking_id: UUID | None

    @property
    def change(self) -> bool | None:
        """What the draft asks for, when it differs from what is booked."""
        return self.facts.wanted if self.facts.wanted is not None and self.facts.wanted != self.facts.booked else None

    @property
    def by_the_rules(self) -> Self:
        """As families see it, whoever asks."""
        return replace(self, facts=replace(self.facts, exceeding=False)) if self.facts.exceeding else self

    def difference_cents(self, *, now: datetime) -> int:
        """What the change adds to the bill if it is validated at this instant."""
        return 0 if self.change is None else rules.difference_cents(self.facts, to=self.change, now=now)


def _selecting(chosen: str) -> dict[Category, str]:
    """A statement for each category of households: when booking opens and closes may differ."""
    return {category: _statement(chosen, category=category) for category in Category}


def _statement(chosen: str, *, category: Category) -> str:
    """The slots are chosen first, by id: a condition on both slots and draft would read all the slots of the group at each tap.

    The draft is read once, on its own: PostgreSQL keeps its plan of this statement, and one made while drafts were few, joined cell by cell,
    took a hundred times longer as soon as hundreds of families were there.
    """
    return f"""
with mine as materialized (
    select slot, wanted, held_since, held_until, beyond, array(select account from draft_tap t where t.draft = draft_cell.draft) as tapped_by
    from draft_cell where draft = (select id from draft where enrolment = {{}} and agent is not distinct from {{}})
), chosen as ({chosen})
select sl.id as slot_id, sl.unit as unit_id, sl.day, sl.starts_at, greatest(sl.opens_at, sl.{category}_opens_at) as opens_at,
       sl.{category}_closes_at as closes_at, sl.book_until, sl.cancel_until, u.price_cents,
       sl.late_book, sl.late_book_percent, sl.late_book_cents, sl.late_book_until,
       sl.late_cancel, sl.late_cancel_percent, sl.late_cancel_cents, sl.late_cancel_until,
       b.id as booking_id, b.price_cents as booked_cents, b.surcharge_cents, b.household is not null and b.household <> {{}} as booked_elsewhere,
       coalesce((
           select sum(late.owed_cents) from booking late where late.child = {{}} and late.slot = sl.id and late.owed_cents > 0 and late.household = {{}}
       ), 0)::integer as billed_cents,
       mine.wanted, mine.tapped_by, mine.held_since, mine.held_until, coalesce(mine.beyond, false) as granted,
       counted.fullest[1] as free, counted.fullest[2] as capacity, counted.has_place
from chosen
join slot sl on sl.id = chosen.id
join unit u on u.id = sl.unit
left join booking b on b.slot = sl.id and b.child = {{}} and b.withdrawn_at is null
left join mine on mine.slot = sl.id
left join lateral (
    select min(array[cc.capacity - cc.taken, cc.capacity]) as fullest, coalesce(bool_and(cc.capacity is null or p.counter is not null), false) as has_place
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


async def _cells(sql: Mapping[Category, str], enrolled: Enrolled, *chosen: object) -> list[SlotCell]:
    household_id, child_id = enrolled.household_id, enrolled.child_id
    values = (household_id, child_id, household_id, child_id, child_id, enrolled.age_group_id)
    rows = await database.fetch(sql[enrolled.category], enrolled.id, enrolled.agent_id, *chosen, *values)
    return [_cell(row, enrolled) for row in rows]


def _cell(row: dict[str, Any], enrolled: Enrolled) -> SlotCell:
    own = None if row["booked_elsewhere"] else row["booking_id"]
    facts = rules.SlotFacts(
        booked=own is not None,
        no_dossier=enrolled.lacks_dossier(row["day"]),
        exceeding=enrolled.desk is not None and enrolled.desk.exceeds,
        booked_cents=row["booked_cents"] if own else 0,
        booked_surcharge_cents=row["surcharge_cents"] if own else 0,
        late_book=late_terms(row, action="late_book"),
        late_cancel=late_terms(row, action="late_cancel"),
        **{name: row[name] for name in FACTS},
    )
    return SlotCell(
        slot_id=row["slot_id"],
        unit_id=row["unit_id"],
        day=row["day"],
        facts=facts,
        held_since=row["held_since"],
        tapped_by=tuple(row["tapped_by"] or ()),
        booking_id=own,
    )


def late_terms(row: dict[str, Any], *, action: str) -> rules.LateTerms | None:
    outcome = LateOutcome(row[action])
    if outcome is LateOutcome.REFUSE:
        return None
    return rules.LateTerms(outcome=outcome, percent=row[f"{action}_percent"], cents=row[f"{action}_cents"], until=row[f"{action}_until"])
