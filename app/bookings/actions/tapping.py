"""Ticking and unticking cells in the draft. Every change of one child waits its turn on the child's row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID, uuid4

from app.bookings import places, rules, sentences
from app.bookings.queries import cells
from app.bookings.queries.cells import SlotCell
from app.bookings.queries.enrolled import Enrolled, enrolment_of
from app.core import database

Refusals: TypeAlias = Mapping[int, rules.Refusal]


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
    has the last word over the box "Journée" of its day. The statements are as many for one cell as for a whole page.
    """
    async with database.transaction():
        enrolled = await enrolment_of(account_id, enrolment_id, locking=True)
        if enrolled is None:
            return None
        wishes = list({(wish.day, wish.unit): wish for wish in wishes}.values())
        days = [wish.day for wish in wishes]
        known = await cells.between(enrolled, first=min(days), last=max(days)) if days else []
        taps = [_Tap(enrolled=enrolled, wish=wish, cells=_cells_of(wish, among=wishes, enrolled=enrolled, known=known)) for wish in wishes]
        changes = [change for each in taps for change in each.changes(account_id, now=now)]
        refusals = await _apply_changes(changes)
        told = [_told(each.cells, wish=each.wish, enrolled=enrolled, refusals=refusals, now=now) for each in taps]
        return Outcome(enrolled=enrolled, sentences=tuple(said for said, _ in told), refused=any(refused for _, refused in told))


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
        unit = enrolled.unit(undone[0].unit_id).code if len(undone) == 1 else ""
        tapped = _Tap(enrolled=enrolled, wish=Wish(day=undone[0].day, unit=unit, ticked=last[0]["wanted_before"]), cells=undone)
        refusals = await _apply_changes(tapped.changes(account_id, now=now, journaled=False))
        said, refused = _told(undone, wish=tapped.wish, enrolled=enrolled, refusals=refusals, now=now)
        return Outcome(enrolled=enrolled, sentences=(said,), refused=refused)


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


@dataclass(frozen=True, kw_only=True)
class _Tap:
    """A wish and the cells that it is about: one, those of a whole day, or none that is still open."""

    enrolled: Enrolled
    wish: Wish
    cells: list[SlotCell]

    def changes(self, account_id: UUID, *, now: datetime, journaled: bool = True) -> list[_Change]:
        """Of the cells that are not as wished already."""
        to, tap_id = self.wish.ticked, uuid4()
        return [
            _Change(enrolled=self.enrolled, cell=cell, to=to, account_id=account_id, now=now, tap_id=tap_id, journaled=journaled)
            for cell in self.cells
            if not rules.is_settled(cell.facts, to=to, now=now)
        ]


def _cells_of(wish: Wish, *, among: Sequence[Wish], enrolled: Enrolled, known: list[SlotCell]) -> list[SlotCell]:
    by_hand = {other.unit for other in among if other.day == wish.day}
    wanted = {wish.unit} if wish.unit else {unit.code for unit in enrolled.whole_day} - by_hand
    units = {unit.id for unit in enrolled.units if unit.code in wanted}
    return [cell for cell in known if cell.day == wish.day and cell.unit_id in units]


# What became of it, in words


def _told(told: list[SlotCell], *, wish: Wish, enrolled: Enrolled, refusals: Refusals, now: datetime) -> tuple[str, bool]:
    """The sentence, and whether nothing of the wish could be granted."""
    if not told:
        return sentences.GONE, True
    if not wish.unit:
        return _told_of_day(told, wish=wish, enrolled=enrolled, refusals=refusals, now=now)
    return _told_of_cell(told[0], wish=wish, enrolled=enrolled, refusals=refusals, now=now)


def _told_of_cell(cell: SlotCell, *, wish: Wish, enrolled: Enrolled, refusals: Refusals, now: datetime) -> tuple[str, bool]:
    subject = sentences.subject_of(enrolled, cell)
    if refusal := refusals.get(cell.slot_id):
        return sentences.refused(subject, refusal=refusal), True
    if rules.is_settled(cell.facts, to=wish.ticked, now=now):
        return sentences.unchanged(subject), False
    if wish.ticked:
        return sentences.added(subject, held_until=_held_until([cell], now=now), now=now), False
    return sentences.removed(subject, now=now), False


def _told_of_day(told: list[SlotCell], *, wish: Wish, enrolled: Enrolled, refusals: Refusals, now: datetime) -> tuple[str, bool]:
    """All that can be had was done, and what cannot is told unit by unit."""
    asked = [cell for cell in told if not rules.is_settled(cell.facts, to=wish.ticked, now=now)]
    done = [cell for cell in asked if cell.slot_id not in refusals]
    said = sentences.whole_day(
        wish.day,
        to=wish.ticked,
        done=[sentences.subject_of(enrolled, cell) for cell in done],
        refused=[(sentences.subject_of(enrolled, cell), refusals[cell.slot_id]) for cell in asked if cell.slot_id in refusals],
        now=now,
        held_until=_held_until(done, now=now) if wish.ticked else None,
    )
    return said, bool(asked) and not done


