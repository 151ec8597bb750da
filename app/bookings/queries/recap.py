"""What validating would do now: the changes that can be had with their cost, and those that no longer can, with why."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.bookings import rules
from app.bookings.queries import cells
from app.bookings.queries.cells import SlotCell
from app.bookings.queries.enrolled import Enrolled
from app.core import database


@dataclass(frozen=True, kw_only=True)
class RefusedCell:
    cell: SlotCell
    refusal: rules.Refusal


@dataclass(frozen=True, kw_only=True)
class Recap:
    """`submission_id` makes the validation happen once; `mark` tells whether what is validated is what was shown."""

    submission_id: UUID | None
    added: list[SlotCell]
    removed: list[SlotCell]
    refused: list[RefusedCell]

    @property
    def difference_cents(self) -> int:
        return sum(cell.difference_cents for cell in [*self.added, *self.removed])

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed)

    @property
    def mark(self) -> str:
        told = [f"+{cell.slot_id}:{cell.price_cents}" for cell in self.added] + [f"-{cell.slot_id}:{cell.booked_cents}" for cell in self.removed]
        return hashlib.sha256(" ".join(told).encode()).hexdigest()[:16]


async def of_draft(enrolled: Enrolled, *, now: datetime) -> Recap:
    submission_id = await database.fetch_value("select submission_id from draft where enrolment = {}", enrolled.id)
    return sorted_out(await cells.changed(enrolled), submission_id=submission_id, now=now)


def sorted_out(changes: list[SlotCell], *, submission_id: UUID | None, now: datetime) -> Recap:
    """Each change by what would become of it at this instant. Places are counted again when validating."""
    verdicts = [(cell, _why_not(cell, now=now)) for cell in changes]
    granted = [cell for cell, refusal in verdicts if refusal is None]
    return Recap(
        submission_id=submission_id,
        added=[cell for cell in granted if cell.change],
        removed=[cell for cell in granted if not cell.change],
        refused=[RefusedCell(cell=cell, refusal=refusal) for cell, refusal in verdicts if refusal],
    )


def payload_of(enrolled: Enrolled, seen: Recap) -> dict[str, Any]:
    """What the demande keeps: the words and prices of this day, whatever becomes of the catalogue."""
    return {
        "child_first_name": enrolled.first_name,
        "activity": enrolled.activity,
        "site": enrolled.site,
        "added": [_line(enrolled, cell, cents=cell.price_cents) for cell in seen.added],
        "removed": [_line(enrolled, cell, cents=cell.booked_cents or 0) for cell in seen.removed],
        "difference_cents": seen.difference_cents,
    }


def _line(enrolled: Enrolled, cell: SlotCell, *, cents: int) -> dict[str, Any]:
    return {"day": cell.day.isoformat(), "unit": enrolled.unit(cell.unit_id).name, "price_cents": cents}


def _why_not(cell: SlotCell, *, now: datetime) -> rules.Refusal | None:
    facts = cell.facts
    if refusal := rules.why_not_changed(facts, to=not facts.booked, now=now):
        return refusal
    if not facts.booked and facts.held_until is None and rules.is_full(facts):
        return rules.Refusal.FULL
    return None
