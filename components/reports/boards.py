"""The boards of the service: a day by groups and units, a week by groups and days."""

from dataclasses import dataclass
from datetime import date

from components.base import Component
from components.ui import Button, Chips, FilterChoice


@dataclass(frozen=True, kw_only=True)
class BoardTools(Component):
    """What every board has above it: which one (`views`), the day, what it is narrowed to. A plain form, whose button everybody sees."""

    action: str
    day: date
    views: Chips
    before: Button | None
    today: Button | None
    after: Button | None
    choices: tuple[FilterChoice, ...]
    everything: str = ""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Of a counter: `left` None where nobody counts."""

    left: int | None
    capacity: int | None
    held: int

    NEARLY_FULL = 5  # places

    @property
    def words(self) -> str:
        if self.left is None:
            return ""
        if self.left <= 0:
            return "Complet"
        return f"{self.left}\u00a0{'libres' if self.left > 1 else 'libre'} sur {self.capacity}"

    @property
    def tone(self) -> str:
        if self.left is None or self.left > self.NEARLY_FULL:
            return ""
        return "full" if self.left <= 0 else "near"

    @property
    def held_words(self) -> str:
        return f"{self.held}\u00a0{'retenues' if self.held > 1 else 'retenue'}" if self.held else ""

    @property
    def share(self) -> int:
        """Taken, out of a hundred."""
        return round(100 * (self.capacity - self.left) / self.capacity) if self.left is not None and self.capacity else 0


@dataclass(frozen=True, kw_only=True)
class DayCell(Component):
    """`about` completes the number for those who only hear it ("Repas, École élémentaire")."""

    booked: int
    places: Places
    href: str
    about: str


@dataclass(frozen=True, kw_only=True)
class DayRow:
    """A group on that day; `closed` says why it does not open. `ages` and `staff` are told of the fullest moment."""

    site: str
    group: str
    cells: tuple[DayCell | None, ...] = ()
    closed: str = ""
    ages: str = ""
    staff: str = ""


@dataclass(frozen=True, kw_only=True)
class DayTable(Component):
    """An activity: its groups, and its units in columns. `totals` when there are several groups."""

    key: str
    title: str
    units: tuple[str, ...]
    rows: tuple[DayRow, ...]
    totals: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WeekCell(Component):
    """A unit on a day; a group that is closed says why once, over all its units (`span`)."""

    booked: int = 0
    places: Places = Places(left=None, capacity=None, held=0)
    href: str = ""
    about: str = ""
    closed: str = ""
    span: int = 1


@dataclass(frozen=True, kw_only=True)
class WeekRow:
    """A unit of a group. A day without it is None; one that a closed cell above covers is left out (`skipped`)."""

    unit: str
    cells: tuple[WeekCell | None, ...]
    skipped: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class WeekGroup:
    site: str
    group: str
    rows: tuple[WeekRow, ...]


@dataclass(frozen=True, kw_only=True)
class WeekDay:
    day: date
    href: str


@dataclass(frozen=True, kw_only=True)
class WeekTable(Component):
    key: str
    title: str
    days: tuple[WeekDay, ...]
    groups: tuple[WeekGroup, ...]
