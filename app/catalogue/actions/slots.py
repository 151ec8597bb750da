"""The slots of one group with their counters: what the plan adds, changes and takes away, a statement each, once families have left what goes."""

from collections.abc import Sequence

from app.catalogue.actions import breaks
from app.catalogue.actions.aim import Aim, Tally
from app.catalogue.actions.breaks import Families
from app.catalogue.rules.admission import Admission
from app.catalogue.rules.windows import Category
from app.catalogue.timetable import SlotPlan
from app.core import database


async def apply_group(aim: Aim, *, families: Families, admitted: Admission | None) -> Tally:
    """`admitted`: which children the group was for until now."""
    database.require_transaction()
    broken = await breaks.of_group(aim, admitted=admitted)
    if broken:
        await families.apply_give_up(broken)
    counters = await _write_counters(aim)
    await database.fetch("delete from slot where id = any({})", broken.gone)
    written = await _write_slots(aim)
    added = [row["id"] for row in written if row["added"]]
    await _pair(aim, slots=[*added, *broken.redrawn])
    if broken.redrawn:
        await families.apply_recount(broken.redrawn)
    counters += await _drop_counters(aim)
    return Tally(
        added=len(added),
        changed=len({row["id"] for row in written if not row["added"]} | set(broken.redrawn)),
        removed=len(broken.gone),
        others=counters + await _write_closed_days(aim),
    )


async def _write_counters(aim: Aim) -> int:
    codes, days, capacities = aim.counters
    rows = await database.fetch(
        """
        insert into capacity_counter (age_group, code, day, capacity)
        select {}, code, day, capacity from unnest({}::text[], {}::date[], {}::integer[]) as planned (code, day, capacity)
        where not exists (
            select 1 from capacity_counter as present
            where present.age_group = {} and present.code = planned.code and present.day = planned.day
                and present.capacity is not distinct from planned.capacity
        )
        on conflict (age_group, code, day) do update set capacity = excluded.capacity,
            beyond = greatest(least(capacity_counter.beyond, capacity_counter.taken - excluded.capacity), 0)
        returning id
        """,
        aim.group_id,
        codes,
        days,
        capacities,
        aim.group_id,
    )
    return len(rows)


# Columns of a slot that a changed file may change.
INSTANTS = ("starts_at", "ends_at", "opens_at", "book_until", "cancel_until")
LATE = ("late_book", "late_book_percent", "late_book_cents", "late_book_until", "late_cancel", "late_cancel_percent", "late_cancel_cents", "late_cancel_until")
OWN_TIMES = ("resident_opens_at", "resident_closes_at", "non_resident_opens_at", "non_resident_closes_at")
CHANGING = (*INSTANTS, *LATE, *OWN_TIMES)
COLUMNS = ("age_group", "unit", "day", *CHANGING)
NAMES = ", ".join(COLUMNS)
PRESENT, PLANNED, EXCLUDED = (", ".join(f"{source}.{name}" for name in CHANGING) for source in ("slot", "planned_slot", "excluded"))
CHANGED = ", ".join(CHANGING)
NO_OWN_TIMES = (None,) * len(OWN_TIMES)


async def apply_make_room() -> None:
    """Where the slots of one group after another are planned, until the end of the transaction."""
    database.require_transaction()
    await database.fetch(f"create temporary table planned_slot on commit drop as select {NAMES} from slot with no data")  # noqa: S608 - constants


async def _write_slots(aim: Aim) -> list[dict[str, object]]:
    """`added` apart from what was changed: only a row that was just made has no transaction that replaced it (xmax).

    Slots that are already as planned are read, not written again.
    """
    await database.fetch("truncate planned_slot")
    await database.apply_copy("planned_slot", columns=COLUMNS, rows=(_row(slot, aim=aim) for slot in aim.plan.slots if slot.day >= aim.since))
    return await database.fetch(
        f"""
        insert into slot ({NAMES})
        select {NAMES} from planned_slot
        where not exists (
            select 1 from slot
            where slot.age_group = planned_slot.age_group and slot.day = planned_slot.day and slot.unit = planned_slot.unit
                and ({PRESENT}) is not distinct from ({PLANNED})
        )
        on conflict (age_group, day, unit) do update set ({CHANGED}) = ({EXCLUDED})
        returning id, xmax = 0 as added
        """  # noqa: S608 - names of columns, constants of this module
    )


def _row(slot: SlotPlan, *, aim: Aim) -> tuple[object, ...]:
    """In the order of `COLUMNS`."""
    instants = (slot.starts_at, slot.ends_at, slot.opens_at, slot.book_until, slot.cancel_until)
    late = (value for each in (slot.book, slot.cancel) for value in (each.outcome.value, each.percent, each.cents, each.late_until))
    own = (value for category in Category for value in (slot.own_opens_at(category), slot.own_closes_at(category))) if slot.own_times else NO_OWN_TIMES
    return (aim.group_id, aim.units[slot.unit], slot.day, *instants, *late, *own)


async def _pair(aim: Aim, *, slots: Sequence[object]) -> None:
    """Slots with the counters that they draw on."""
    await database.fetch("delete from slot_counter where slot = any({}::bigint[])", slots)
    await database.fetch(
        """
        insert into slot_counter (slot, counter)
        select slot.id, capacity_counter.id
        from slot
        join unnest({}::uuid[], {}::text[]) as drawn (unit, code) on drawn.unit = slot.unit
        join capacity_counter on capacity_counter.day = slot.day and capacity_counter.code = drawn.code
        where slot.age_group = {} and capacity_counter.age_group = {} and slot.id = any({}::bigint[])
        """,
        *aim.pairs,
        aim.group_id,
        aim.group_id,
        slots,
    )


async def _drop_counters(aim: Aim) -> int:
    """Counters that no slot draws on any more, and so nobody."""
    rows = await database.fetch(
        """
        delete from capacity_counter
        where age_group = {} and day >= {} and taken = 0 and not exists (select 1 from slot_counter where slot_counter.counter = capacity_counter.id)
        returning id
        """,
        aim.group_id,
        aim.since,
    )
    return len(rows)


async def _write_closed_days(aim: Aim) -> int:
    closed = {day: reason for day, reason in aim.plan.closed.items() if day >= aim.since}
    days, reasons = list(closed), list(closed.values())
    dropped = await database.fetch(
        "delete from closed_day where age_group = {} and day >= {} and not day = any({}::date[]) returning day", aim.group_id, aim.since, days
    )
    written = await database.fetch(
        """
        insert into closed_day (age_group, day, reason) select {}, closed.* from unnest({}::date[], {}::text[]) as closed
        on conflict (age_group, day) do update set reason = excluded.reason where closed_day.reason is distinct from excluded.reason
        returning day
        """,
        aim.group_id,
        days,
        reasons,
    )
    return len(dropped) + len(written)
