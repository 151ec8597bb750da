"""One box of the grid, a unit on a day: its states, and the key by which page, tap and form name it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a state is told without colour. A state that cannot be tapped is text, never a disabled control."""

    word: str = ""
    tappable: bool = False
    ticked: bool = False
    locked: bool = False


class CellState(StrEnum):
    """The value is also the class that draws the border and the ground of the tile."""

    FREE = "free"
    BOOKED = "booked"
    ADDED = "added"
    REMOVED = "removed"
    REMOVED_BILLED = "removed-billed"  # to be withdrawn late
    HELD = "held"
    LAPSED = "lapsed"
    LATE = "late"
    BEYOND = "beyond"  # an agent may tick it all the same
    LOCKED = "locked"
    KEPT = "kept"  # booked, and locked
    FULL = "full"
    CLOSED = "closed"
    BILLED = "billed"  # withdrawn late
    ELSEWHERE = "elsewhere"

    @property
    def look(self) -> Look:
        return LOOKS[self]


LOOKS = {
    CellState.FREE: Look(tappable=True),
    CellState.BOOKED: Look(tappable=True, ticked=True),
    CellState.ADDED: Look(word="ajouté", tappable=True, ticked=True),
    CellState.REMOVED: Look(word="retiré", tappable=True),
    CellState.REMOVED_BILLED: Look(word="retiré, facturé", tappable=True),
    CellState.HELD: Look(word="retenue", tappable=True, ticked=True),
    CellState.LAPSED: Look(word="à re\u00adprendre", tappable=True),
    CellState.LATE: Look(word="majoré", tappable=True),
    CellState.BEYOND: Look(word="hors délai", tappable=True),
    CellState.LOCKED: Look(word="Trop tard", locked=True),
    CellState.KEPT: Look(word="Réservé", ticked=True, locked=True),
    CellState.FULL: Look(word="Complet"),
    CellState.CLOSED: Look(word="Fermé"),
    CellState.BILLED: Look(word="Retiré, facturé", locked=True),
    CellState.ELSEWHERE: Look(word="Autre foyer"),
}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """`note` takes the place of the state's word ("+50 %"). `why` is told by one tap on a tile that is text:
    the instant it closed, the rule in words, whom to call. `partial`: a "journée" of which some units are ticked and others are not."""

    state: CellState
    note: str = ""
    why: str = ""
    partial: bool = False

    @property
    def look(self) -> Look:
        return self.state.look

    @property
    def tag(self) -> str:
        return self.note or self.look.word


@dataclass(frozen=True, kw_only=True)
class UnitColumn:
    """`key` is the unit's short name in cell keys. A "journée" that ticks several units is a column like another, whose key is empty."""

    key: str
    label: str


def cell_key(day: date, *, unit: str) -> str:
    """2026-12-07.repas: the value of the checkbox, its id, and what a tap sends. The day alone stands for the "journée", which is of no unit."""
    return f"{day.isoformat()}.{unit}" if unit else day.isoformat()