def _held_until(ticked: list[SlotCell], *, now: datetime) -> datetime | None:
    """Until when the places that were just taken are held; None where none are."""
    held = any(rules.is_scarce(cell.facts) and not cell.facts.booked for cell in ticked)
    return rules.hold_until(since=now, now=now) if held else None


# Writes, each of all the cells at once


async def _apply_changes(changes: Sequence[_Change]) -> Refusals:
    """Do what can be done; what cannot is answered by slot. Places are taken before any is given back: a child who moves in the day keeps the one it has."""
    database.require_transaction()
    refusals = {change.slot_id: why for change in changes if (why := rules.why_not_changed(change.cell.facts, to=change.to, now=change.now))}
    asked = [change for change in changes if change.slot_id not in refusals]
    back = [change for change in asked if change.to == change.cell.facts.booked]
    away = [change for change in asked if change.to != change.cell.facts.booked]
    counted = [change for change in away if change.is_counted]
    held = await _apply_holds(counted) if counted else frozenset[int]()
    refusals |= {change.slot_id: rules.Refusal.FULL for change in counted if change.slot_id not in held}
    if drafted := [change for change in away if change.slot_id not in refusals]:
        await _apply_draft(drafted, held=held)
    if back:
        await _apply_forget(back)
    return refusals


async def _apply_holds(changes: Sequence[_Change]) -> frozenset[int]:
    """Slots of which a place is kept for twenty minutes: the one that an ended hold still counts, or a new one."""
    now, enrolled = changes[0].now, changes[0].enrolled
    ended = [change.slot_id for change in changes if change.cell.held_since is not None]
    renewed = await _apply_renewal(ended, enrolled=enrolled, now=now) if ended else frozenset[int]()
    wanted = {change.slot_id for change in changes} - renewed
    return renewed | (await places.apply_take(wanted, child_id=enrolled.child_id, now=now) if wanted else frozenset[int]())


async def _apply_renewal(slots: list[int], *, enrolled: Enrolled, now: datetime) -> frozenset[int]:
    """The holds that were still there to renew: the schedule may just have freed them."""
    renewed = await database.fetch(
        """
        update draft_cell dc set held_since = {}, held_until = {} from draft d
        where d.id = dc.draft and d.enrolment = {} and dc.slot = any({}::bigint[]) and dc.held_until is not null returning dc.slot
        """,
        *(now, rules.hold_until(since=now, now=now), enrolled.id, slots),
    )
    return frozenset(row["slot"] for row in renewed)


async def _apply_draft(changes: Sequence[_Change], *, held: Collection[int]) -> None:
    """Write the changes and who made them, and renew every other hold of the draft that has not ended yet."""
    by, slots = changes[0], [change.slot_id for change in changes]
    held_until = rules.hold_until(since=by.now, now=by.now)
    await database.fetch(
        """
        with kept as (
            insert into draft (id, enrolment, submission_id, changed_at) values ({}, {}, {}, {})
            on conflict (enrolment) do update set changed_at = excluded.changed_at returning id
        ), wished as materialized (
            select * from unnest({}::bigint[], {}::boolean[], {}::uuid[], {}::timestamptz[], {}::timestamptz[]) with ordinality
            as wish (slot, wanted, tap, held_since, held_until, rank)
        ), written as (
            insert into draft_cell (draft, slot, wanted, account, changed_at, held_since, held_until)
            select id, slot, wanted, {}, {}, held_since, held_until from kept, wished
            on conflict (draft, slot) do update set wanted = excluded.wanted, account = excluded.account, changed_at = excluded.changed_at,
                held_since = excluded.held_since, held_until = excluded.held_until
        ), journal as (
            insert into draft_tap (draft, slot, account, tap, wanted_before, at)
            select id, slot, {}, tap, not wanted, {} from kept, wished where {} order by rank
        )
        update draft_cell dc set held_until = least(held_since + {}, {})
        from kept where dc.draft = kept.id and not slot = any({}::bigint[]) and held_until > {}
        """,
        *(uuid4(), by.enrolled.id, uuid4(), by.now),
        *(slots, [change.to for change in changes], [change.tap_id for change in changes]),
        *([by.now if slot in held else None for slot in slots], [held_until if slot in held else None for slot in slots]),
        *(by.account_id, by.now, by.account_id, by.now, by.journaled),
        *(rules.LONGEST_HOLD, by.now + rules.HOLD_TIME, slots, by.now),
    )


async def _apply_forget(changes: Sequence[_Change]) -> None:
    """Back to what is booked: the changes leave the draft, held places are given back, and the other holds are renewed."""
    by, slots = changes[0], [change.slot_id for change in changes]
    were_held = await database.fetch(
        """
        with gone as (
            delete from draft_cell dc using draft d where d.id = dc.draft and d.enrolment = {} and dc.slot = any({}::bigint[])
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
        *(by.enrolled.id, slots),
        *(by.account_id, by.now, slots, [change.to for change in changes], [change.tap_id for change in changes], by.journaled),
        *(rules.LONGEST_HOLD, by.now + rules.HOLD_TIME, slots, by.now),
    )
    if were_held:
        await places.apply_give_back([row["slot"] for row in were_held], child_id=by.enrolled.child_id)
