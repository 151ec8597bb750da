"""Ticking and unticking cells in the draft. Every change of one child waits its turn on the child's row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from app.bookings import places, rules, sentences
from app.bookings.queries import cells
from app.bookings.queries.cells import SlotCell
from app.bookings.queries.enrolled import Enrolled, enrolment_of
from app.core import database


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A cell and the state it is wanted in. `unit` is empty for the box "Journée", which stands for the units of the whole day."""

    day: date
    unit: str
    ticked: bool


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of the wishes, one sentence each, in their order; `refused` when one of them could not be granted."""

    enrolled: Enrolled
    sentences: tuple[str, ...]
    refused: bool


@database.retried
async def tap(account_id: UUID, enrolment_id: UUID, *, wishes: Sequence[Wish], now: datetime) -> Outcome | None:
    """Bring each cell to the wanted state, or tell why not. None for another household's enrolment.

    A wish that is already true changes nothing: a double tap or a replay is harmless. Of a form that brings both, a unit wished for by itself
    has the last word over the box "Journée" of its day.
    """
    async with database.transaction():
        enrolled = await enrolment_of(account_id, enrolment_id, locking=True)
        if enrolled is None:
            return None
        days = [wish.day for wish in wishes]
        known = await cells.between(enrolled, first=min(days), last=max(days)) if days else []
        tapped = [_Tap(enrolled=enrolled, wish=wish, cells=_cells_of(wish, among=wishes, enrolled=enrolled, known=known)) for wish in wishes]
        granted = [await _apply_tap(each, account_id=account_id, now=now) for each in tapped]
        return Outcome(enrolled=enrolled, sentences=tuple(said for said, _ in granted), refused=any(refusal for _, refusal in granted))


@database.retried
async def undo_last_tap(account_id: UUID, enrolment_id: UUID, *, now: datetime) -> Outcome | None:
    """Bring the cells of this adult's last tap back to what they were. The other adult's taps are not theirs to undo."""
    async with database.transaction():
        enrolled = await enrolment_of(account_id, enrolment_id, locking=True)
        if enrolled is None:
            return None
        last = await database.fetch(
            """
            with mine as (
                select t.id, t.tap from draft_tap t join draft d on d.id = t.draft where d.enrolment = {} and t.account = {}
            )
            delete from draft_tap where id in (select id from mine where tap = (select tap from mine order by id desc limit 1))
            returning slot, wanted_before
            """,
            enrolled.id,
            account_id,
        )
        if not last:
            return Outcome(enrolled=enrolled, sentences=("Il n’y a rien à annuler.",), refused=False)
        undone = await cells.of_slots(enrolled, [row["slot"] for row in last])
        changes = [_Change(enrolled=enrolled, cell=cell, account_id=account_id, now=now, journaled=False) for cell in undone]
        to = last[0]["wanted_before"]
        said, refusal = await _apply_state(changes[0], to=to) if len(changes) == 1 else await _apply_whole_day(changes, to=to)
        return Outcome(enrolled=enrolled, sentences=(said,), refused=refusal is not None)


@database.retried
async def abandon(account_id: UUID, enrolment_id: UUID) -> bool:
    """Forget the whole draft and give its held places back. False for another household's enrolment."""
    async with database.transaction():
        enrolled = await enrolment_of(account_id, enrolment_id, locking=True)
        if enrolled is None:
            return False
        await places.apply_release_draft(enrolled.id, child_id=enrolled.child_id)
        await database.fetch("delete from draft where enrolment = {}", enrolled.id)
        return True


@database.retried
async def free_expired_holds(*, now: datetime) -> int:
    """Give the places of expired holds back to everybody. The wish stays in the draft, as a place to take again."""
    async with database.transaction():
        return await places.apply_free_expired(now=now)


@database.retried
async def renew_holds(enrolment_id: UUID, *, now: datetime) -> None:
    """Who reads the récapitulatif keeps the places that are still held, as each tap does."""
    async with database.transaction():
        await database.fetch(
            """
            update draft_cell dc set held_until = least(dc.held_since + {}, {}) from draft d
            where d.id = dc.draft and d.enrolment = {} and dc.held_until > {}
            """,
            *(rules.LONGEST_HOLD, now + rules.HOLD_TIME, enrolment_id, now),
        )


