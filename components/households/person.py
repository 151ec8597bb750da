"""A person of the household, a contact, or its address: what is known, and which of it waits for the service."""

from dataclasses import dataclass

from components.base import Component
from components.ui.button import Button
from components.ui.summary_list import ChangeLink


@dataclass(frozen=True, kw_only=True)
class Pending:
    """The value that was asked for, and where the demand is taken back; None for who may not."""

    words: str
    withdrawal: str | None


@dataclass(frozen=True, kw_only=True)
class Line:
    """Values one a line; those in `calls` are telephone numbers as (shown, E.164). A line that waits offers no change."""

    term: str
    values: tuple[str, ...] = ()
    calls: tuple[tuple[str, str], ...] = ()
    change: ChangeLink | None = None
    pending: Pending | None = None


@dataclass(frozen=True, kw_only=True)
class Person(Component):
    """`note` stands beside the name: "vous", "Grand-mère"."""

    name: str
    lines: tuple[Line, ...]
    note: str | None = None
    actions: tuple[Button, ...] = ()
