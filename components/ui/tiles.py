"""The shortcuts of the tableau de bord."""

from dataclasses import dataclass

from components.base import Component
from components.ui.choices import require_one_of
from components.ui.icon import IconName


@dataclass(frozen=True, kw_only=True)
class Tile:
    label: str
    href: str
    icon: IconName

    def __post_init__(self) -> None:
        require_one_of(self.icon, IconName, named="icon")


@dataclass(frozen=True, kw_only=True)
class Tiles(Component):
    tiles: tuple[Tile, ...]
