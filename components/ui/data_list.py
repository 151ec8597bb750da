"""A list of things to open, each with its state: the demandes of a family, for example."""

from dataclasses import dataclass

from components.base import Component
from components.ui.status import Status


@dataclass(frozen=True, kw_only=True)
class DataRow:
    """`title` is the words of the link, so it must tell one row from another. `at` says when, `until` when to be done with it, in words."""

    title: str
    note: str
    href: str
    at: str = ""
    status: Status | None = None
    until: str = ""


@dataclass(frozen=True, kw_only=True)
class DataList(Component):
    rows: tuple[DataRow, ...]
