"""A sheet of a dossier with its questions by section: what an answer that decides of the others replaces."""

from dataclasses import dataclass
from typing import ClassVar

from components.base import SwapTarget
from components.filings.step_fields import AskedField
from components.ui import Alert, Button, ErrorSummary, Field, SummaryList


@dataclass(frozen=True, kw_only=True)
class SheetSection:
    """`ticks`: the people who may collect the child, above the questions, and `add`, the address where another one is added."""

    title: str
    says: tuple[str, ...]
    fields: tuple[AskedField, ...]
    ticks: tuple[Field, ...] = ()
    add: str = ""


@dataclass(frozen=True, kw_only=True)
class SheetProposal:
    """Answers to take over: where they come from, what they say, and the button of the form that takes them, which stands apart."""

    origin: str
    told: SummaryList
    button: Button


@dataclass(frozen=True, kw_only=True)
class SheetFields(SwapTarget):
    """Stands inside the form, with all of the page that an answer may change. `seen` and `asked` are the marks of the answers and of the questions that
    it shows; `known` is what the portal knows already. `typed`: what could not be kept."""

    dom_id: ClassVar[str] = "fiche"
    title: str
    whom: str
    lead: str
    action: str
    seen: str
    asked: str
    sections: tuple[SheetSection, ...]
    proposal: SheetProposal | None = None
    known: SummaryList | None = None
    summary: ErrorSummary | None = None
    alerts: tuple[Alert, ...] = ()
    typed: SummaryList | None = None
