"""All the dossiers of a household, the tasks of one, its pièces."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath

from app.core import access, clock, pages
from app.core.web import Request, Response
from app.documents import showing as pieces
from app.dossiers import queries, showing, taking_over
from app.dossiers.queries import sources
from app.dossiers.routes import answers
from app.filings.drafts import gone


@get("/")
async def list_all(request: Request) -> Response:
    today = clock.today()
    dossiers = await queries.of_account(access.identity_of(request).account_id, today=today)
    return await pages.respond(request, "dossiers/list.html", dossiers=showing.listed(queries.offered(dossiers, today=today)))


@get(answers.ONE)
async def show(request: Request, *, child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    dossier = await answers.own(request, child_id, first_year)
    found = taking_over.proposals(dossier, await sources.sources_of(dossier))
    return await pages.respond(
        request,
        "dossiers/show.html",
        dossier=dossier,
        title=showing.title_of(dossier),
        alert=showing.alert(dossier),
        vaccinations=showing.vaccinations_alert(dossier),
        tasks=showing.tasks(dossier),
        proposed=[proposal.sheet.title.lower() for proposal in found],
        is_ready=not dossier.missing and dossier.draft is not None,
        to_correct=dossier.draft is None and dossier.sent is not None and dossier.state.waits_for_the_family,
    )


@get(f"{answers.ONE}/pieces")
async def show_pieces(request: Request, *, child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    dossier = await answers.own(request, child_id, first_year)
    sections = pieces.sections(dossier.case.facts.pieces, today=clock.today())
    return await pages.respond(request, "dossiers/pieces.html", dossier=dossier, whom=showing.whom(dossier), sections=sections)


@get("/brouillons/{draft_id:uuid}")
async def resume(request: Request, *, draft_id: FromPath[UUID]) -> Response:
    """From the lists of démarches to finish, and from a demande to complete."""
    dossiers = await queries.of_account(access.identity_of(request).account_id, today=clock.today())
    dossier = next((each for each in dossiers if each.draft and each.draft.id == draft_id), None)
    if dossier is None:
        raise await gone.why(request, draft_id)
    return pages.redirect(dossier.here)


handlers = [list_all, show, show_pieces, resume]
