"""`/documents`: the pièces of the household, given, replaced, opened and deleted."""

from urllib.parse import quote
from uuid import UUID

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Stream

from app.core import access, clock, cookies, csrf, pages
from app.core.access import Right
from app.core.web import Request, Response
from app.documents import actions, forms, queries, showing, uploads
from app.documents.queries import Piece
from app.documents.rules.refusals import Refusal
from app.documents.showing import HOME, Tried
from components.documents import PieceSlot

OF_HOUSEHOLD, OF_CHILD = "/pieces/{kind_id:uuid}", "/pieces/{kind_id:uuid}/{child_id:uuid}"
# Nothing of the portal runs in it, whatever a browser makes of the file.
SANDBOX = "default-src 'none'; sandbox"


@get("/")
async def list_all(request: Request) -> Response:
    pieces = await queries.of_account(access.identity_of(request).account_id)
    return await pages.respond(request, "documents/list.html", sections=showing.sections(pieces, today=clock.today()))


@get([OF_HOUSEHOLD, OF_CHILD])
async def show(request: Request, kind_id: FromPath[UUID], child_id: FromPath[UUID | None] = None) -> Response:
    return await _piece_page(request, await _own(request, kind_id, child_id=child_id))


@post([OF_HOUSEHOLD, OF_CHILD], status_code=303, request_max_body_size=uploads.LARGEST_BODY)
async def give(request: Request, kind_id: FromPath[UUID], child_id: FromPath[UUID | None] = None) -> Response:
    account_id = access.identity_of(request).account_id
    async with uploads.read(request, forms.FIELDS) as upload:
        wanted = forms.wanted_by(upload, kind_id=kind_id, child_id=child_id)
        outcome = wanted if isinstance(wanted, Refusal) else await actions.receive(account_id, wanted, files=upload.files, now=clock.now())
        until = upload.fields.raw(showing.UNTIL)
    if outcome is None:
        raise NotFoundException
    piece = await _own(request, kind_id, child_id=child_id)
    if isinstance(outcome, Refusal):
        return await _piece_page(request, piece, tried=Tried(refusal=outcome, until=until))
    return pages.answer_tap(request, await _slot(request, piece, just_given=True), back_to=HOME, said=showing.GIVEN)


async def _own(request: Request, kind_id: UUID, *, child_id: UUID | None) -> Piece:
    piece = await queries.piece_of(access.identity_of(request).account_id, kind_id, child_id=child_id)
    if piece is None:
        raise NotFoundException
    return piece


async def _piece_page(request: Request, piece: Piece, *, tried: Tried | None = None) -> Response:
    slot = await _slot(request, piece, tried=tried or Tried())
    refusal = tried.refusal if tried else None
    return await pages.respond(request, "documents/piece.html", status=refusal.status if refusal else 200, piece=piece, slot=slot)


async def _slot(request: Request, piece: Piece, *, tried: Tried | None = None, just_given: bool = False) -> PieceSlot:
    readings = await queries.readings_of(piece.given.id, household_id=piece.household_id) if piece.given and piece.sensitive else []
    return showing.slot_of(
        piece, csrf_token=csrf.token_for(cookies.seed_of(request) or ""), today=clock.today(), readings=readings, tried=tried or Tried(), just_given=just_given
    )


@get("/{document_id:uuid}/fichier", opt={"uncompressed": True})
async def download(request: Request, document_id: FromPath[UUID]) -> Stream:
    """Its right is looked up at each opening; the opening of a sensitive one is written before its first byte leaves."""
    opened = await actions.open_for(access.identity_of(request).account_id, document_id, origin=access.origin_of(request), now=clock.now())
    if opened is None:
        raise NotFoundException
    opening, content = opened
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(opening.name, safe='')}",
        "Content-Security-Policy": SANDBOX,
        "Content-Length": str(opening.size_bytes),
    }
    return Stream(content, status_code=200, media_type=opening.media_type, headers=headers)


@get("/{document_id:uuid}/suppression")
async def before_deleting(request: Request, document_id: FromPath[UUID]) -> Response:
    piece = await _standing(request, document_id)
    return await pages.respond(
        request, "documents/deletion.html", piece=piece, title=showing.title_of(piece), back=showing.address_of(piece), here=request.url.path
    )


@post("/{document_id:uuid}/suppression", status_code=303)
async def delete(request: Request, document_id: FromPath[UUID]) -> Response:
    outcome = await actions.delete(access.identity_of(request).account_id, document_id, now=clock.now())
    if outcome is False:
        raise NotFoundException
    return pages.redirect(HOME, said=outcome.sentence if isinstance(outcome, Refusal) else "La pièce est supprimée.")


async def _standing(request: Request, document_id: UUID) -> Piece:
    found = await queries.standing_of(access.identity_of(request).account_id, document_id)
    if found is None:
        raise NotFoundException
    return found[0]


routes = [Router(HOME, route_handlers=[list_all, show, give, download, before_deleting, delete], opt={"right": Right.FAMILY})]
