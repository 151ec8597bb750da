"""The slots of one group with their counters: what the plan adds, changes and takes away, a statement each, once families have left what goes."""

from collections.abc import Iterator, Sequence

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
        on conflict (age_group, code, day) do update set capacity = excluded.capacity
        returning id
        """,
        aim.group_id,
        codes,
        days,
        capacities,
        aim.group_id,
    )
    return len(rows)


# Columns of a slot that a changed file may change, with their types.
INSTANTS = ("starts_at", "ends_at", "opens_at", "book_until", "cancel_until")
LATE = ("late_book", "late_book_percent", "late_book_cents", "late_book_until", "late_cancel", "late_cancel_percent", "late_cancel_cents", "late_cancel_until")
OWN_TIMES = ("resident_opens_at", "resident_closes_at", "non_resident_opens_at", "non_resident_closes_at")
TIMESTAMPS = ", ".join(["{}::timestamptz[]"] * len(INSTANTS))
LATE_ARRAYS = "{}::text[], {}::integer[], {}::integer[], {}::timestamptz[]"
OWN_ARRAYS = ", ".join(["{}::timestamptz[]"] * len(OWN_TIMES))
NAMES = ", ".join((*INSTANTS, *LATE, *OWN_TIMES))
PRESENT, PLANNED, EXCLUDED = (", ".join(f"{source}.{name}" for name in (*INSTANTS, *LATE, *OWN_TIMES)) for source in ("slot", "planned", "excluded"))


async def _write_slots(aim: Aim) -> list[dict[str, object]]:
    """`added` apart from what was changed: only a row that was just made has no transaction that replaced it (xmax).

    Slots that are already as planned are read, not written again.
    """
    kept = [slot for slot in aim.plan.slots if slot.day >= aim.since]
    units, days = aim.slots
    return await database.fetch(
        f"""
        insert into slot (age_group, unit, day, {NAMES})
        select {{}}, planned.*
        from unnest({{}}::uuid[], {{}}::date[], {TIMESTAMPS}, {LATE_ARRAYS}, {LATE_ARRAYS}, {OWN_ARRAYS}) as planned (unit, day, {NAMES})
        where not exists (
            select 1 from slot
            where slot.age_group = {{}} and slot.day = planned.day and slot.unit = planned.unit and ({PRESENT}) is not distinct from ({PLANNED})
        )
        on conflict (age_group, day, unit) do update set ({NAMES}) = ({EXCLUDED})
        returning id, xmax = 0 as added
        """,  # noqa: S608 - names of columns, constants of this module
        aim.group_id,
        units,
        days,
        *_columns_of(kept),
        aim.group_id,
    )


def _columns_of(slots: Sequence[SlotPlan]) -> Iterator[list[object]]:
    """In the order of `NAMES`."""
    yield [slot.starts_at for slot in slots]
    yield [slot.ends_at for slot in slots]
    yield [slot.opens_at for slot in slots]
    yield [slot.book_until for slot in slots]
    yield [slot.cancel_until for slot in slots]
    for late in ([slot.book for slot in slots], [slot.cancel for slot in slots]):
        yield [each.outcome.value for each in late]
        yield [each.percent for each in late]
        yield [each.cents for each in late]
        yield [each.late_until for each in late]
    for category in Category:
        yield [slot.own_opens_at(category) for slot in slots]
        yield [slot.own_closes_at(category) for slot in slots]


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
