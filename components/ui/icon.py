"""The icons, drawn on a 24 × 24 grid with one stroked path each. The page carries them once, in its sprite."""

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from markupsafe import Markup

from components import rendering
from components.base import Component
from components.ui.choices import require_one_of

IconName = Literal[
    "back", "calendar", "check", "child", "clock", "close", "done", "edit", "error", "euro", "file", "go", "heart", "help", "home",
    "info", "leave", "list", "lock", "mail", "menu", "minus", "phone", "plus", "undo", "user", "warn",
]  # fmt: skip

CIRCLE = "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z"
DRAWINGS: MappingProxyType[IconName, str] = MappingProxyType(
    {
        "back": "M15 5l-7 7 7 7",
        "calendar": "M6 5h12a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM4 10h16M9 3v4M15 3v4",
        "check": "M4 12.5l5.5 5.5L20 7",
        "child": "M12 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM6 20v-2a6 6 0 0 1 12 0v2",
        "clock": CIRCLE + "M12 7.5V12l3 2",
        "close": "M6 6l12 12M18 6L6 18",
        "done": CIRCLE + "M8 12.3l2.8 2.8L16 9.6",
        "edit": "M4 20l1-4L16 5l3 3L8 19zM13.5 7.5l3 3",
        "error": CIRCLE + "M9 9l6 6M15 9l-6 6",
        "euro": "M17 6.5A6.5 6.5 0 0 0 11.5 4C8 4 6 7.5 6 12s2 8 5.5 8a6.5 6.5 0 0 0 5.5-2.5M3.5 10.5H13M3.5 13.5H13",
        "file": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
        "go": "M9 5l7 7-7 7",
        "heart": "M12 20s-7-4.4-7-10a4 4 0 0 1 7-2.6A4 4 0 0 1 19 10c0 5.6-7 10-7 10z",
        "help": CIRCLE + "M9.7 9.7a2.3 2.3 0 1 1 3.3 2.1c-.7.3-1 .8-1 1.7M12 16.5v.1",
        "home": "M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-6h4v6",
        "info": CIRCLE + "M12 11v5M12 7.8v.1",
        "leave": "M13 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h7M10 12h10M16.5 8.5L20 12l-3.5 3.5",
        "list": "M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1",
        "lock": "M7 11h10a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2zM8 11V8a4 4 0 0 1 8 0v3",
        "mail": "M5 6h14a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM4.5 7.5L12 13l7.5-5.5",
        "menu": "M4 7h16M4 12h16M4 17h16",
        "minus": "M6 12h12",
        "phone": "M6 4h3l1.5 4L8.5 9.5a11 11 0 0 0 6 6l1.5-2 4 1.5v3a2 2 0 0 1-2 2C10.5 20 4 13.5 4 6a2 2 0 0 1 2-2z",
        "plus": "M12 6v12M6 12h12",
        "undo": "M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
        "user": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20a7.5 7.5 0 0 1 15 0",
        "warn": "M12 4l9 16H3zM12 10v4M12 17v.1",
    }
)


@dataclass(frozen=True, kw_only=True)
class Icon(Component):
    """Decorative, unless `label` says in words what it shows."""

    name: IconName
    label: str | None = None

    def __post_init__(self) -> None:
        require_one_of(self.name, IconName, named="name")

    def render(self, *, out_of_band: bool = False) -> Markup:  # noqa: ARG002 - an icon has no namesake to replace
        return drawn(self.name, label=self.label)


# A page asks for the same few icons a hundred times: drawing them again was a good part of the time it took.
@lru_cache
def drawn(name: IconName, *, label: str | None = None) -> Markup:
    return rendering.render(Icon.template, {"name": name, "label": label})


@dataclass(frozen=True, kw_only=True)
class Sprite(Component):
    """All drawings, once in a page: a swapped fragment may use any of them."""

    @property
    def drawings(self) -> tuple[tuple[str, str], ...]:
        return tuple(DRAWINGS.items())
