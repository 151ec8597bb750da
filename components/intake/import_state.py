"""How far a file is, then what is told of it: the page of an import, which follows it by itself while it goes on."""

from dataclasses import dataclass
from typing import ClassVar

from components.base import SwapTarget
from components.ui import Alert, Button, Chips, Pagination, Status


@dataclass(frozen=True, kw_only=True)
class FindingLine:
    """`where`: "Ligne 12", or "Fichier"."""

    where: str
    column: str
    status: Status
    sentence: str


@dataclass(frozen=True, kw_only=True)
class ImportState(SwapTarget):
    """`follow`: its own address while it goes on, asked again by itself; with it, nothing else is shown than `told`. `actions`: links of the page."""

    dom_id: ClassVar[str] = "import"
    status: Status
    told: tuple[str, ...]
    follow: str = ""
    alert: Alert | None = None
    actions: tuple[Button, ...] = ()
    abandon: str = ""
    chips: Chips | None = None
    findings: tuple[FindingLine, ...] = ()
    pages: Pagination | None = None
    export: str = ""
    csrf_token: str = ""
