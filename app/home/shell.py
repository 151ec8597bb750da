"""What the layout shows around every page, gathered in one statement."""

from app import settings
from app.catalogue import queries as catalogue
from app.core import access, clock
from app.core.web import Request
from app.households import queries as households
from components.ui.shell import Shell, SignedIn


async def load(request: Request, *, csrf_token: str, said: str | None) -> Shell:
    identity = access.optional_identity_of(request)
    first_name = await households.first_name_of(identity.account_id) if identity else None
    return Shell(
        commune=await catalogue.look(),
        account=SignedIn(first_name=first_name or "", ends_at=identity.ends_at) if identity else None,
        csrf_token=csrf_token,
        path=request.url.path,
        now=clock.now(),
        said=said,
        demo=settings.current().environment is settings.Environment.DEMO,
    )
