"""The changes of a draft as they are written, each step of all the cells at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID, uuid4

from app.bookings import places, rules
from app.bookings.queries.cells import SlotCell
from app.bookings.queries.enrolled import Enrolled
from app.core import database

Refusals: TypeAlias = Mapping[int, rules.Refusal]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One cell about to be ticked or unticked, by whom and when. `journaled`: this adult may undo it, with all that the same tap changes."""

    enrolled: Enrolled
    cell: SlotCell
    to: bool
    account_id: UUID
    now: datetime
    tap_id: UUID
    journaled: bool

    @property
    def slot_id(self) -> int:
        return self.cell.slot_id

    @property
    def is_counted(self) -> bool:
        """Whether it asks for a place of a counter."""
        return self.to and rules.is_scarce(self.cell.facts)


async def apply_changes(changes: Sequence[Change]) -> Refusals:
    """Do what can be done; what cannot is answered by slot. Places are taken before any is given back: a child who moves in the day keeps the one it has."""
    database.require_transaction()
    refusals = {change.slot_id: why for change in changes if (why := rules.why_not_changed(change.cell.facts, to=change.to, now=change.now))}
    asked = [change for change in changes if change.slot_id not in refusals]
    back = [change for change in asked if change.to == change.cell.facts.booked]
    away = [change for change in asked if change.to != change.cell.facts.booked]
    counted = [change for change in away if change.is_counted]
    held: Mapping[int, bool] = await _apply_holds(counted) if counted else {}
    refusals |= {change.slot_id: rules.Refusal.FULL for change in counted if change.slot_id not in held}
    if drafted := [change for change in away if change.slot_id not in refusals]:
        await _apply_draft(drafted, held=held)
    if back:
        await _apply_forget(back)
    return refusals


async def _apply_holds(changes: Sequence[Change]) -> Mapping[int, bool]:
    """Slots of which a place is kept for twenty minutes: the one that an ended hold still counts, or a new one. True: granted beyond the capacity."""
    now, enrolled = changes[0].now, changes[0].enrolled
    ended = [change.slot_id for change in changes if change.cell.held_since is not None]
    renewed = await _apply_renewal(ended, enrolled=enrolled, now=now) if ended else {}
    wanted = {change.slot_id for change in changes} - renewed.keys()
    taken = await places.apply_take(wanted, child_id=enrolled.child_id, now=now) if wanted else frozenset[int]()
    beyond = {change.slot_id for change in changes if change.cell.facts.exceeding} & (wanted - taken)
    if beyond:
        await places.apply_take_beyond(beyond, child_id=enrolled.child_id)
    return {**renewed, **dict.fromkeys(taken, False), **dict.fromkeys(beyond, True)}


async def _apply_renewal(slots: list[int], *, enrolled: Enrolled, now: datetime) -> Mapping[int, bool]:
    """The holds that were still there to renew: the schedule may just have freed them."""
    renewed = await database.fetch(
        """
        update draft_cell dc set held_since = {}, held_until = {} from draft d
        where d.id = dc.draft and d.enrolment = {} and d.agent is not distinct from {} and dc.slot = any({}::bigint[]) and dc.held_until is not null
        returning dc.slot, dc.beyond
        """,
        *(now, rules.hold_until(since=now, now=now), enrolled.id, enrolled.agent_id, slots),
    )
    return {row["slot"]: row["beyond"] for row in renewed}


async def _apply_draft(changes: Sequence[Change], *, held: Mapping[int, bool]) -> None:
    """Write the changes and who made them, and renew every other hold of the draft that has not ended yet."""
    by, slots = changes[0], [change.slot_id for change in changes]
    held_until = rules.hold_until(since=by.now, now=by.now)
    await database.fetch(
        """
        with kept as (
            insert into draft (id, enrolment, agent, submission_id, changed_at) values ({}, {}, {}, {}, {})
            on conflict (enrolment, agent) do update set changed_at = excluded.changed_at returning id
        ), wished as materialized (
            select * from unnest({}::bigint[], {}::boolean[], {}::uuid[], {}::timestamptz[], {}::timestamptz[], {}::boolean[]) with ordinality
            as wish (slot, wanted, tap, held_since, held_until, beyond, rank)
        ), written as (
            insert into draft_cell (draft, slot, wanted, account, changed_at, held_since, held_until, beyond)
            select id, slot, wanted, {}, {}, held_since, held_until, beyond from kept, wished
            on conflict (draft, slot) do update set wanted = excluded.wanted, account = excluded.account, changed_at = excluded.changed_at,
                held_since = excluded.held_since, held_until = excluded.held_until, beyond = excluded.beyond
        ), journal as (
            insert into draft_tap (draft, slot, account, tap, wanted_before, at)
            select id, slot, {}, tap, not wanted, {} from kept, wished where {} order by rank
        )
        update draft_cell dc set held_until = least(held_since + {}, {})
        from kept where dc.draft = kept.id and not slot = any({}::bigint[]) and held_until > {}
        """,
        *(uuid4(), by.enrolled.id, by.enrolled.agent_id, uuid4(), by.now),
        *(slots, [change.to for change in changes], [change.tap_id for change in changes]),
        *([by.now if slot in held else None for slot in slots], [held_until if slot in held else None for slot in slots]),
        [held.get(slot, False) for slot in slots],
        *(by.account_id, by.now, by.account_id, by.now, by.journaled),
        *(rules.LONGEST_HOLD, by.now + rules.HOLD_TIME, slots, by.now),
    )


async def _apply_forget(changes: Sequence[Change]) -> None:
    """Back to what is booked: the changes leave the draft, held places are given back, and the other holds are renewed."""
    by, slots = changes[0], [change.slot_id for change in changes]
    were_held = await database.fetch(
        """
        with gone as (
            delete from draft_cell dc using draft d
            where d.id = dc.draft and d.enrolment = {} and d.agent is not distinct from {} and dc.slot = any({}::bigint[])
            returning dc.draft, dc.slot, dc.held_until
        ), journal as (
            insert into draft_tap (draft, slot, account, tap, wanted_before, at)
            select gone.draft, slot, {}, tap, not wanted, {}
            from gone join unnest({}::bigint[], {}::boolean[], {}::uuid[]) with ordinality as wish (slot, wanted, tap, rank) using (slot) where {} order by rank
        ), renewed as (
            update draft_cell dc set held_until = least(held_since + {}, {})
            where dc.draft in (select draft from gone) and not dc.slot = any({}::bigint[]) and dc.held_until > {}
        )
        select slot from gone where held_until is not null
        """,
        *(by.enrolled.id, by.enrolled.agent_id, slots),
        *(by.account_id, by.now, slots, [change.to for change in changes], [change.tap_id for change in changes], by.journaled),
        *(rules.LONGEST_HOLD, by.now + rules.HOLD_TIME, slots, by.now),
    )
    if were_held:
        await places.apply_give_back([row["slot"] for row in were_held], child_id=by.enrolled.child_id)
