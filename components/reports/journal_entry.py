"""A line of the journal: who did what, to what, from which values to which."""

from dataclasses import dataclass
from datetime import datetime

from components.base import Component


@dataclass(frozen=True, kw_only=True)
class JournalEntry(Component):
    """`act` goes on after `who`. `about`: the address of all that was done to the same thing. `origin`: the network, not the machine."""

    at: datetime
    who: str
    role: str
    act: str
    thing: str
    about: str | None
    details: tuple[tuple[str, str], ...]
    origin: str
    sealed: bool
