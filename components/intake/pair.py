"""Two households side by side: what they have in common is said, not only seen."""

from dataclasses import dataclass

from components.base import Component


@dataclass(frozen=True, kw_only=True)
class Side:
    """A household: `href` is its page at the desk, empty for who may not open it."""

    title: str
    href: str
    note: str


@dataclass(frozen=True, kw_only=True)
class PairRow:
    """`is_same`: some of it is in both."""

    label: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    is_same: bool = False


@dataclass(frozen=True, kw_only=True)
class Pair(Component):
    caption: str
    first: Side
    second: Side
    rows: tuple[PairRow, ...]
