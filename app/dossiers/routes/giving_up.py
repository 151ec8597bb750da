"""« Annuler ma démarche »: what was written since the last sending is forgotten, once that is confirmed. What was sent stays."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from app.core import access, pages
from app.core.web import Request, Response
from app.dossiers import showing
from app.dossiers.routes import answers
from app.filings.drafts import actions

HERE = f"{answers.ONE}/abandon"


@get(HERE)
async def ask(request: Request, *, child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    dossier = await answers.own(request, child_id, first_year)
    if dossier.draft is None:
        return pages.redirect(dossier.here)
    return await pages.respond(request, "dossiers/abandon.html", dossier=dossier, whom=showing.whom(dossier))


@post(HERE, status_code=303)
async def abandon(request: Request, *, child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    """Sent twice, the second time finds nothing more to forget."""
    dossier = await answers.own(request, child_id, first_year)
    if dossier.draft:
        await actions.abandon(access.identity_of(request).account_id, dossier.draft.id)
    said = "Vos changements sont oubliés." if dossier.sent else "Vos réponses sont oubliées. Rien n’a été envoyé."
    return pages.redirect(dossier.here, said=said)


handlers = [ask, abandon]
