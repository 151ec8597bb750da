"""What loading takes from families: slots that go, places counted otherwise or too few. Who has them, the features above know."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from uuid import UUID

from app.catalogue.actions.aim import Aim
from app.catalogue.rules.admission import Admission
from app.core import database


@dataclass(frozen=True, kw_only=True)
class Rooms:
    """Counters where places may no longer be enough, as the file counts them: each code and day with its capacity, and the units that draw on each code."""

    codes: Sequence[str]
    days: Sequence[date]
    capacities: Sequence[int]
    drawing_units: Sequence[UUID]
    drawn_codes: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Break:
    """`gone`: slots that go. `redrawn`: slots that come to draw on other counters. `admissions`: which children the groups
    were for, and are for from `since` on; None when that is the same. `why` tells families why a unit no longer opens on a day; empty when no closure does it.
    """

    groups: Sequence[UUID]
    since: date
    gone: Sequence[int] = ()
    redrawn: Sequence[int] = ()
    rooms: Rooms | None = None
    admissions: tuple[Admission, Admission] | None = None
    vanished: bool = False
    why: Callable[[str, date], str] = field(default=lambda _unit, _day: "")

    def __bool__(self) -> bool:
        return bool(self.gone or self.redrawn or self.rooms or self.admissions or self.vanished)


class Families(Protocol):
    """What families have in the catalogue. Called within the transaction of the load, before slots and counters change, and after."""

    async def apply_give_up(self, broken: Break) -> None:
        """Leave nothing in what goes, and no more in the rooms than they hold."""

    async def apply_recount(self, slots: Sequence[int]) -> None:
        """Count the places of these slots on the counters that they now draw on."""


async def of_group(aim: Aim, *, admitted: Admission | None) -> Break:
    gone = await _gone(aim)
    redrawn = {slot: day for slot, day in (await _redrawn(aim)).items() if slot not in gone}
    return Break(
        groups=[aim.group_id],
        since=aim.coming,
        gone=sorted(gone),
        redrawn=list(redrawn),
        rooms=await _rooms(aim, redrawn_days=set(redrawn.values())),
        admissions=(admitted, aim.plan.group.admission) if admitted not in {None, aim.plan.group.admission} else None,
        why=aim.why_not_open,
    )


async def of_vanished_groups(groups: Sequence[UUID], *, since: date) -> Break:
    """Their days to come. What is past stays as history."""
    rows = await database.fetch("select id from slot where age_group = any({}) and day >= {} order by id", groups, since)
    return Break(groups=groups, since=since, gone=[row["id"] for row in rows], vanished=bool(groups))


async def _gone(aim: Aim) -> set[int]:
    """Slots that the plan no longer has."""
    rows = await database.fetch(
        """
        select slot.id from slot
        where slot.age_group = {} and slot.day >= {} and not exists (
            select 1 from unnest({}::uuid[], {}::date[]) as planned (unit, day) where planned.unit = slot.unit and planned.day = slot.day
        )
        """,
        aim.group_id,
        aim.since,
        *aim.slots,
    )
    return {row["id"] for row in rows}


async def _redrawn(aim: Aim) -> dict[int, date]:
    """Slots that come to draw on other counters than they do, with their days."""
    rows = await database.fetch(
        """
        select slot.id, slot.day from slot
        join (
            select unit, string_agg(code, ' ' order by code collate "C") as codes
            from unnest({}::uuid[], {}::text[]) as drawn (unit, code)
            group by unit
        ) as expected on expected.unit = slot.unit
        left join (
            select slot.id, string_agg(capacity_counter.code, ' ' order by capacity_counter.code collate "C") as codes
            from slot
            join slot_counter on slot_counter.slot = slot.id
            join capacity_counter on capacity_counter.id = slot_counter.counter and capacity_counter.age_group = slot.age_group
            where slot.age_group = {}
            group by slot.id
        ) as present on present.id = slot.id
        where slot.age_group = {} and slot.day >= {} and expected.codes is distinct from present.codes
        order by slot.id
        """,
        *aim.pairs,
        aim.group_id,
        aim.group_id,
        aim.since,
    )
    return {row["id"]: row["day"] for row in rows}


async def _rooms(aim: Aim, *, redrawn_days: set[date]) -> Rooms | None:
    """Those with less capacity than before, were it enough for now: families go on booking. And those of the days that are counted otherwise."""
    smaller = await database.fetch(
        """
        select capacity_counter.code, capacity_counter.day
        from capacity_counter
        join unnest({}::text[], {}::date[], {}::integer[]) as planned (code, day, capacity)
            on planned.code = capacity_counter.code and planned.day = capacity_counter.day
        where capacity_counter.age_group = {} and planned.capacity < coalesce(capacity_counter.capacity, 'infinity'::float)
        """,
        *aim.counters,
        aim.group_id,
    )
    tight = {(row["code"], row["day"]) for row in smaller}
    if not (tight or redrawn_days):
        return None
    wanted = [
        (code, day, capacity)
        for code, day, capacity in zip(*aim.counters, strict=True)
        if capacity is not None and ((code, day) in tight or day in redrawn_days)
    ]
    units, drawn = aim.pairs
    return Rooms(
        codes=[code for code, _, _ in wanted],
        days=[day for _, day, _ in wanted],
        capacities=[capacity for _, _, capacity in wanted],
        drawing_units=units,
        drawn_codes=drawn,
    )
