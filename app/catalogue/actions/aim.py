"""A group's plan beside its rows, and the count of what loading it changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from app.catalogue.timetable import GroupPlan


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Slots added, changed and removed. `others`: rows of anything else."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    others: int = 0

    def __add__(self, more: "Tally") -> "Tally":
        return Tally(
            added=self.added + more.added,
            changed=self.changed + more.changed,
            removed=self.removed + more.removed,
            others=self.others + more.others,
        )


@dataclass(frozen=True, kw_only=True)
class Aim:
    """A group's plan beside its rows. Days before `since` are left as they are: those before `coming` when it
    has slots already, none otherwise. `why_not_open`: the closure that shuts a unit on a day, for families."""

    plan: GroupPlan
    group_id: UUID
    units: Mapping[str, UUID]
    since: date
    coming: date
    why_not_open: Callable[[str, date], str]

    @cached_property
    def slots(self) -> tuple[list[UUID], list[date]]:
        kept = [slot for slot in self.plan.slots if slot.day >= self.since]
        return [self.units[slot.unit] for slot in kept], [slot.day for slot in kept]

    @cached_property
    def counters(self) -> tuple[list[str], list[date], list[int | None]]:
        wanted = {
            (places.code, slot.day): places.capacity
            for slot in self.plan.slots
            for places in self.plan.group.places
            if slot.day >= self.since and slot.unit in places.units
        }
        return [code for code, _ in wanted], [day for _, day in wanted], list(wanted.values())

    @property
    def pairs(self) -> tuple[list[UUID], list[str]]:
        """Each unit with each counter that it draws on, in the order of the counters' codes."""
        drawn = sorted((places.code, unit) for places in self.plan.group.places for unit in places.units)
        return [self.units[unit] for _, unit in drawn], [code for code, _ in drawn]
