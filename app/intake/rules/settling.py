"""Whether a file may write a field that the portal knows already. What a family, or the service, changed since the last import is never overwritten.

The portal remembers a mark of what it imported: the field that still has this mark is as the file left it, and a corrected file corrects it.
"""

import hashlib
from enum import StrEnum


class Settled(StrEnum):
    """SILENT: the file says nothing. SAME: nothing to do. FILLED, CORRECTED: the file is taken. KEPT: the portal's is."""

    SILENT = "silent"
    SAME = "same"
    FILLED = "filled"
    CORRECTED = "corrected"
    KEPT = "kept"

    @property
    def writes(self) -> bool:
        return self in {Settled.FILLED, Settled.CORRECTED}


def mark_of(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:16]


def settled(said: str, *, current: str, mark: str | None, waits: bool = False) -> Settled:
    """`mark`: of what the last file said, None when none did. `waits`: the family asked the service to change this field."""
    if not said:
        answer = Settled.SILENT
    elif said == current:
        answer = Settled.SAME
    elif waits:
        answer = Settled.KEPT
    elif mark is None and not current:
        answer = Settled.FILLED
    elif mark is not None and mark == mark_of(current):
        answer = Settled.CORRECTED
    else:
        answer = Settled.KEPT
    return answer
