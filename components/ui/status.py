"""The state of a thing, in a word; the colour only repeats it."""

from dataclasses import dataclass
from typing import Literal

from components.base import Component
from components.ui.choices import require_one_of

Tone = Literal["good", "neutral", "warn", "bad"]


@dataclass(frozen=True, kw_only=True)
class Status(Component):
    word: str
    tone: Tone = "neutral"

    def __post_init__(self) -> None:
        require_one_of(self.tone, Tone, named="tone")
