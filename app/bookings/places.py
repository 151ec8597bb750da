"""The places of the counters: taken and given back by guarded statements, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.core import database

# One place per child and counter, whatever how many slots use it. The counters are locked in id order; the UPDATE is guarded and a CHECK
# stands behind it: two families cannot share the last place. A glance first: those who come once all is taken do not queue for the lock.
GUARD = "capacity is null or taken < capacity"
TAKE = f"""
with drawn as materialized (
    select counter from slot_counter where slot = {{}}
), mine as materialized (
    select counter, uses from place where child = {{}} and counter in (select counter from drawn)
), glance as materialized (
    select coalesce(bool_and(mine.uses is not null or {GUARD}), true) as ok
    from drawn join capacity_counter cc on cc.id = drawn.counter left join mine on mine.counter = cc.id
), locked as (
    select cc.id, mine.uses is not null or {GUARD} as fits, mine.uses
    from capacity_counter cc
    left join mine on mine.counter = cc.id
    where cc.id in (select counter from drawn) and (select ok from glance)
    order by cc.id
    for no key update of cc
), verdict as (
    select (select ok from glance) and coalesce(bool_and(fits), true) as ok from locked
), placed as (
    insert into place (counter, child, uses) select id, {{}}, 1 from locked, verdict where ok
    on conflict (counter, child) do update set uses = place.uses + 1
), counted as (
    update capacity_counter cc set taken = cc.taken + 1 from locked, verdict where ok and locked.id = cc.id and locked.uses is null
)
select ok from verdict
"""  # noqa: S608 - no value is in the text
GIVE_BACK = """
with ended as (
    delete from place where child = {} and uses = 1 and counter in (select counter from slot_counter where slot = {}) returning counter
), fewer as (
    update place set uses = uses - 1 where child = {} and uses > 1 and counter in (select counter from slot_counter where slot = {})
)
update capacity_counter set taken = taken - 1 where id in (select counter from ended)
"""
FREE_EXPIRED = """
with expired as (
    select dc.draft, dc.slot, e.child from draft_cell dc join draft d on d.id = dc.draft join enrolment e on e.id = d.enrolment
    where dc.held_until <= {} and ({}::bigint is null or dc.slot in (
        select other.slot from slot_counter other join slot_counter mine on mine.counter = other.counter where mine.slot = {}
    ))
    for update of dc skip locked
), cleared as (
    update draft_cell dc set held_since = null, held_until = null from expired where dc.draft = expired.draft and dc.slot = expired.slot
), freed as (
    select sc.counter, expired.child, count(*) as uses from expired join slot_counter sc on sc.slot = expired.slot group by 1, 2
), ended as (
    delete from place p using freed where p.counter = freed.counter and p.child = freed.child and p.uses <= freed.uses returning p.counter
), fewer as (
    update place p set uses = p.uses - freed.uses from freed where p.counter = freed.counter and p.child = freed.child and p.uses > freed.uses
), counted as (
    update capacity_counter cc set taken = cc.taken - gone.places
    from (select counter, count(*) as places from ended group by 1) gone where gone.counter = cc.id
)
select count(*) as cells from expired
"""
# What takes places: bookings, and holds that are counted, ended or not.
RECOUNT = """
with touched as (
    select cc.id from capacity_counter cc where cc.id in (select counter from slot_counter where slot = any({}::bigint[])) order by cc.id for no key update
), used as (
    select sc.counter, taker.child, count(*)::integer as uses
    from touched
    join slot_counter sc on sc.counter = touched.id and not sc.slot = any({}::bigint[])
    cross join lateral (
        select b.child from booking b where b.slot = sc.slot and b.withdrawn_at is null
        union all
        select e.child from draft_cell dc join draft d on d.id = dc.draft join enrolment e on e.id = d.enrolment
        where dc.slot = sc.slot and dc.held_until is not null
    ) taker
    group by sc.counter, taker.child
), ended as (
    delete from place p using touched
    where p.counter = touched.id and not exists (select 1 from used where used.counter = p.counter and used.child = p.child)
), placed as (
    insert into place (counter, child, uses) select counter, child, uses from used
    on conflict (counter, child) do update set uses = excluded.uses where place.uses <> excluded.uses
)
update capacity_counter cc set taken = (select count(*) from used where used.counter = cc.id) from touched where cc.id = touched.id
"""
# Taps and validations hold it together; a load that takes something from families, alone: no place is taken of counters that it is redrawing,
# no slot is booked that it takes away.
LOADING = 7305010


async def apply_take(slot_id: int, *, child_id: UUID, now: datetime) -> bool:
    """Take one place of each counter of the slot, or none. Expired holds of others give theirs back first when it is full."""
    database.require_transaction()
    if await _take(slot_id, child_id=child_id):
        return True
    return bool(await apply_free_expired(now=now, slot_id=slot_id)) and await _take(slot_id, child_id=child_id)


async def apply_give_back(slot_id: int, *, child_id: UUID) -> None:
    """One use less; the child's last use gives the place back to everybody."""
    database.require_transaction()
    await database.fetch(GIVE_BACK, child_id, slot_id, child_id, slot_id)


async def apply_release_draft(enrolment_id: UUID, *, child_id: UUID) -> None:
    """Give back every place that the draft of this enrolment still holds."""
    database.require_transaction()
    held = await database.fetch(
        """
        update draft_cell dc set held_since = null, held_until = null from draft d
        where d.id = dc.draft and d.enrolment = {} and dc.held_until is not null returning dc.slot
        """,
        enrolment_id,
    )
    for slot_id in sorted(row["slot"] for row in held):
        await apply_give_back(slot_id, child_id=child_id)


async def apply_free_expired(*, now: datetime, slot_id: int | None = None) -> int:
    """How many holds ended: of the counters of one slot, or of all. Rows that somebody is working on are left to them."""
    database.require_transaction()
    return int(await database.fetch_value(FREE_EXPIRED, now, slot_id, slot_id))


async def apply_recount(slots: Sequence[int], *, without: Sequence[int] = ()) -> None:
    """Count again, from what stands, the counters that these slots draw on; those `without` whatever is in them."""
    database.require_transaction()
    await database.fetch(RECOUNT, slots, without)


async def _take(slot_id: int, *, child_id: UUID) -> bool:
    return bool(await database.fetch_value(TAKE, slot_id, child_id, child_id))
