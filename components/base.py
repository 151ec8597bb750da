"""A component is a frozen dataclass whose template stands beside it: `ui/button.py` and `ui/button.html`."""

import inspect
import re
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import ClassVar

from markupsafe import Markup

from components import rendering

COMPONENTS = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Component:
    """Renders itself wherever a template prints it: `{{ card }}`. Its template sees its fields, and itself as `self_`."""

    template: ClassVar[str | None] = None

    def __html__(self) -> str:
        return self.render()

    def render(self, *, out_of_band: bool = False) -> Markup:
        """The HTML of this component. `out_of_band` makes the root element replace its namesake anywhere on the page."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return rendering.render(template_of(type(self)), values | {"self_": self, "out_of_band": out_of_band})


@dataclass(frozen=True, kw_only=True)
class SwapTarget(Component):
    """A component that an answer may replace alone. Its root element carries `id="{{ self_.swap_id }}"` and `{{ self_.swap_attributes }}`."""

    dom_id: ClassVar[str] = ""

    @property
    def swap_id(self) -> str:
        return self.dom_id


@cache
def template_of(component: type[Component]) -> str:
    """Path of the template: the module's folder and the class name in snake case, unless the class names another."""
    if component.template is not None:
        return component.template
    folder = Path(inspect.getfile(component)).parent.relative_to(COMPONENTS.parent)
    return (folder / f"{snake_case(component.__name__)}.html").as_posix()


def snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
