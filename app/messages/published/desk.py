"""`/agents/publications/documents`: a PDF published for families to download, what is said of it corrected, taken down."""

from uuid import UUID, uuid4

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Stream

from app.core import access, clock, forms, pages
from app.core.access import Right
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.documents import uploads
from app.documents.rules.refusals import Refusal
from app.messages import audience, notices, shown
from app.messages.audience import Offered
from app.messages.news import desk as news
from app.messages.notices import Labels, Written
from app.messages.published import actions, queries
from app.messages.published import routes as family
from app.messages.published.actions import Notice, WhyNot
from app.messages.published.queries import DocumentAtDesk
from app.staff.rules.rights import May
from components import french
from components.ui import Alert, ErrorSummary, Problem

HOME = f"{news.HOME}/documents"
NEW = f"{HOME}/nouveau"
LABELS = Labels(title="Titre", body="En une phrase", body_hint="Lue sous le titre\u00a0: ce qu’est ce document, pour quand il vaut.", needs_body=False)
FILE = "fichier"
STALE = "Quelqu’un l’a modifié depuis que vous avez ouvert cette page\u00a0: voici ce qui est publié maintenant. Reprenez vos changements."


@get("/nouveau")
async def show_new(request: Request) -> Response:
    values = {**notices.empty(clock.today()), notices.SUBMISSION: [str(uuid4())]}
    return await _new_page(request, Submitted(values=values))


@post("/nouveau", status_code=200, request_max_body_size=uploads.LARGEST_BODY)
async def publish(request: Request) -> Response:
    sites = access.agent_of(request).sites
    async with uploads.read(request, notices.FIELDS) as upload:
        sent, offered = upload.fields, await audience.offered(sites)
        submission_id = sent.identifier(notices.SUBMISSION)
        written = notices.read(sent, offered=offered, labels=LABELS, is_bound=sites is not None)
        if written is None:
            return await _new_page(request, sent, offered=offered)
        by, now = access.author_of(request), clock.now()
        outcome = await actions.publish(_notice(written), files=upload.files, submission_id=submission_id, by=by, now=now)
    if not isinstance(outcome, UUID):
        return await _new_page(request, sent, offered=offered, refusal=outcome)
    return pages.redirect(f"{HOME}/{outcome}", said="Le document est publié. Voici comment les familles le voient.")


async def _new_page(request: Request, sent: Submitted, *, offered: Offered | None = None, refusal: Refusal | WhyNot | None = None) -> Response:
    offered = offered or await audience.offered(access.agent_of(request).sites)
    fields = notices.fields(sent, offered=offered, labels=LABELS)
    summary = ErrorSummary(problems=(Problem(sentence=refusal.sentence, anchor=f"champ-{FILE}"),)) if refusal else ErrorSummary.of(fields)
    refused = refusal.status if isinstance(refusal, Refusal) else 422
    return await pages.respond(
        request,
        "messages/desk/document_new.html",
        status=refused if summary else 200,
        summary=summary,
        said=fields[:4],
        aimed=fields[4:],
        problem=refusal.sentence if refusal else "",
        submission_id=sent.raw(notices.SUBMISSION),
    )


@get("/{published_id:uuid}")
async def show_one(request: Request, published_id: FromPath[UUID]) -> Response:
    found = await _document(request, published_id)
    return await _one_page(request, found, Submitted(values=_values(found)))


@post("/{published_id:uuid}", status_code=200)
async def correct(request: Request, published_id: FromPath[UUID]) -> Response:
    found, sent = await _document(request, published_id), await forms.read(request, notices.FIELDS)
    if sent.raw(notices.SEEN) != _written_of(found).mark:
        return await _one_page(request, found, Submitted(values=_values(found)), stale=True)
    sites = access.agent_of(request).sites
    written = notices.read(sent, offered=await audience.offered(sites), labels=LABELS, is_bound=sites is not None)
    if written is None:
        return await _one_page(request, found, sent)
    await actions.correct(published_id, _notice(written), by=access.author_of(request), now=clock.now())
    return pages.redirect(f"{HOME}/{published_id}", said="Vos changements sont publiés.")


async def _one_page(request: Request, found: DocumentAtDesk, sent: Submitted, *, stale: bool = False) -> Response:
    """As families see it, how many they are, and what may be corrected."""
    offered = await audience.offered(access.agent_of(request).sites)
    fields = notices.fields(sent, offered=offered, labels=LABELS)
    summary = ErrorSummary.of(fields)
    reached = await audience.households_reached(found.audience, today=clock.today())
    return await pages.respond(
        request,
        "messages/desk/document.html",
        status=409 if stale else 422 if summary else 200,
        summary=summary,
        stale=Alert(kind="warning", sentence=STALE) if stale else None,
        document=found,
        state=shown.state_of(found.published_from, found.published_until, now=clock.now()),
        when=shown.span_of(found.published_from, found.published_until),
        aimed_at=offered.words_of(found.audience),
        reached=french.count(reached, one="famille concernée", many="familles concernées"),
        said=fields[:4],
        aimed=fields[4:],
        seen=sent.raw(notices.SEEN),
    )


@get("/{published_id:uuid}/fichier", opt={"uncompressed": True})
async def download(request: Request, published_id: FromPath[UUID]) -> Stream:
    return family.sent(await _document(request, published_id))


@get("/{published_id:uuid}/retrait")
async def ask_taking_down(request: Request, published_id: FromPath[UUID]) -> Response:
    found = await _document(request, published_id)
    return await pages.respond(request, "messages/desk/taking_down.html", title=found.title, what="le document", back=f"{HOME}/{published_id}")


@post("/{published_id:uuid}/retrait", status_code=303)
async def take_down(request: Request, published_id: FromPath[UUID]) -> Response:
    found = await _document(request, published_id)
    await actions.take_down(published_id, by=access.author_of(request), now=clock.now())
    return pages.redirect(news.HOME, said=f"«\u00a0{found.title}\u00a0» n’est plus publié.")


async def _document(request: Request, published_id: UUID) -> DocumentAtDesk:
    found = await queries.one_at_desk(published_id, sites=access.agent_of(request).sites)
    if found is None:
        raise NotFoundException
    return found


def _notice(written: Written) -> Notice:
    return Notice(title=written.title, summary=written.body, published_from=written.since, published_until=written.until, audience=written.audience)


def _written_of(found: DocumentAtDesk) -> Written:
    return Written(title=found.title, body=found.summary, since=found.published_from, until=found.published_until, audience=found.audience)


def _values(found: DocumentAtDesk) -> dict[str, list[str]]:
    written = _written_of(found)
    return {**notices.values_of(written), notices.SEEN: [written.mark]}


routes = [
    Router(
        HOME,
        route_handlers=[show_new, publish, show_one, correct, download, ask_taking_down, take_down],
        opt={"right": Right.STAFF, "may": May.PUBLISH},
    )
]
