"""`/agents/familles/{household_id}/pieces/…`: a pièce at the desk, opened in place, accepted or refused.

What is sensitive opens on purpose: the agent says why, the reading is written and shown to the family, and the file is served for ten minutes to that agent
alone. Files were looked into when they came: a photo was drawn again, a PDF that acts was refused.
"""

from urllib.parse import quote
from uuid import UUID

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Stream

from app.core import access, clock, forms, pages, signing
from app.core.access import Agent, Right
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.documents import actions, queries, showing, storage
from app.documents.queries import Opening, Piece
from app.documents.rules.states import Verdict
from app.households.queries import desk as households
from app.households.queries.desk import Head
from app.staff import readers
from app.staff.rules.rights import May
from components.ui import ErrorSummary, Field

HOME = "/agents/familles"
ONE = "/{household_id:uuid}/pieces/{document_id:uuid}"
SEEING = {"right": Right.STAFF, "may": May.FAMILIES}
EDITING = {"right": Right.STAFF, "may": May.EDIT_FAMILIES}
OPENS = (May.EDIT_FAMILIES, May.HEALTH, May.FILINGS)
OPENS_INCOME = (May.EDIT_FAMILIES, May.FILINGS)
REASON, READING = "motif", "lecture"
PURPOSE, LASTS_SECONDS = "desk reading", 600
LONGEST_REASON = 500
# A browser shows what is in it and does nothing else; its own viewer of PDF is a plug-in of the page.
VIEWED = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
UNPROCESSABLE = 422


async def _may_open(agent: Agent, opening: Opening) -> bool:
    """What is sensitive of a child tells of health or custody: for who welcomes it. What is sensitive of a household tells of income."""
    if opening.sensitive and opening.child_id:
        return agent.can(May.HEALTH) and await households.sees_child(agent, opening.child_id, household_id=opening.household_id)
    return any(agent.can(right) for right in (OPENS_INCOME if opening.sensitive else OPENS))


@get(ONE, opt=SEEING)
async def show(request: Request, household_id: FromPath[UUID], document_id: FromPath[UUID]) -> Response:
    head, opening = await _opening(request, household_id, document_id)
    return await _page(request, head, opening, sent=Submitted(values={}))


async def _opening(request: Request, household_id: UUID, document_id: UUID) -> tuple[Head, Opening]:
    """404 for a family that this agent does not see, for another family's document, and for one of which the agent knows nothing."""
    agent = access.agent_of(request)
    head = await households.head_of(agent, household_id)
    opening = await queries.opening_in(household_id, document_id) if head else None
    if head is None or opening is None or not showing.is_told_to(agent, opening):
        raise NotFoundException
    return head, opening


async def _page(request: Request, head: Head, opening: Opening, *, sent: Submitted, token: str = "", status: int = 200) -> Response:
    agent, piece = access.agent_of(request), await _standing(head.id, opening.id)
    allowed = await _may_open(agent, opening)
    opens = opening.is_scanned and allowed
    fields = [_reason_field(sent), *([readers.why_field(sent, example="Pour préparer l’accueil de lundi")] if opening.sensitive else [])]
    return await pages.respond(
        request,
        "documents/desk/piece.html",
        status=status,
        head=head,
        back=f"{HOME}/{head.id}/dossiers",
        here=_address(head.id, opening.id),
        opening=opening,
        title=f"{opening.kind}, {piece.first_name}" if piece and piece.first_name else opening.kind,
        piece=piece,
        status_of=showing.status_of(piece, today=clock.today()) if piece else None,
        size=showing.size_words(opening.size_bytes),
        opens=opens,
        is_open=opens and (bool(token) or not opening.sensitive),
        file=f"{_address(head.id, opening.id)}/fichier" + (f"?{READING}={token}" if token else ""),
        reviews=piece is not None and opens and agent.can(May.EDIT_FAMILIES),
        reason=fields[0],
        why=fields[1] if opening.sensitive else None,
        summary=ErrorSummary.of(fields),
    )


async def _standing(household_id: UUID, document_id: UUID) -> Piece | None:
    """None once it was replaced: it can still be opened, nothing is decided of it."""
    return next((piece for piece in await queries.of_household(household_id) if piece.given and piece.given.id == document_id), None)


def _address(household_id: UUID, document_id: UUID) -> str:
    return f"{HOME}/{household_id}/pieces/{document_id}"


