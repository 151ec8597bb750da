"""Who asked for what, and when: pure. A child's days are asked for four weeks at a time; some of them are given back."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from app.core import clock
from app.demo import chance, habits
from app.demo.families import FAMILIES, NAMESPACE, Pupil
from app.demo.ground import Line, Offer, Slot, Taken

WEEKS_TOGETHER = 4
WEEKS_BEHIND, WEEKS_AHEAD = 6, 8
LEAD_DAYS = 14  # at most, before the first of the days can no longer be had
GIVEN_BACK = 15  # percent of the demandes
UP_AT, MINUTES_UP = time(6, 45), 16 * 60
# Families leave so many places free, day after day: of two Wednesdays one is full, the other nearly.
LEFT_FREE = (0, 3, 0, 1)
# Those whom one visits have their places before the others, or there would be too little to see.
VISITED = frozenset(child.id for family in FAMILIES for child in family.children)


@dataclass(frozen=True, kw_only=True)
class PastFiling:
    """One validation of a family: its days, and when it was sent."""

    id: UUID
    line: Line
    account_id: UUID
    sent_at: datetime
    added: Sequence[Slot] = ()
    removed: Sequence[Slot] = ()


def reach(today: date) -> tuple[date, date]:
    """All days of the four weeks together that are looked at."""
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(weeks=WEEKS_BEHIND + WEEKS_TOGETHER), monday + timedelta(weeks=WEEKS_AHEAD + WEEKS_TOGETHER, days=-1)


def asked(offer: Offer, *, pupils: Mapping[tuple[UUID, UUID], Pupil], now: datetime) -> list[PastFiling]:
    """What families would have asked for until now, had they all the places that they want; without what they have sent already.

    `pupils`, by household and child: who has two homes does not do the same in both.
    """
    offered, today = _by_group_and_week(offer.slots), now.astimezone(clock.PARIS).date()
    found = list[PastFiling]()
    for line in offer.lines:
        for filing_id, weeks in _turns(line, today=today):
            if filing_id not in offer.filed and line.accounts:
                slots = [slot for week in weeks for slot in offered.get((line.age_group_id, week), ())]
                found += _asking(line, slots, filing_id=filing_id, pupil=pupils[line.household_id, line.child_id], now=now)
    return _sorted(found)


def granted(asked: Sequence[PastFiling], taken: Taken, *, last_sent_at: datetime | None, now: datetime) -> list[PastFiling]:
    """In the order in which they are sent. What is full, no longer open, or was changed by a visitor is not in them."""
    places, had = _Places(taken), list[PastFiling]()
    in_time = _after_the_last(asked, last=last_sent_at, now=now)
    for filing in sorted(in_time, key=lambda filing: filing.line.child_id not in VISITED):
        if added := [slot for slot in filing.added if _is_open(slot, at=filing.sent_at) and places.take(slot, child_id=filing.line.child_id)]:
            had.append(replace(filing, added=added))
    return _sorted([*had, *_given_back(had, scarce=taken.free, now=now)])


def _by_group_and_week(slots: Sequence[Slot]) -> dict[tuple[UUID, int], list[Slot]]:
    grouped: dict[tuple[UUID, int], list[Slot]] = defaultdict(list)
    for slot in slots:
        grouped[slot.age_group_id, _week_of(slot.day)].append(slot)
    return grouped


def _turns(line: Line, *, today: date) -> Iterator[tuple[UUID, range]]:
    """The demandes of a line by their weeks. Families do not all begin in the same week."""
    week, phase = _week_of(today), chance.number(f"phase:{line.id}", below=WEEKS_TOGETHER)
    for turn in range((week - WEEKS_BEHIND + phase) // WEEKS_TOGETHER, (week + WEEKS_AHEAD + phase) // WEEKS_TOGETHER + 1):
        first = turn * WEEKS_TOGETHER - phase
        yield uuid5(NAMESPACE, f"filing:{line.id}:{turn}"), range(first, first + WEEKS_TOGETHER)


def _week_of(day: date) -> int:
    """From Monday to Sunday, counted since the first week of all."""
    return (day.toordinal() - 1) // 7


def _wants(line: Line, slot: Slot, *, pupil: Pupil) -> bool:
    usual = pupil.habits.get(line.activity_code, {}).get(slot.day.isoweekday(), ())
    can = line.starts_on <= slot.day <= line.ends_on and slot.opens_at < slot.book_before
    return can and slot.unit_code in usual and habits.comes(pupil.key, activity=line.activity_code, day=slot.day)


def _asking(line: Line, slots: Sequence[Slot], *, filing_id: UUID, pupil: Pupil, now: datetime) -> Iterator[PastFiling]:
    """One demande when its day has come: some days before the first deadline, so that all of them can still be had; by one of the adults."""
    ahead = 1 + chance.number(f"ahead:{filing_id}", below=LEAD_DAYS)
    if not slots or min(slot.book_before for slot in slots) > now + timedelta(days=ahead + 1):
        return
    days = [slot for slot in slots if _wants(line, slot, pupil=pupil)]
    if days and (sent_at := _awake(min(slot.book_before for slot in days), days_before=ahead, key=f"{filing_id}")) <= now:
        account_id = chance.one(f"adult:{filing_id}", line.accounts)
        yield PastFiling(id=filing_id, line=line, account_id=account_id, sent_at=sent_at, added=[slot for slot in days if _is_open(slot, at=sent_at)])


def _awake(limit: datetime, *, days_before: int, key: str) -> datetime:
    """On a day before this instant, at an hour at which people use their phone."""
    day = limit.astimezone(clock.PARIS).date() - timedelta(days=days_before)
    minutes = chance.number(f"minute:{key}", below=MINUTES_UP)
    return (datetime.combine(day, UP_AT) + timedelta(minutes=minutes, seconds=chance.number(f"second:{key}", below=60))).replace(tzinfo=clock.PARIS)


def _after_the_last(asked: Sequence[PastFiling], *, last: datetime | None, now: datetime) -> list[PastFiling]:
    """Numbers follow time: what should have been sent before the last demande that was is sent since, one after the other."""
    late = [] if last is None else [filing for filing in asked if filing.sent_at <= last]
    if last is None or last >= now:
        return list(asked[len(late) :])
    step = (now - last) / (len(late) + 1)
    return _sorted([*(replace(filing, sent_at=last + step * rank) for rank, filing in enumerate(late, start=1)), *asked[len(late) :]])


def _is_open(slot: Slot, *, at: datetime) -> bool:
    return slot.opens_at <= at < slot.book_before


class _Places:
    """Those that are left, as demandes take them."""

    def __init__(self, taken: Taken) -> None:
        self.free, self.holders, self.touched = dict(taken.free), set(taken.holders), taken.touched

    def take(self, slot: Slot, *, child_id: UUID) -> bool:
        """One place of each counter of the slot that the child has none of yet, or nothing."""
        if (slot.id, child_id) in self.touched:
            return False
        needed = [counter for counter in slot.counters if (counter, child_id) not in self.holders]
        kept = LEFT_FREE[(_week_of(slot.day) + slot.day.weekday()) % len(LEFT_FREE)]
        if any(self.free.get(counter, kept + 1) <= kept for counter in needed):
            return False
        for counter in needed:
            self.holders.add((counter, child_id))
            if counter in self.free:
                self.free[counter] -= 1
        return True


def _given_back(had: Sequence[PastFiling], *, scarce: Collection[int], now: datetime) -> Iterator[PastFiling]:
    """A day that a family needs no more, told in time. Scarce places are kept: what was full stays full."""
    for filing in had:
        days = sorted({slot.day for slot in filing.added if not any(counter in scarce for counter in slot.counters)})
        if days and chance.happens(f"back:{filing.id}", percent=GIVEN_BACK):
            day = chance.one(f"day:{filing.id}", days)
            removed = [slot for slot in filing.added if slot.day == day]
            later = uuid5(NAMESPACE, f"back:{filing.id}")
            sent_at = _awake(min(slot.cancel_before for slot in removed), days_before=1, key=f"{later}")
            if filing.sent_at < sent_at <= now:
                yield replace(filing, id=later, sent_at=sent_at, added=(), removed=removed)


def _sorted(sent: Sequence[PastFiling]) -> list[PastFiling]:
    return sorted(sent, key=lambda filing: (filing.sent_at, filing.id))
