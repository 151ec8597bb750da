"""A step with its questions: what an answer that decides of the others replaces."""

from dataclasses import dataclass
from typing import ClassVar

from components.base import SwapTarget
from components.ui import Alert, ErrorSummary, Field, Stepper, SummaryList


@dataclass(frozen=True, kw_only=True)
class AskedField:
    """`decides`: the questions are asked anew as soon as it changes; without script, when the form is sent."""

    field: Field
    decides: bool = False


@dataclass(frozen=True, kw_only=True)
class StepFields(SwapTarget):
    """Stands inside the form, with all of the page that an answer may change. `whom`: the child and the year. `seen` and `asked` are the marks of the
    answers and of the questions that it shows. `typed` is what could not be kept. `closed`: a question offers nothing, so
    nothing is asked."""

    dom_id: ClassVar[str] = "questions"
    stepper: Stepper
    title: str
    whom: str
    action: str
    seen: str
    asked: str
    fields: tuple[AskedField, ...]
    summary: ErrorSummary | None = None
    lead: tuple[str, ...] = ()
    alerts: tuple[Alert, ...] = ()
    typed: SummaryList | None = None
    closed: Alert | None = None
