"""What a list may be narrowed to: a plain GET form, or the list alone drawn again in its place; the address says what it shows."""

from dataclasses import dataclass

from components.base import Component
from components.ui.field import Option


@dataclass(frozen=True, kw_only=True)
class FilterChoice:
    """The first option, whose value is empty, keeps everything."""

    name: str
    label: str
    options: tuple[Option, ...]
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Filters(Component):
    """`results` is the id of the list. `hidden`: what narrows it besides, sent along with the choices."""

    action: str
    results: str
    choices: tuple[FilterChoice, ...]
    hidden: tuple[tuple[str, str], ...] = ()

    @property
    def is_narrowed(self) -> bool:
        return any(choice.value for choice in self.choices)
