"""What validating would do now: the changes that can be had with their cost, and those that no longer can, with why."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from app.bookings import rules
from app.bookings.queries import cells
from app.bookings.queries.cells import SlotCell
from app.bookings.queries.enrolled import Enrolled
from app.core import database


@dataclass(frozen=True, kw_only=True)
class Change:
    """A cell with what its change costs at this instant. Of what is withdrawn: `price_cents` was due, its own surcharge included, `owed_cents`
    stays billed, `surcharge_cents` of it for being late. `exceeded`: what the desk passes over.
    """

    cell: SlotCell
    price_cents: int
    surcharge_cents: int
    owed_cents: int
    difference_cents: int
    exceeded: tuple[rules.Refusal, ...]

    @property
    def slot_id(self) -> int:
        return self.cell.slot_id

    @property
    def late_cents(self) -> int:
        """What being late adds to the bill, or leaves on it."""
        return self.surcharge_cents if self.cell.change else self.owed_cents

    @property
    def waived(self) -> Self:
        return replace(self, surcharge_cents=0, owed_cents=0, difference_cents=self.difference_cents - self.late_cents)

    @property
    def told(self) -> str:
        """All that was read of it."""
        exceeded = "".join(f"!{refusal}" for refusal in self.exceeded)
        if self.cell.change:
            return f"+{self.slot_id}:{self.price_cents}:{self.surcharge_cents}{exceeded}"
        return f"-{self.slot_id}:{self.price_cents}:{self.surcharge_cents}:{self.owed_cents}{exceeded}"


@dataclass(frozen=True, kw_only=True)
class RefusedCell:
    cell: SlotCell
    refusal: rules.Refusal


@dataclass(frozen=True, kw_only=True)
class Recap:
    """`submission_id` makes the validation happen once; `mark` tells whether what is validated is what was shown."""

    submission_id: UUID | None
    added: list[Change]
    removed: list[Change]
    refused: list[RefusedCell]

    @property
    def changes(self) -> list[Change]:
        return [*self.added, *self.removed]

    @property
    def difference_cents(self) -> int:
        return sum(change.difference_cents for change in self.changes)

    @property
    def late_cents(self) -> int:
        return sum(change.late_cents for change in self.changes)

    @property
    def exceeds(self) -> bool:
        """The desk passes over a rule: it says why."""
        return any(change.exceeded for change in self.changes)

    @property
    def waived(self) -> Self:
        """The same changes, and being late costs nothing."""
        return replace(self, added=[change.waived for change in self.added], removed=[change.waived for change in self.removed])

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed)

    @property
    def mark(self) -> str:
        return hashlib.sha256(" ".join(change.told for change in self.changes).encode()).hexdigest()[:16]


async def of_draft(enrolled: Enrolled, *, now: datetime) -> Recap:
    submission_id = await database.fetch_value(
        "select submission_id from draft where enrolment = {} and agent is not distinct from {}", enrolled.id, enrolled.agent_id
    )
    return sorted_out(await cells.changed(enrolled), submission_id=submission_id, now=now)


def sorted_out(changes: list[SlotCell], *, submission_id: UUID | None, now: datetime) -> Recap:
    """Each change by what would become of it at this instant. Places are counted again when validating."""
    verdicts = [(cell, _why_not(cell, now=now)) for cell in changes]
    granted = [cell for cell, refusal in verdicts if refusal is None]
    return Recap(
        submission_id=submission_id,
        added=[_addition(cell, now=now) for cell in granted if cell.change],
        removed=[_removal(cell, now=now) for cell in granted if not cell.change],
        refused=[RefusedCell(cell=cell, refusal=refusal) for cell, refusal in verdicts if refusal],
    )


def payload_of(enrolled: Enrolled, seen: Recap) -> dict[str, Any]:
    """What the demande keeps: the words and prices of this day, whatever becomes of the catalogue."""
    return {
        "child_first_name": enrolled.first_name,
        "activity": enrolled.activity,
        "site": enrolled.site,
        "added": [_line(enrolled, each) for each in seen.added],
        "removed": [_line(enrolled, each) | {"owed_cents": each.owed_cents} for each in seen.removed],
        "difference_cents": seen.difference_cents,
    }


def _line(enrolled: Enrolled, change: Change) -> dict[str, Any]:
    cell = change.cell
    unit = enrolled.unit(cell.unit_id).name
    exceeded = {"exceeded": list(change.exceeded)} if change.exceeded else {}
    return {"day": cell.day.isoformat(), "unit": unit, "price_cents": change.price_cents, "surcharge_cents": change.surcharge_cents, **exceeded}


def _addition(cell: SlotCell, *, now: datetime) -> Change:
    return Change(
        cell=cell,
        price_cents=cell.facts.price_cents,
        surcharge_cents=rules.surcharge_cents(cell.facts, to=True, now=now),
        owed_cents=0,
        difference_cents=cell.difference_cents(now=now),
        exceeded=rules.exceeded(cell.facts, to=True, now=now),
    )


def _removal(cell: SlotCell, *, now: datetime) -> Change:
    return Change(
        cell=cell,
        price_cents=cell.facts.booked_cents + cell.facts.booked_surcharge_cents,
        surcharge_cents=rules.surcharge_cents(cell.facts, to=False, now=now),
        owed_cents=rules.owed_cents(cell.facts, now=now),
        difference_cents=cell.difference_cents(now=now),
        exceeded=rules.exceeded(cell.facts, to=False, now=now),
    )


def _why_not(cell: SlotCell, *, now: datetime) -> rules.Refusal | None:
    facts = cell.facts
    if refusal := rules.why_not_changed(facts, to=not facts.booked, now=now):
        return refusal
    if not facts.booked and facts.held_until is None and rules.is_full(facts) and not facts.exceeding:
        return rules.Refusal.FULL
    return None
