"""Old and new values, side by side."""

from dataclasses import dataclass

from components.base import Component


@dataclass(frozen=True, kw_only=True)
class DifferenceRow:
    """Values as they are read, a line each; empty: nothing was known, or nothing will be."""

    term: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Differences(Component):
    """`before` and `after` say of when each column is."""

    caption: str
    before: str
    after: str
    rows: tuple[DifferenceRow, ...]
