"""The answers of a démarche, read again before they are sent."""

from dataclasses import dataclass

from components.base import Component


@dataclass(frozen=True, kw_only=True)
class ChangeLink:
    """`word` is what is seen; `what` completes it for those who only hear it ("les jours ajoutés")."""

    href: str
    what: str
    word: str = "Modifier"


@dataclass(frozen=True, kw_only=True)
class SummaryRow:
    """One value a line. Without value, the row says "Non renseigné"."""

    term: str
    values: tuple[str, ...]
    change: ChangeLink | None = None


@dataclass(frozen=True, kw_only=True)
class SummaryList(Component):
    rows: tuple[SummaryRow, ...]