@dataclass(frozen=True, kw_only=True)
class _Change:
    """One cell about to change, who changes it and when. `journaled`: this adult may undo it, with all that the same tap changes."""

    enrolled: Enrolled
    cell: SlotCell
    account_id: UUID
    now: datetime
    tap_id: UUID = field(default_factory=uuid4)
    journaled: bool = True

    @property
    def subject(self) -> sentences.Subject:
        return sentences.subject_of(self.enrolled, self.cell)


@dataclass(frozen=True, kw_only=True)
class _Tap:
    """A wish and the cells that it is about: one, those of a whole day, or none that is still open."""

    enrolled: Enrolled
    wish: Wish
    cells: list[SlotCell]


def _cells_of(wish: Wish, *, among: Sequence[Wish], enrolled: Enrolled, known: list[SlotCell]) -> list[SlotCell]:
    by_hand = {other.unit for other in among if other.day == wish.day}
    wanted = {wish.unit} if wish.unit else {unit.code for unit in enrolled.whole_day} - by_hand
    units = {unit.id for unit in enrolled.units if unit.code in wanted}
    return [cell for cell in known if cell.day == wish.day and cell.unit_id in units]


async def _apply_tap(tapped: _Tap, *, account_id: UUID, now: datetime) -> tuple[str, rules.Refusal | None]:
    if not tapped.cells:
        return sentences.GONE, rules.Refusal.GONE
    tap_id = uuid4()
    changes = [_Change(enrolled=tapped.enrolled, cell=cell, account_id=account_id, now=now, tap_id=tap_id) for cell in tapped.cells]
    if tapped.wish.unit:
        return await _apply_state(changes[0], to=tapped.wish.ticked)
    return await _apply_whole_day(changes, to=tapped.wish.ticked)


async def _apply_whole_day(changes: Sequence[_Change], *, to: bool) -> tuple[str, rules.Refusal | None]:
    """All that can be had is done, and what cannot is told unit by unit: refused when nothing could be done. Slots in order, as everywhere."""
    database.require_transaction()
    asked = [change for change in changes if not rules.is_settled(change.cell.facts, to=to, now=change.now)]
    refusals: dict[int, rules.Refusal | None] = {}
    for change in sorted(asked, key=lambda change: change.cell.slot_id):
        why_not = rules.why_not_changed(change.cell.facts, to=to, now=change.now)
        refusals[change.cell.slot_id] = why_not or (await _apply_state(change, to=to))[1]
    done = [change for change in asked if refusals[change.cell.slot_id] is None]
    refused = [(change.subject, refusal) for change in asked if (refusal := refusals[change.cell.slot_id])]
    held = to and any(rules.is_scarce(change.cell.facts) for change in done)
    said = sentences.whole_day(
        changes[0].cell.day,
        to=to,
        done=[change.subject for change in done],
        refused=refused,
        now=changes[0].now,
        held_until=rules.hold_until(since=changes[0].now, now=changes[0].now) if held else None,
    )
    return said, refused[0][1] if refused and not done else None


async def _apply_state(change: _Change, *, to: bool) -> tuple[str, rules.Refusal | None]:
    """Bring one cell to a state; the sentence tells the deadline that then applies."""
    database.require_transaction()
    facts = change.cell.facts
    if rules.is_settled(facts, to=to, now=change.now):
        return sentences.unchanged(change.subject), None
    if refusal := rules.why_not_changed(facts, to=to, now=change.now):
        return sentences.refused(change.subject, refusal=refusal), refusal
    if to:
        return await _apply_tick(change)
    if facts.booked:
        await _apply_draft(change, wanted=False, held_until=None)
    else:
        await _apply_forget(change)
    return sentences.removed(change.subject, now=change.now), None


