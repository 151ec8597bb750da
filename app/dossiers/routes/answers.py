"""What the pages of a dossier answer in the same way."""

from uuid import UUID

from litestar.exceptions import NotFoundException

from app.core import access, clock, pages
from app.core.web import Request, Response
from app.dossiers import queries
from app.dossiers.queries import Dossier
from app.households.actions.steps import Asker

ONE = "/{child_id:uuid}/{first_year:int}"


async def own(request: Request, child_id: UUID, first_year: int) -> Dossier:
    """404 for another household's child, and for a school year that is over or unknown."""
    dossier = await queries.dossier_of(access.identity_of(request).account_id, child_id, first_year=first_year, today=clock.today())
    if dossier is None:
        raise NotFoundException
    return dossier


def asker_of(request: Request) -> Asker:
    return Asker(account_id=access.identity_of(request).account_id, origin=access.origin_of(request))


def go_on(dossier: Dossier, *, said: str | None = None) -> Response:
    """To the first sheet that is not done or, when all are, to the récapitulatif."""
    missing = dossier.missing
    return pages.redirect(f"{dossier.here}/{missing[0].code if missing else 'recapitulatif'}", said=said)
