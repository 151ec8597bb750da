"""The slots of one group with their counters: what the plan adds, changes and takes away, a statement each, after a look at what it would break."""

from collections.abc import Sequence
from datetime import date

from app.catalogue.actions import breaks
from app.catalogue.actions.aim import Aim, Tally
from app.catalogue.actions.breaks import Named
from app.catalogue.actions.lists import Codes
from app.catalogue.timetable import GroupPlan
from app.core import database


async def apply_group(plan: GroupPlan, *, codes: Codes, since: date) -> Tally:
    database.require_transaction()
    activity, group_id = plan.activity.code, codes.groups[plan.activity.code, plan.group.code]
    known = await database.fetch_value("select exists (select 1 from slot where age_group = {})", group_id)
    units = {unit.code: codes.units[activity, unit.code] for unit in plan.activity.units}
    aim = Aim(plan=plan, group_id=group_id, units=units, since=since if known else date.min)
    gone, redrawn = await breaks.gone(aim), await breaks.redrawn(aim)
    problems = [*await breaks.why_not_removed(gone), *await breaks.why_not_redrawn(redrawn), *await breaks.why_not_enough(aim)]
    return Tally(problems=tuple(problems)) if problems else await _apply(aim, gone=gone, redrawn=redrawn)


async def _apply(aim: Aim, *, gone: Named, redrawn: Named) -> Tally:
    counters = await _write_counters(aim)
    await database.fetch("delete from slot where id = any({})", list(gone))
    written = await _write_slots(aim)
    added = [row["id"] for row in written if row["added"]]
    await _pair(aim, slots=[*added, *redrawn])
    counters += await _drop_counters(aim)
    return Tally(
        added=len(added),
        changed=len({row["id"] for row in written if not row["added"]} | redrawn.keys()),
        removed=len(gone),
        others=counters + await _write_closed_days(aim),
    )


async def _write_counters(aim: Aim) -> int:
    codes, days, capacities = aim.counters
    rows = await database.fetch(
        """
        insert into capacity_counter (age_group, code, day, capacity)
        select {}, code, day, capacity from unnest({}::text[], {}::date[], {}::integer[]) as planned (code, day, capacity)
        on conflict (age_group, code, day) do update set capacity = excluded.capacity where capacity_counter.capacity is distinct from excluded.capacity
        returning id
        """,
        aim.group_id,
        codes,
        days,
        capacities,
    )
    return len(rows)


async def _write_slots(aim: Aim) -> list[dict[str, object]]:
    """`added` apart from what was changed: only a row that was just made has no transaction that replaced it (xmax)."""
    kept = [slot for slot in aim.plan.slots if slot.day >= aim.since]
    units, days = aim.slots
    return await database.fetch(
        """
        insert into slot (age_group, unit, day, starts_at, ends_at, opens_at, book_until, cancel_until)
        select {}, planned.* from unnest(
            {}::uuid[], {}::date[], {}::timestamptz[], {}::timestamptz[], {}::timestamptz[], {}::timestamptz[], {}::timestamptz[]
        ) as planned
        on conflict (age_group, day, unit) do update set
            starts_at = excluded.starts_at, ends_at = excluded.ends_at, opens_at = excluded.opens_at,
            book_until = excluded.book_until, cancel_until = excluded.cancel_until
        where (slot.starts_at, slot.ends_at, slot.opens_at, slot.book_until, slot.cancel_until)
            is distinct from (excluded.starts_at, excluded.ends_at, excluded.opens_at, excluded.book_until, excluded.cancel_until)
        returning id, xmax = 0 as added
        """,
        aim.group_id,
        units,
        days,
        [slot.starts_at for slot in kept],
        [slot.ends_at for slot in kept],
        [slot.opens_at for slot in kept],
        [slot.book_until for slot in kept],
        [slot.cancel_until for slot in kept],
    )


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
    """Counters that no slot draws on any more. Nothing is taken there: their slots were looked at before."""
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
