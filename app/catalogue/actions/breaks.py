"""What loading would break: slots that families reserve, places already taken. Slots are told as people call them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from app.catalogue.actions import references
from app.catalogue.actions.aim import Aim
from app.core import database
from components import french

Named: TypeAlias = dict[int, str]

USED = "des réservations ou des brouillons s’y rapportent"

SLOT_NAMES = """
    select slot.id, activity.name as activity, unit.name as unit, age_group.name as age_group, slot.day
    from slot
    join unit on unit.id = slot.unit
    join activity on activity.id = unit.activity
    join age_group on age_group.id = slot.age_group
"""


async def gone(aim: Aim) -> Named:
    """Slots that the plan no longer has. Locked: no family takes one of them meanwhile."""
    return _named(
        await database.fetch(
            SLOT_NAMES  # noqa: S608 - both parts are constants
            + """
            where slot.age_group = {} and slot.day >= {} and not exists (
                select 1 from unnest({}::uuid[], {}::date[]) as planned (unit, day) where planned.unit = slot.unit and planned.day = slot.day
            )
            order by slot.day, unit.position for update of slot
            """,
            aim.group_id,
            aim.since,
            *aim.slots,
        )
    )


async def redrawn(aim: Aim) -> Named:
    """Slots that come to draw on other counters than they do."""
    return _named(
        await database.fetch(
            SLOT_NAMES  # noqa: S608 - both parts are constants
            + """
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
            order by slot.day, unit.position for update of slot
            """,
            *aim.pairs,
            aim.group_id,
            aim.group_id,
            aim.since,
        )
    )


async def of_vanished(*, units: Sequence[object], groups: Sequence[object]) -> Named:
    """All slots of units and groups that the file no longer names, past ones too."""
    vanished = SLOT_NAMES + "where slot.unit = any({}::uuid[]) or slot.age_group = any({}::uuid[]) order by slot.day, unit.position for update of slot"
    return _named(await database.fetch(vanished, units, groups))


def _named(rows: Sequence[Mapping[str, object]]) -> Named:
    return {int(str(row["id"])): _slot_words(row) for row in rows}


def _slot_words(row: Mapping[str, object]) -> str:
    day = row["day"]
    words = french.long_date(day) if isinstance(day, date) else ""
    return f"{row['activity']}, {row['unit']}, {row['age_group']}, {words}"


async def why_not_removed(slots: Named) -> list[str]:
    """A sentence for each slot that families reserve."""
    return [f"{slots[slot]} : ce créneau disparaîtrait, alors que {USED}." for slot in await _used(slots)]


async def why_not_redrawn(slots: Named) -> list[str]:
    return [f"{slots[slot]} : ses places seraient comptées autrement, alors que {USED}." for slot in await _used(slots)]


async def _used(slots: Named) -> list[int]:
    used = await references.used("slot", list(slots))
    return [slot for slot in slots if slot in used]


async def why_not_enough(aim: Aim) -> list[str]:
    """Counters whose capacity would fall below what is taken."""
    rows = await database.fetch(
        """
        select capacity_counter.code, capacity_counter.day, capacity_counter.taken, planned.capacity
        from capacity_counter
        join unnest({}::text[], {}::date[], {}::integer[]) as planned (code, day, capacity)
            on planned.code = capacity_counter.code and planned.day = capacity_counter.day
        where capacity_counter.age_group = {} and capacity_counter.taken > planned.capacity
        order by capacity_counter.day, capacity_counter.code
        """,
        *aim.counters,
        aim.group_id,
    )
    whose = f"{aim.plan.activity.name}, {aim.plan.group.name}"
    return [f"{whose}, places « {row['code']} », {french.long_date(row['day'])} : {row['capacity']} au lieu de {row['taken']} déjà prises." for row in rows]
