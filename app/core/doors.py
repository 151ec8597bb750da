"""The two doors of the portal, each with its addresses, its sessions and its cookie: one person may stand behind both, and neither opens the other."""

from enum import StrEnum

from app.core.web import Request


class Door(StrEnum):
    """FAMILY: adults of households. STAFF: agents, whose every address begins by `/agents`."""

    FAMILY = "family"
    STAFF = "staff"

    @property
    def prefix(self) -> str:
        """How its addresses begin."""
        return "/agents" if self is Door.STAFF else ""

    @property
    def home(self) -> str:
        """Where one arrives after signing in."""
        return "/agents" if self is Door.STAFF else "/tableau-de-bord"

    def at(self, address: str) -> str:
        """The address of a page that both doors have, as `/connexion`."""
        return f"{self.prefix}{address}"


def of(request: Request) -> Door:
    return of_path(request.url.path)


def of_path(path: str) -> Door:
    return Door.STAFF if path == Door.STAFF.prefix or path.startswith(f"{Door.STAFF.prefix}/") else Door.FAMILY
