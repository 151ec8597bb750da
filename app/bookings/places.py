"""The places of the counters: taken and given back by guarded statements, in the caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from app.core import database

# One place per child and counter, whatever how many slots use it: slots asked for together never compete. The counters are locked in id order; the
# UPDATE is guarded and a CHECK stands behind it: two families cannot share the last place. A glance first: those who come once all is taken do not
# queue for the lock. A slot takes a place of each of its counters, or none.
GUARD = "capacity is null or taken < capacity"
TAKE = f"""
with wanted as materialized (
    select unnest({{}}::bigint[]) as slot
), drawn as materialized (
    select slot, counter from slot_counter where slot in (select slot from wanted)
), mine as materialized (
    select counter, uses from place where child = {{}} and counter in (select counter from drawn)
), glance as materialized (
    select drawn.slot
    from drawn join capacity_counter cc on cc.id = drawn.counter left join mine on mine.counter = cc.id
    group by drawn.slot having bool_and(mine.uses is not null or {GUARD})
), locked as (
    select cc.id, mine.uses is not null or {GUARD} as fits, mine.uses
    from capacity_counter cc
    left join mine on mine.counter = cc.id
    where cc.id in (select drawn.counter from drawn join glance using (slot))
    order by cc.id
    for no key update of cc
), granted as (
    select wanted.slot
    from wanted left join drawn using (slot) left join locked on locked.id = drawn.counter
    group by wanted.slot having bool_and(drawn.counter is null or coalesce(locked.fits, false))
), used as (
    select drawn.counter, count(*)::integer as uses from granted join drawn using (slot) group by drawn.counter
), placed as (
    insert into place (counter, child, uses) select counter, {{}}, uses from used
    on conflict (counter, child) do update set uses = place.uses + excluded.uses
), counted as (
    update capacity_counter cc set taken = cc.taken + 1
    from locked join used on used.counter = locked.id where locked.id = cc.id and locked.uses is null
)
select slot from granted
"""  # noqa: S608 - no value is in the text
# The desk alone goes beyond a capacity: what it takes there is counted apart, or the CHECK refuses it.
TAKE_BEYOND = """
with drawn as materialized (
    select slot, counter from slot_counter where slot = any({}::bigint[])
), locked as materialized (
    select cc.id, p.uses is not null as has_place
    from capacity_counter cc left join place p on p.counter = cc.id and p.child = {}
    where cc.id in (select counter from drawn) order by cc.id for no key update of cc
), placed as (
    insert into place (counter, child, uses) select counter, {}, count(*) from drawn group by counter
    on conflict (counter, child) do update set uses = place.uses + excluded.uses
)
update capacity_counter cc set taken = cc.taken + 1, beyond = greatest(cc.taken + 1 - cc.capacity, 0)
from locked where locked.id = cc.id and not locked.has_place
"""
GIVE_BACK = """
with freed as materialized (
    select counter, count(*)::integer as uses from slot_counter where slot = any({}::bigint[]) group by counter
), locked as (
    select id from capacity_counter where id in (select counter from freed) order by id for no key update
), ended as (
    delete from place p using freed where p.child = {} and p.counter = freed.counter and p.uses <= freed.uses returning p.counter
), fewer as (
    update place p set uses = p.uses - freed.uses from freed where p.child = {} and p.counter = freed.counter and p.uses > freed.uses
)
update capacity_counter cc set taken = taken - 1, beyond = greatest(least(beyond, taken - 1 - capacity), 0)
from locked where cc.id = locked.id and cc.id in (select counter from ended)
"""
FREE_EXPIRED = """
with expired as (
    select dc.draft, dc.slot, e.child from draft_cell dc join draft d on d.id = dc.draft join enrolment e on e.id = d.enrolment
    where dc.held_until <= {} and ({}::bigint[] is null or dc.slot in (
        select other.slot from slot_counter other join slot_counter mine on mine.counter = other.counter where mine.slot = any({}::bigint[])
    ))
    for update of dc skip locked
), cleared as (
    update draft_cell dc set held_since = null, held_until = null, beyond = false from expired where dc.draft = expired.draft and dc.slot = expired.slot
), freed as (
    select sc.counter, expired.child, count(*) as uses from expired join slot_counter sc on sc.slot = expired.slot group by 1, 2
), ended as (
    delete from place p using freed where p.counter = freed.counter and p.child = freed.child and p.uses <= freed.uses returning p.counter
), fewer as (
    update place p set uses = p.uses - freed.uses from freed where p.counter = freed.counter and p.child = freed.child and p.uses > freed.uses
), counted as (
    update capacity_counter cc set taken = cc.taken - gone.places, beyond = greatest(least(cc.beyond, cc.taken - gone.places - cc.capacity), 0)
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
update capacity_counter cc set taken = counted.taken, beyond = greatest(least(cc.beyond, counted.taken - cc.capacity), 0)
from (select touched.id, (select count(*) from used where used.counter = touched.id)::integer as taken from touched) counted where cc.id = counted.id
"""
# Taps and validations hold it together; a load that takes something from families, alone: no place is taken of counters that it is redrawing,
# no slot is booked that it takes away.
LOADING = 7305010


async def apply_take(slots: Collection[int], *, child_id: UUID, now: datetime) -> frozenset[int]:
    """Take places for each slot that has one of all its counters left, and tell which. Expired holds of others give theirs back where it is full."""
    database.require_transaction()
    taken = await _take(slots, child_id=child_id)
    full = frozenset(slots) - taken
    if full and await _apply_free_expired(now=now, slots=full):
        taken |= await _take(full, child_id=child_id)
    return taken


async def apply_take_beyond(slots: Collection[int], *, child_id: UUID) -> None:
    """Take places of every counter of these slots, full or not: an agent may, and says why."""
    database.require_transaction()
    await database.fetch(TAKE_BEYOND, list(slots), child_id, child_id)


async def apply_give_back(slots: Collection[int], *, child_id: UUID) -> None:
    """One use less for each slot; the child's last use of a counter gives its place back to everybody, or ends one that was granted beyond the capacity."""
    database.require_transaction()
    await database.fetch(GIVE_BACK, list(slots), child_id, child_id)


async def apply_release_draft(enrolment_id: UUID, *, agent_id: UUID | None, child_id: UUID) -> None:
    """Give back every place that the draft still holds: the family's (`agent_id` None) or this agent's."""
    database.require_transaction()
    held = await database.fetch(
        """
        update draft_cell dc set held_since = null, held_until = null, beyond = false from draft d
        where d.id = dc.draft and d.enrolment = {} and d.agent is not distinct from {} and dc.held_until is not null returning dc.slot
        """,
        enrolment_id,
        agent_id,
    )
    if held:
        await apply_give_back([row["slot"] for row in held], child_id=child_id)


async def apply_free_expired(*, now: datetime) -> int:
    """How many holds ended, of all counters. Rows that somebody is working on are left to them."""
    database.require_transaction()
    return await _apply_free_expired(now=now, slots=None)


async def apply_recount(slots: Sequence[int], *, without: Sequence[int] = ()) -> None:
    """Count again, from what stands, the counters that these slots draw on; those `without` whatever is in them."""
    database.require_transaction()
    await database.fetch(RECOUNT, slots, without)


async def _take(slots: Collection[int], *, child_id: UUID) -> frozenset[int]:
    return frozenset(row["slot"] for row in await database.fetch(TAKE, list(slots), child_id, child_id))


async def _apply_free_expired(*, now: datetime, slots: Collection[int] | None) -> int:
    """Of the counters of these slots, or of all."""
    chosen = None if slots is None else list(slots)
    return int(await database.fetch_value(FREE_EXPIRED, now, chosen, chosen))