async def _apply_tick(change: _Change) -> tuple[str, rules.Refusal | None]:
    """Back to what is booked, or one more place wanted: held where places are counted."""
    facts, held_until = change.cell.facts, None
    if facts.booked:
        await _apply_forget(change)
    else:
        held_until = await _apply_hold(change) if rules.is_scarce(facts) else None
        if rules.is_scarce(facts) and held_until is None:
            return sentences.refused(change.subject, refusal=rules.Refusal.FULL), rules.Refusal.FULL
        await _apply_draft(change, wanted=True, held_until=held_until)
    return sentences.added(change.subject, held_until=held_until, now=change.now), None


async def _apply_hold(change: _Change) -> datetime | None:
    """Keep one place for twenty minutes: the one that an ended hold still counts, or a new one. None when no place is left."""
    until = rules.hold_until(since=change.now, now=change.now)
    if change.cell.held_since is not None and await _apply_renewal(change, until=until):
        return until
    return until if await places.apply_take(change.cell.slot_id, child_id=change.enrolled.child_id, now=change.now) else None


async def _apply_renewal(change: _Change, *, until: datetime) -> bool:
    """Whether the hold was still there to renew: the schedule may just have freed it."""
    renewed = await database.fetch(
        """
        update draft_cell dc set held_since = {}, held_until = {} from draft d
        where d.id = dc.draft and d.enrolment = {} and dc.slot = {} and dc.held_until is not null returning dc.slot
        """,
        change.now,
        until,
        change.enrolled.id,
        change.cell.slot_id,
    )
    return bool(renewed)


async def _apply_draft(change: _Change, *, wanted: bool, held_until: datetime | None) -> None:
    """Write the change and who made it, and renew every hold of the draft that has not ended yet."""
    await database.fetch(
        """
        with kept as (
            insert into draft (id, enrolment, submission_id, changed_at) values ({}, {}, {}, {})
            on conflict (enrolment) do update set changed_at = excluded.changed_at returning id
        ), written as (
            insert into draft_cell (draft, slot, wanted, account, changed_at, held_since, held_until)
            select id, {}, {}, {}, {}, {}, {} from kept
            on conflict (draft, slot) do update set wanted = excluded.wanted, account = excluded.account, changed_at = excluded.changed_at,
                held_since = excluded.held_since, held_until = excluded.held_until
        ), journal as (
            insert into draft_tap (draft, slot, account, tap, wanted_before, at) select id, {}, {}, {}, {}, {} from kept where {}
        )
        update draft_cell dc set held_until = least(held_since + {}, {})
        from kept where dc.draft = kept.id and slot <> {} and held_until > {}
        """,
        *(uuid4(), change.enrolled.id, uuid4(), change.now),
        *(change.cell.slot_id, wanted, change.account_id, change.now, change.now if held_until else None, held_until),
        *(change.cell.slot_id, change.account_id, change.tap_id, not wanted, change.now, change.journaled),
        *(rules.LONGEST_HOLD, change.now + rules.HOLD_TIME, change.cell.slot_id, change.now),
    )


async def _apply_forget(change: _Change) -> None:
    """Back to what is booked: the change leaves the draft, a held place is given back, and the other holds are renewed."""
    was_held = await database.fetch_value(
        """
        with gone as (
            delete from draft_cell dc using draft d where d.id = dc.draft and d.enrolment = {} and dc.slot = {} returning dc.draft, dc.held_until
        ), journal as (
            insert into draft_tap (draft, slot, account, tap, wanted_before, at) select draft, {}, {}, {}, {}, {} from gone where {}
        ), renewed as (
            update draft_cell dc set held_until = least(held_since + {}, {})
            from gone where dc.draft = gone.draft and dc.slot <> {} and dc.held_until > {}
        )
        select held_until is not null from gone
        """,
        *(change.enrolled.id, change.cell.slot_id),
        *(change.cell.slot_id, change.account_id, change.tap_id, not change.cell.facts.booked, change.now, change.journaled),
        *(rules.LONGEST_HOLD, change.now + rules.HOLD_TIME, change.cell.slot_id, change.now),
    )
    if was_held:
        await places.apply_give_back(change.cell.slot_id, child_id=change.enrolled.child_id)
