"""What the layout shows to who is signed in: the menu, and the end of the session."""

from dataclasses import dataclass
from datetime import datetime

from components.base import Component
from components.ui.choices import require_one_of
from components.ui.icon import IconName


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    label: str
    href: str
    icon: IconName

    def __post_init__(self) -> None:
        require_one_of(self.icon, IconName, named="icon")


FAMILY_MENU = (
    MenuItem(label="Tableau de bord", href="/tableau-de-bord", icon="home"),
    MenuItem(label="Réserver", href="/reservations", icon="calendar"),
    MenuItem(label="Démarches", href="/demarches", icon="file"),
    MenuItem(label="Mes demandes", href="/demandes", icon="list"),
    MenuItem(label="Ma famille", href="/famille", icon="child"),
    MenuItem(label="Mes pièces", href="/documents", icon="file"),
    MenuItem(label="Messages", href="/messages", icon="mail"),
    MenuItem(label="Mon compte", href="/compte", icon="user"),
)


@dataclass(frozen=True, kw_only=True)
class Menu(Component):
    """A disclosure on a phone, a bar on a wide screen. Both are written: a closed `<details>` shows nothing, whatever the style sheet says."""

    path: str
    csrf_token: str
    items: tuple[MenuItem, ...] = FAMILY_MENU
    prefix: str = ""  # of the addresses of the door
    label: str = "Menu"
    who: str = ""  # is signed in: at a post that several agents share, one looks before one writes

    def is_current(self, item: MenuItem) -> bool:
        """The home of the desk begins every address of it."""
        return self.path == item.href or (item.href != self.prefix and self.path.startswith(f"{item.href}/"))


@dataclass(frozen=True, kw_only=True)
class SessionWarning(Component):
    """Shown two minutes before the session ends. `now` lets the browser count without trusting its own clock."""

    ends_at: datetime
    now: datetime
    csrf_token: str
    path: str
    prefix: str = ""
