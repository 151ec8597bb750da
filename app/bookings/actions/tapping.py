"""Ticking and unticking cells in the draft. Every change of one child waits its turn on the child's row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from app.bookings import places, rules, sentences
from app.bookings.actions import drafting
from app.bookings.actions.drafting import Change, Refusals
from app.bookings.queries import cells
from app.bookings.queries.cells import SlotCell
from app.bookings.queries.enrolled import Booker, Desk, Enrolled, enrolment_of
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
async def tap(booker: Booker, enrolment_id: UUID, *, wishes: Sequence[Wish], now: datetime) -> Outcome | None:
    """Bring each cell to the wanted state, or tell why not. None for another household's enrolment.

    A wish that is already true changes nothing: a double tap or a replay is harmless. Of a form that brings both, a unit wished for by itself
    has the last word over the box "Journée" of its day. The statements are as many for one cell as for a whole page.
    """
    async with database.transaction():
        enrolled = await enrolment_of(booker, enrolment_id, locking=True)
        if enrolled is None:
            return None
        wishes = list({(wish.day, wish.unit): wish for wish in wishes}.values())
        days = [wish.day for wish in wishes]
        known = await cells.between(enrolled, first=min(days), last=max(days)) if days else []
        taps = [_Tap(enrolled=enrolled, wish=wish, cells=_cells_of(wish, among=wishes, enrolled=enrolled, known=known)) for wish in wishes]
        changes = [change for each in taps for change in each.changes(_account_of(booker), now=now)]
        refusals = await drafting.apply_changes(changes)
        told = [_told(each.cells, wish=each.wish, enrolled=enrolled, refusals=refusals, now=now) for each in taps]
        return Outcome(enrolled=enrolled, sentences=tuple(said for said, _ in told), refused=any(refused for _, refused in told))


@database.retried
async def undo_last_tap(booker: Booker, enrolment_id: UUID, *, now: datetime) -> Outcome | None:
    """Bring the cells of this adult's last tap back to what they were. The other adult's taps are not theirs to undo."""
    async with database.transaction():
        enrolled = await enrolment_of(booker, enrolment_id, locking=True)
        if enrolled is None:
            return None
        last = await database.fetch(
            """
            with mine as (
                select t.id, t.tap from draft_tap t join draft d on d.id = t.draft where d.enrolment = {} and d.agent is not distinct from {} and t.account = {}
            )
            delete from draft_tap where id in (select id from mine where tap = (select tap from mine order by id desc limit 1))
            returning slot, wanted_before
            """,
            enrolled.id,
            enrolled.agent_id,
            _account_of(booker),
        )
        if not last:
            return Outcome(enrolled=enrolled, sentences=("Il n’y a rien à annuler.",), refused=False)
        undone = await cells.of_slots(enrolled, [row["slot"] for row in last])
        unit = enrolled.unit(undone[0].unit_id).code if len(undone) == 1 else ""
        tapped = _Tap(enrolled=enrolled, wish=Wish(day=undone[0].day, unit=unit, ticked=last[0]["wanted_before"]), cells=undone)
        refusals = await drafting.apply_changes(tapped.changes(_account_of(booker), now=now, journaled=False))
        said, refused = _told(undone, wish=tapped.wish, enrolled=enrolled, refusals=refusals, now=now)
        return Outcome(enrolled=enrolled, sentences=(said,), refused=refused)


@database.retried
async def abandon(booker: Booker, enrolment_id: UUID) -> bool:
    """Forget the whole draft and give its held places back. False for another household's enrolment."""
    async with database.transaction():
        enrolled = await enrolment_of(booker, enrolment_id, locking=True)
        if enrolled is None:
            return False
        await places.apply_release_draft(enrolled.id, agent_id=enrolled.agent_id, child_id=enrolled.child_id)
        await database.fetch("delete from draft where enrolment = {} and agent is not distinct from {}", enrolled.id, enrolled.agent_id)
        return True


@database.retried
async def free_expired_holds(*, now: datetime) -> int:
    """Give the places of expired holds back to everybody. The wish stays in the draft, as a place to take again."""
    async with database.transaction():
        return await places.apply_free_expired(now=now)


@database.retried
async def renew_holds(enrolment_id: UUID, *, now: datetime, agent_id: UUID | None = None) -> None:
    """Who reads the récapitulatif keeps the places that are still held, as each tap does: of the family's draft, or of this agent's."""
    async with database.transaction():
        await database.fetch(
            """
            update draft_cell dc set held_until = least(dc.held_since + {}, {}) from draft d
            where d.id = dc.draft and d.enrolment = {} and d.agent is not distinct from {} and dc.held_until > {}
            """,
            *(rules.LONGEST_HOLD, now + rules.HOLD_TIME, enrolment_id, agent_id, now),
        )


def _account_of(booker: Booker) -> UUID:
    return booker.agent_id if isinstance(booker, Desk) else booker


@dataclass(frozen=True, kw_only=True)
class _Tap:
    """A wish and the cells that it is about: one, those of a whole day, or none that is still open."""

    enrolled: Enrolled
    wish: Wish
    cells: list[SlotCell]

    def changes(self, account_id: UUID, *, now: datetime, journaled: bool = True) -> list[Change]:
        """Of the cells that are not as wished already."""
        to, tap_id = self.wish.ticked, uuid4()
        return [
            Change(enrolled=self.enrolled, cell=cell, to=to, account_id=account_id, now=now, tap_id=tap_id, journaled=journaled)
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
