"""What is to be done, the nearest limit first: each line is one link."""

from dataclasses import dataclass
from typing import Literal

from components.base import Component
from components.ui.choices import require_one_of
from components.ui.icon import IconName

Urgency = Literal["calm", "soon"]


@dataclass(frozen=True, kw_only=True)
class Task:
    """`note` says until when, or what is missing."""

    label: str
    note: str
    href: str
    icon: IconName = "file"
    urgency: Urgency = "calm"

    def __post_init__(self) -> None:
        require_one_of(self.icon, IconName, named="icon")
        require_one_of(self.urgency, Urgency, named="urgency")


@dataclass(frozen=True, kw_only=True)
class TaskList(Component):
    tasks: tuple[Task, ...]
