"""The queue of the service: what waits, the oldest first, narrowed by chips and by the form above it."""

from dataclasses import dataclass
from typing import ClassVar

from components.base import SwapTarget
from components.ui import Chips, EmptyState, Status


@dataclass(frozen=True, kw_only=True)
class QueueRow:
    """`choice`: what its box sends; None for what is no longer to be decided. `age`, in words; `at`, the day in full. `delay` is said when it presses."""

    ref: str
    href: str
    title: str
    subject: str
    family: str
    child: str
    age: str
    at: str
    status: Status
    delay: Status | None
    taken: str
    choice: str | None


@dataclass(frozen=True, kw_only=True)
class QueueTable(SwapTarget):
    """`told`: the count in words. `hidden`: what narrows the queue, sent along with the choices. `whom`: the family or the child to which it is narrowed,
    and `everybody` the address of the queue without."""

    dom_id: ClassVar[str] = "file"
    told: str
    chips: Chips
    rows: tuple[QueueRow, ...]
    hidden: tuple[tuple[str, str], ...]
    whom: str = ""
    everybody: str = ""
    nothing: EmptyState | None = None
    begins_at: str = ""
    goes_on_at: str = ""

    @property
    def can_choose(self) -> bool:
        return any(row.choice for row in self.rows)
