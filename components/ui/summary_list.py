"""The answers of a démarche, read again before they are sent."""

from dataclasses import dataclass

from components.base import Component


@dataclass(frozen=True, kw_only=True)
class ChangeLink:
    """The words are "Modifier"; `what` completes them for those who only hear them ("les jours ajoutés")."""

    href: str
    what: str


@dataclass(frozen=True, kw_only=True)
class SummaryRow:
    """One value a line. Without value, the row says "Non renseigné"."""

    term: str
    values: tuple[str, ...]
    change: ChangeLink | None = None


@dataclass(frozen=True, kw_only=True)
class SummaryList(Component):
    rows: tuple[SummaryRow, ...]
