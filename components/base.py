"""A component is a frozen dataclass whose template stands beside it: `ui/button.py` and `ui/button.html`."""

import re
from dataclasses import dataclass, fields
from typing import ClassVar

from markupsafe import Markup

from components import rendering

WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, kw_only=True)
class Component:
    """Renders itself wherever a template prints it: `{{ card }}`. Its template sees its fields, and itself as `self_`."""

    template: ClassVar[str]

    def __init_subclass__(cls) -> None:
        """Each class knows its template: in the folder of its module, under its name in snake case, unless it names another."""
        if "template" not in cls.__dict__:
            folder = cls.__module__.rpartition(".")[0].replace(".", "/")
            cls.template = f"{folder}/{WORD_START.sub('_', cls.__name__).lower()}.html"

    def __html__(self) -> str:
        return self.render()

    def render(self, *, out_of_band: bool = False) -> Markup:
        """The HTML of this component. `out_of_band` makes the root element replace its namesake anywhere on the page."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return rendering.render(self.template, values | {"self_": self, "out_of_band": out_of_band})


@dataclass(frozen=True, kw_only=True)
class SwapTarget(Component):
    """A component that an answer may replace alone. Its root element carries `id="{{ self_.swap_id }}"`."""

    dom_id: ClassVar[str] = ""

    @property
    def swap_id(self) -> str:
        return self.dom_id
