"""A message that stands in the page: an icon, a word, a sentence."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from components.base import Component
from components.ui.button import Button
from components.ui.choices import require_one_of
from components.ui.icon import IconName

AlertKind = Literal["info", "success", "warning", "error"]
WORDS = MappingProxyType({"info": "À savoir", "success": "C’est fait", "warning": "Attention", "error": "Erreur"})
ICONS: MappingProxyType[str, IconName] = MappingProxyType({"info": "info", "success": "done", "warning": "warn", "error": "error"})


@dataclass(frozen=True, kw_only=True)
class Alert(Component):
    """`title` replaces the word of its kind, which is then only heard."""

    kind: AlertKind
    sentence: str
    title: str | None = None
    action: Button | None = None

    def __post_init__(self) -> None:
        require_one_of(self.kind, AlertKind, named="kind")

    @property
    def word(self) -> str:
        return WORDS[self.kind]

    @property
    def icon(self) -> IconName:
        return ICONS[self.kind]
