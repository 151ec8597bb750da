"""The number that a family keeps: shown once its demande is recorded, and whenever the page is opened again."""

from dataclasses import dataclass
from typing import Literal

from components.base import Component
from components.ui.choices import require_one_of

HeadingLevel = Literal[1, 2]


@dataclass(frozen=True, kw_only=True)
class ConfirmationPanel(Component):
    """`title` is the title of the page ("Demande n° 1"), unless `level` says that the page has another."""

    title: str
    sentence: str
    level: HeadingLevel = 1

    def __post_init__(self) -> None:
        require_one_of(self.level, HeadingLevel, named="level")