def _reason_field(sent: Submitted) -> Field:
    hint = "La famille la lit et envoie une autre pièce. Par exemple\u00a0: «\u00a0La photo est floue, l’adresse ne se lit pas.\u00a0»"
    return Field(
        name=REASON,
        label="Pourquoi la refuser\u00a0?",
        kind="textarea",
        value=sent.raw(REASON),
        error=sent.problem_of(REASON),
        hint=hint,
        max_length=LONGEST_REASON,
    )


@post(f"{ONE}/lecture", status_code=200, opt=SEEING)
async def read(request: Request, household_id: FromPath[UUID], document_id: FromPath[UUID]) -> Response:
    """Written first, shown after."""
    head, opening = await _opening(request, household_id, document_id)
    await _require_opens(request, opening)
    sent, why = await readers.read_why(request)
    if sent.problems:
        return await _page(request, head, opening, sent=sent, status=UNPROCESSABLE)
    await actions.note_opening(readers.reader_of(request), opening, why=why, now=clock.now())
    token = signing.seal(_read_by(access.agent_of(request), document_id), purpose=PURPOSE)
    return await _page(request, head, opening, sent=Submitted(values={}), token=token)


async def _require_opens(request: Request, opening: Opening) -> None:
    """404 for who may not read it, who decides nothing of it either."""
    if not await _may_open(access.agent_of(request), opening):
        raise NotFoundException


def _read_by(agent: Agent, document_id: UUID) -> list[str]:
    return [str(agent.account_id), str(document_id)]


@get(f"{ONE}/fichier", opt=SEEING | {"uncompressed": True})
async def download(request: Request, household_id: FromPath[UUID], document_id: FromPath[UUID]) -> Response | Stream:
    """What is sensitive, and whose reading this agent has not just had written, is led back to where it is asked for."""
    agent = access.agent_of(request)
    _, opening = await _opening(request, household_id, document_id)
    token = request.query_params.get(READING, "")
    is_noted = signing.unseal(token, purpose=PURPOSE, max_age_seconds=LASTS_SECONDS) == _read_by(agent, document_id)
    await _require_opens(request, opening)
    if not opening.is_scanned:
        raise NotFoundException
    if opening.sensitive and not is_noted:
        return pages.redirect(_address(household_id, document_id))
    headers = {
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(opening.name, safe='')}",
        "Content-Security-Policy": VIEWED,
        "Content-Length": str(opening.size_bytes),
    }
    return Stream(storage.pieces_of(document_id), status_code=200, media_type=opening.media_type, headers=headers)


@post(f"{ONE}/verification", status_code=303, opt=EDITING)
async def verify(request: Request, household_id: FromPath[UUID], document_id: FromPath[UUID]) -> Response:
    _, opening = await _opening(request, household_id, document_id)
    return await _review(request, household_id, opening, verdict=Verdict.VERIFIED)


@post(f"{ONE}/refus", status_code=303, opt=EDITING)
async def reject(request: Request, household_id: FromPath[UUID], document_id: FromPath[UUID]) -> Response:
    head, opening = await _opening(request, household_id, document_id)
    sent = await forms.read(request, {REASON})
    reason = sent.text(REASON, missing="Écrivez pourquoi\u00a0: la famille doit savoir quoi envoyer.", longest=LONGEST_REASON)
    if sent.problems:
        return await _page(request, head, opening, sent=sent, status=UNPROCESSABLE)
    return await _review(request, household_id, opening, verdict=Verdict.REJECTED, reason=reason)


async def _review(request: Request, household_id: UUID, opening: Opening, *, verdict: Verdict, reason: str = "") -> Response:
    await _require_opens(request, opening)
    done = await actions.review(access.author_of(request), opening.id, household_id=household_id, verdict=verdict, reason=reason, now=clock.now())
    said = "La pièce est vérifiée." if verdict is Verdict.VERIFIED else "La pièce est refusée. La famille lit pourquoi et en envoie une autre."
    return pages.redirect(f"{HOME}/{household_id}/dossiers", said=said if done else "Cette pièce a été remplacée entre-temps\u00a0: regardez la nouvelle.")


@get([f"{ONE}/lecture", f"{ONE}/verification", f"{ONE}/refus"], opt=SEEING)
async def go_back(request: Request, household_id: FromPath[UUID], document_id: FromPath[UUID]) -> Response:
    """The address of a form that was refused or interrupted."""
    head, opening = await _opening(request, household_id, document_id)
    return pages.redirect(_address(head.id, opening.id))


routes = [Router(HOME, route_handlers=[show, read, download, verify, reject, go_back])]
