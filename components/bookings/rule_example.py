"""What a cut-off rule gives, while it is being written: its sentence and the next days that it decides."""

from dataclasses import dataclass
from typing import ClassVar

from components.base import SwapTarget


@dataclass(frozen=True, kw_only=True)
class ExampleDay:
    """A day that the rule decides, until when, and until when late; in words."""

    day: str
    unit: str
    until: str
    late: str


@dataclass(frozen=True, kw_only=True)
class RuleExample(SwapTarget):
    """It stands inside of the form of the rule, and asks `action` again whenever that changes. Without a sentence, it has not been asked yet; `problems`
    tell why there is none."""

    dom_id: ClassVar[str] = "exemple"
    action: str
    sentence: str = ""
    days: tuple[ExampleDay, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def has_late(self) -> bool:
        return any(day.late for day in self.days)
