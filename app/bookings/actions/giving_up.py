"""Families leave what a changed catalogue takes away: bookings, drafts, held places, enrolments. A constant number of statements per group."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from app.bookings import losses, places
from app.bookings.losses import Loss, Unenrolled
from app.catalogue.actions import Break, Rooms
from app.catalogue.rules import admission
from app.catalogue.rules.admission import Candidate
from app.core import database, outbox
from app.enrolments import actions as enrolments

Row: TypeAlias = Mapping[str, Any]

CANCELLED = "bookings:cancelled_by_commune"

BOOKED = """
select b.id as booking_id, b.slot as slot_id, b.household as household_id, b.child as child_id, c.first_name, a.name as activity, s.name as site,
       ag.name as age_group, u.name as unit, u.code as unit_code, sl.day
from booking b
join slot sl on sl.id = b.slot
join unit u on u.id = sl.unit
join age_group ag on ag.id = sl.age_group
join activity a on a.id = ag.activity
join site s on s.id = ag.site
join child c on c.id = b.child
where b.withdrawn_at is null and {chosen}
order by sl.day, u.position, b.id
"""
OF_SLOTS = BOOKED.format(chosen="b.slot = any({}::bigint[])")
OF_ENROLMENTS = BOOKED.format(
    chosen="""exists (
    select 1 from enrolment e where e.id = any({}) and e.household = b.household and e.child = b.child
    and e.age_group = sl.age_group and sl.day between e.starts_on and e.ends_on
) and sl.day >= {}"""
)
ENROLLED = """
select e.id, e.child as child_id, e.starts_on, a.name as activity, ag.name as age_group, c.birth_date, school.code as school
from enrolment e
join age_group ag on ag.id = e.age_group
join activity a on a.id = ag.activity
join child c on c.id = e.child
left join school on school.id = c.school
where e.age_group = any({}) and e.ends_on >= {}
order by a.position, ag.position
"""
OF_IDS = BOOKED.format(chosen="b.id = any({}::uuid[])")

# Whoever came first stays: bookings by their age, then holds by theirs. A child keeps or loses all the units of a room together.
TOO_MANY = """
with room as (
    select code, day, capacity from unnest({}::text[], {}::date[], {}::integer[]) as planned (code, day, capacity)
), taken as (
    select room.code, room.day, room.capacity, taker.*
    from room
    join unnest({}::uuid[], {}::text[]) as drawn (unit, code) on drawn.code = room.code
    join slot sl on sl.age_group = any({}) and sl.day = room.day and sl.unit = drawn.unit
    cross join lateral (
        select b.child, b.id as booking, null::uuid as draft, b.slot, false as held, b.booked_at as since
        from booking b where b.slot = sl.id and b.withdrawn_at is null
        union all
        select e.child, null, dc.draft, dc.slot, true, dc.held_since
        from draft_cell dc join draft d on d.id = dc.draft join enrolment e on e.id = d.enrolment where dc.slot = sl.id and dc.held_until is not null
    ) taker
), child_in_room as (
    select *, bool_and(held) over same_child as only_held, min(since) over same_child as came
    from taken window same_child as (partition by code, day, child)
), ranked as (
    select *, dense_rank() over (partition by code, day order by only_held, came, child) as rank from child_in_room
)
select distinct booking, draft, slot from ranked where rank > capacity
"""


@dataclass(kw_only=True)
class GivenUp:
    """What a load makes families give up, gathered group after group. The load is undone afterwards when nobody asked for that."""

    now: datetime
    bookings: list[Loss] = field(default_factory=list)
    unenrolled: list[Unenrolled] = field(default_factory=list)
    drafted: int = 0  # changes of drafts on slots that are no longer there
    _cancellations: dict[UUID, UUID] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.bookings or self.unenrolled)

    @property
    def households(self) -> int:
        return len(self._cancellations)

    async def apply_give_up(self, broken: Break) -> None:
        """No tap and no validation from here to the end of the load: they hold this lock together."""
        database.require_transaction()
        await database.fetch("select pg_advisory_xact_lock({})", places.LOADING)
        touched = {*broken.gone, *broken.redrawn}
        touched |= await self.apply_withdraw(await booked(OF_SLOTS, broken.gone, why=lambda row: broken.why(row["unit_code"], row["day"]) or losses.GONE))
        touched |= await self._drop_cells(broken.gone)
        await _release(broken.gone)
        if broken.admissions or broken.vanished:
            touched |= await self._unenrol(broken)
        if broken.rooms:
            touched |= await self._make_room(broken.rooms, groups=broken.groups)
        await places.apply_recount(sorted(touched), without=broken.redrawn)

    async def apply_recount(self, slots: Sequence[int]) -> None:
        await places.apply_recount(slots)

    async def apply_tell(self) -> None:
        """Keep for each household what it lost, and have it told."""
        database.require_transaction()
        told = {self._cancellations[household]: (household, losses.told(lost)) for household, lost in losses.by_household(self.bookings).items()}
        await database.fetch(
            "insert into cancellation (id, household, told, at) select id, household, told::jsonb, {} "
            "from unnest({}::uuid[], {}::uuid[], {}::text[]) as lost (id, household, told)",
            *(self.now, list(told), [household for household, _ in told.values()], [json.dumps(words, ensure_ascii=False) for _, words in told.values()]),
        )
        await outbox.announce_each(CANCELLED, of={uuid4(): {"cancellation_id": cancellation} for cancellation in told}, now=self.now)

    # Steps, each answering with the slots whose places are to be counted again

    async def apply_withdraw(self, lost: Sequence[Loss]) -> set[int]:
        database.require_transaction()
        for loss in lost:
            self._cancellations.setdefault(loss.household_id, uuid4())
        await database.fetch(
            "update booking set cancelled_in = lost.cancellation, withdrawn_at = {} "
            "from unnest({}::uuid[], {}::uuid[]) as lost (id, cancellation) where booking.id = lost.id",
            *(self.now, [loss.booking_id for loss in lost], [self._cancellations[loss.household_id] for loss in lost]),
        )
        self.bookings += lost
        return {loss.slot_id for loss in lost}

    async def _drop_cells(self, slots: Sequence[int]) -> set[int]:
        await database.fetch("delete from draft_tap where slot = any({}::bigint[])", slots)
        dropped = await database.fetch("delete from draft_cell where slot = any({}::bigint[]) returning slot", slots)
        self.drafted += len(dropped)
        return {row["slot"] for row in dropped}

    async def _unenrol(self, broken: Break) -> set[int]:
        """A group that is retired keeps its enrolments, as history; of one that is for other children now, those of the others end."""
        leaving = await _leaving(broken)
        for (activity, age_group), children in _by_group(leaving).items():
            self.unenrolled.append(Unenrolled(activity=activity, age_group=age_group, children=len(children)))
        ids, reasons = [each.id for each in leaving], {each.child_id: each.why for each in leaving}
        touched = await self.apply_drop_drafts(ids)
        if broken.admissions:
            touched |= await self.apply_withdraw(await booked(OF_ENROLMENTS, ids, broken.since, why=lambda row: reasons[row["child_id"]]))
            await enrolments.apply_end(ids, before=broken.since)
        return touched

    async def apply_drop_drafts(self, enrolled: Sequence[UUID]) -> set[int]:
        database.require_transaction()
        cells = await database.fetch("select dc.slot from draft_cell dc join draft d on d.id = dc.draft where d.enrolment = any({})", enrolled)
        await database.fetch("delete from draft where enrolment = any({})", enrolled)
        self.drafted += len(cells)
        return {row["slot"] for row in cells}

    async def _make_room(self, rooms: Rooms, *, groups: Sequence[UUID]) -> set[int]:
        """The last who came leave; a held place becomes a wish again."""
        rows = await database.fetch(TOO_MANY, rooms.codes, rooms.days, rooms.capacities, rooms.drawing_units, rooms.drawn_codes, groups)
        held = [row for row in rows if row["draft"]]
        await database.fetch(
            "update draft_cell dc set held_since = null, held_until = null, beyond = false "
            "from unnest({}::uuid[], {}::bigint[]) as held (draft, slot) where dc.draft = held.draft and dc.slot = held.slot",
            *([row["draft"] for row in held], [row["slot"] for row in held]),
        )
        lost = await booked(OF_IDS, [row["booking"] for row in rows if row["booking"]], why=lambda _: losses.FULL)
        return {row["slot"] for row in held} | await self.apply_withdraw(lost)


async def _release(slots: Sequence[int]) -> None:
    """What was withdrawn late is not billed any more when the commune itself closes the day."""
    await database.fetch("update booking set owed_cents = 0 where slot = any({}::bigint[]) and owed_cents > 0", slots)


async def booked(chosen: str, *values: object, why: Callable[[Row], str]) -> list[Loss]:
    rows = await database.fetch(chosen, *values)
    return [Loss(**{name: value for name, value in row.items() if name != "unit_code"}, why=why(row)) for row in rows]


@dataclass(frozen=True, kw_only=True)
class _Leaving:
    """An enrolment that cannot go on, and why."""

    id: UUID
    child_id: UUID
    group: tuple[str, str]
    why: str


async def _leaving(broken: Break) -> list[_Leaving]:
    rows = await database.fetch(ENROLLED, broken.groups, broken.since)
    reasons = [(row, losses.GONE if broken.vanished else _why_not_kept(broken, row)) for row in rows]
    return [_Leaving(id=row["id"], child_id=row["child_id"], group=(row["activity"], row["age_group"]), why=why) for row, why in reasons if why]


def _why_not_kept(broken: Break, row: Row) -> str:
    if broken.admissions is None:
        return ""
    before, after = broken.admissions
    child = Candidate(birth_date=row["birth_date"], school=row["school"])
    why = admission.why_not_kept(child, before=before, after=after, on=row["starts_on"])
    return losses.NOT_KEPT[why] if why else ""


def _by_group(leaving: Sequence[_Leaving]) -> dict[tuple[str, str], set[UUID]]:
    groups: dict[tuple[str, str], set[UUID]] = {}
    for each in leaving:
        groups.setdefault(each.group, set()).add(each.child_id)
    return groups
