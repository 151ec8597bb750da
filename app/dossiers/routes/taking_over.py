"""« Rien n’a changé »: what was answered for another year or another child, read again and taken over."""

from uuid import UUID

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.core import clock, pages
from app.core.web import Request, Response
from app.dossiers import actions, showing, taking_over
from app.dossiers.forms import TakingOverForm
from app.dossiers.queries import Dossier, sources
from app.dossiers.routes import answers
from app.dossiers.taking_over import Proposal
from app.households.rules.refusals import Refusal
from components.ui import Alert

HERE = f"{answers.ONE}/reprise"
STALE = Alert(
    kind="warning", title="Ces réponses viennent de changer", sentence="Rien n’a été repris\u00a0: relisez ce qui est proposé maintenant, puis confirmez."
)


@get(HERE)
async def show(request: Request, *, child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    dossier = await answers.own(request, child_id, first_year)
    found = taking_over.proposals(dossier, await sources.sources_of(dossier))
    if not found:
        return pages.redirect(dossier.here)
    return await _show(request, dossier, found)


@post(HERE, status_code=200)
async def take_over(request: Request, *, child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    """Sent twice, the second time finds nothing more to take over."""
    dossier, form = await answers.own(request, child_id, first_year), await TakingOverForm.read(request)
    found = taking_over.proposals(dossier, await sources.sources_of(dossier))
    wanted = tuple(proposal for proposal in found if form.only in {"", proposal.sheet.code})
    if not wanted:
        return pages.redirect(dossier.here)
    if taking_over.mark_of(wanted) != form.seen:
        return await _show(request, dossier, found, alert=STALE, status=409)
    taken = await actions.take_over(
        answers.asker_of(request),
        child_id,
        first_year=first_year,
        answers={name: value for proposal in wanted for name, value in proposal.answers.items()},
        collectors=tuple(contact_id for proposal in wanted for contact_id in proposal.collectors),
        now=clock.now(),
    )
    if taken is None:
        raise NotFoundException
    if isinstance(taken, Refusal):
        return await _show(request, dossier, found, alert=Alert(kind="error", title="Rien n’a été repris", sentence=taken.sentence), status=422)
    return answers.go_on(await answers.own(request, child_id, first_year), said="Ces réponses sont reprises.")


async def _show(request: Request, dossier: Dossier, found: tuple[Proposal, ...], *, alert: Alert | None = None, status: int = 200) -> Response:
    return await pages.respond(
        request,
        "dossiers/taking_over.html",
        status=status,
        dossier=dossier,
        whom=showing.whom(dossier),
        alert=alert,
        proposals=[(proposal, showing.proposed(proposal)) for proposal in found],
        mark=taking_over.mark_of(found),
    )


handlers = [show, take_over]
