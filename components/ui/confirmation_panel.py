"""The number that a family keeps, with where its demande stands: shown once it is recorded, and whenever the page is opened again."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from components.base import Component
from components.ui.choices import require_one_of
from components.ui.icon import IconName
from components.ui.status import Tone

HeadingLevel = Literal[1, 2]
ICONS: MappingProxyType[str, IconName] = MappingProxyType({"good": "done", "neutral": "info", "warn": "warn", "bad": "error"})


@dataclass(frozen=True, kw_only=True)
class ConfirmationPanel(Component):
    """`title` is the title of the page ("Demande n° 1"), unless `level` says that the page has another. `state` is the status in words; the colour and
    the icon of its tone only repeat it."""

    title: str
    state: str
    sentence: str
    tone: Tone = "neutral"
    level: HeadingLevel = 1

    def __post_init__(self) -> None:
        require_one_of(self.level, HeadingLevel, named="level")
        require_one_of(self.tone, Tone, named="tone")

    @property
    def icon(self) -> IconName:
        return ICONS[self.tone]
