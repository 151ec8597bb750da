"""What a list says when it has nothing to show."""

from dataclasses import dataclass

from components.base import Component
from components.ui.button import Button
from components.ui.choices import require_one_of
from components.ui.icon import IconName


@dataclass(frozen=True, kw_only=True)
class EmptyState(Component):
    title: str
    sentence: str
    icon: IconName = "done"
    action: Button | None = None

    def __post_init__(self) -> None:
        require_one_of(self.icon, IconName, named="icon")
