"""What the layout around every page shows: the commune, who is signed in, the news of the last action."""

from dataclasses import dataclass
from datetime import datetime

from components.ui.menu import FAMILY_MENU, MenuItem


@dataclass(frozen=True, kw_only=True)
class CommuneLook:
    """The commune's own identity, from its catalogue file."""

    name: str  # "Ville de Chavagne"
    crest: str  # one or two letters, shown when there is no picture
    stylesheet: str  # address of the sheet with its colours (and its crest as a picture)
    office: str  # "Service Enfance"
    phone: str
    email: str
    accessibility: str  # "non conforme" until an audit is recorded


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """The adult or the agent who is signed in, and when the session ends if nothing more is asked of the portal."""

    first_name: str
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Shell:
    """`prefix`: how the addresses of this door begin, nothing for families. `home`: where its brand leads."""

    commune: CommuneLook
    account: SignedIn | None
    csrf_token: str
    path: str
    now: datetime | None = None  # lets the browser count until `ends_at` without trusting its own clock
    said: str | None = None
    demo: bool = False
    prefix: str = ""
    home: str = "/tableau-de-bord"
    menu: tuple[MenuItem, ...] = FAMILY_MENU
