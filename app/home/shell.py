"""What the layout shows around every page, gathered in one statement."""

from app import settings
from app.catalogue import queries as catalogue
from app.core import access, clock, doors
from app.core.access import Agent, Identity
from app.core.doors import Door
from app.core.web import Request
from app.home import desk
from app.households import queries as households
from components.ui.menu import FAMILY_MENU, MenuItem
from components.ui.shell import Shell, SignedIn


async def load(request: Request, *, csrf_token: str, said: str | None) -> Shell:
    identity, door = access.optional_identity_of(request), doors.of(request)
    return Shell(
        commune=await catalogue.look(),
        account=SignedIn(first_name=await _name_of(identity), ends_at=identity.ends_at) if identity else None,
        csrf_token=csrf_token,
        path=request.url.path,
        now=clock.now(),
        said=said,
        demo=settings.current().environment is settings.Environment.DEMO,
        prefix=door.prefix,
        home=door.home,
        menu=_menu_of(identity) if door is Door.STAFF else FAMILY_MENU,
    )


async def _name_of(identity: Identity) -> str:
    """Agents are known by the right that let them in; an adult's first name is looked up."""
    return identity.name if isinstance(identity, Agent) else await households.first_name_of(identity.account_id) or ""


def _menu_of(identity: Identity | None) -> tuple[MenuItem, ...]:
    """Nothing for who has not given the second factor yet."""
    return desk.menu_for(identity) if isinstance(identity, Agent) and identity.is_complete else ()
