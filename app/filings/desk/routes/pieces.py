"""The pièces of a demande, shown in place and reviewed. The reading of a confidential one is noted before its first byte leaves."""

from urllib.parse import quote
from uuid import UUID

from litestar import get, post
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Stream

from app.core import access, clock, headers, pages, readings
from app.core import forms as core_forms
from app.core.readings import Confidential
from app.core.web import Request, Response
from app.documents import queries as documents
from app.documents import storage
from app.documents.rules.states import Verdict
from app.filings.desk import deciding, forms, screen, showing
from app.filings.desk.cases import FilingCase, PieceOf
from app.filings.desk.routes.case import by_of
from app.staff import readers
from app.staff.rules.rights import May
from components.ui import Field

HERE = "/{number:int}/pieces/{document_id:uuid}"
VERDICT, REASON = "avis", "motif"
GOOD, OTHER = "bonne", "autre"
# Only the browser's own viewer runs in it, and only inside of a page of the portal.
SHOWN_IN_PLACE = "default-src 'none'; img-src 'self' data:; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
WITH_FRAME = f"{headers.CONTENT_SECURITY_POLICY}; frame-src 'self'"
REASONS = ("La pièce est illisible.", "La pièce n’est plus valable.", "Ce n’est pas la pièce demandée.", "Une page manque.")


async def _seen(request: Request, number: int, document_id: UUID) -> tuple[FilingCase, PieceOf]:
    """A pièce that this agent opens; what is confidential of a child is for who may read health data."""
    agent = access.agent_of(request)
    case = await screen.filing_for(agent, number)
    piece = await screen.piece_of(agent, case.id, document_id) if case else None
    if case is None or piece is None or not piece.is_scanned:
        raise NotFoundException
    if not showing.may_open_piece(piece, agent):
        raise PermissionDeniedException(detail="health data")
    return case, piece


@get(HERE)
async def show(request: Request, number: FromPath[int], document_id: FromPath[UUID]) -> Response:
    return await _page(request, *await _seen(request, number, document_id))


async def _page(request: Request, case: FilingCase, piece: PieceOf, *, field: Field | None = None) -> Response:
    agent, narrowing = access.agent_of(request), forms.narrowing(request.query_params)
    tail = f"/pieces/{piece.id}"
    page = await pages.respond(
        request,
        "filings/desk/piece.html",
        status=422 if field else 200,
        row=showing.piece_row(piece, case, narrowing, agent=agent, today=clock.today()),
        file=f"{forms.here(case.number)}{tail}/fichier",
        is_picture=piece.media_type.startswith("image/"),
        name=piece.name,
        filing=case,
        back=forms.address_of(narrowing, ref=case.number),
        review_at=forms.address_of(narrowing, ref=case.number, tail=f"{tail}/examen") if agent.can(May.EDIT_FAMILIES) and not piece.is_replaced else "",
        reason=field or _reason_field(),
    )
    page.headers["Content-Security-Policy"] = WITH_FRAME
    return page


def _reason_field(*, value: str = "", error: str | None = None) -> Field:
    return Field(
        name=REASON, label="Pourquoi\u00a0?", kind="text", value=value, error=error, hint=f"La famille le lit. Par exemple\u00a0: {REASONS[0]}", max_length=300
    )


@get(f"{HERE}/fichier", opt={"uncompressed": True})
async def open_file(request: Request, number: FromPath[int], document_id: FromPath[UUID]) -> Stream:
    by = by_of(request)
    case, piece = await _seen(request, number, document_id)
    if piece.sensitive:
        what = Confidential(kind=documents.KIND, id=piece.id, household_id=piece.household_id, child_id=piece.child_id, words=piece.kind)
        await readings.note(readers.reader_of(request), what, why=f"Pour traiter la demande n°\u00a0{case.number}", now=by.now)
    return Stream(
        storage.pieces_of(piece.id),
        status_code=200,
        media_type=piece.media_type,
        headers={
            "Content-Disposition": f"inline; filename*=UTF-8''{quote(piece.name, safe='')}",
            "Content-Security-Policy": SHOWN_IN_PLACE,
            "Content-Length": str(piece.size_bytes),
        },
    )


@post(f"{HERE}/examen", status_code=200)
async def review(request: Request, number: FromPath[int], document_id: FromPath[UUID]) -> Response:
    """Good, or another one is asked for, with why."""
    by = by_of(request)
    case, piece = await _seen(request, number, document_id)
    if not by.agent.can(May.EDIT_FAMILIES):
        raise PermissionDeniedException(detail="pieces")
    form = await core_forms.read(request, {VERDICT, REASON})
    is_good, reason = form.raw(VERDICT) == GOOD, form.text(REASON, longest=300)
    if not is_good and not reason:
        sentence = "Écrivez pourquoi il faut une autre pièce\u00a0: la famille le lira."
        return await _page(request, case, piece, field=_reason_field(value=reason, error=sentence))
    done = await deciding.review_piece(by, number, document_id, verdict=Verdict.VERIFIED if is_good else Verdict.REJECTED, reason=reason)
    told = "La pièce est vérifiée." if is_good else "Une autre pièce est demandée à la famille."
    back = forms.address_of(forms.narrowing(request.query_params), ref=number)
    return pages.redirect(back, said=told if done else "Cette pièce vient d’être remplacée par la famille\u00a0: examinez la nouvelle.")


@get(f"{HERE}/examen")
async def after_review(request: Request, number: FromPath[int], document_id: FromPath[UUID]) -> Response:
    case, piece = await _seen(request, number, document_id)
    return pages.redirect(forms.address_of(forms.narrowing(request.query_params), ref=case.number, tail=f"/pieces/{piece.id}"))


handlers = [show, open_file, review, after_review]
