"""`/dossiers/{child}/{year}/fiches`: the fillable PDFs, out and in; and `…/pdf`, the whole dossier to keep."""

from collections.abc import Sequence
from uuid import UUID

import litestar
from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.catalogue import queries as catalogue
from app.core import access, clock, cookies, csrf, forms, pages
from app.core.access import Right
from app.core.web import Request, Response
from app.documents import pdf, uploads
from app.documents.rules.refusals import Refusal
from app.dossiers import queries as dossiers
from app.dossiers.papers import actions, filling, layout, queries, showing
from app.dossiers.papers import paper as papers
from app.dossiers.papers.actions import Refused, Stale
from app.dossiers.queries import Dossier

OF_DOSSIER = "/dossiers/{child_id:uuid}/{first_year:int}"
UNPROCESSABLE, TOO_LARGE, CONFLICT = 422, 413, 409
KEPT = "Vos réponses sont enregistrées dans le dossier."
FORGOTTEN = "Rien n’a été repris de vos fiches."


@get("/fiches")
async def show(request: Request, child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    return await _page(request, await _own(request, child_id, first_year=first_year))


@post("/fiches", status_code=303, request_max_body_size=uploads.LARGEST_BODY)
async def send(request: Request, child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    dossier = await _own(request, child_id, first_year=first_year)
    async with uploads.read(request, ()) as upload:
        refused = await actions.receive(dossier, upload.files, now=clock.now())
    return await _page(request, dossier, refused=refused) if refused else pages.redirect(showing.address_of(dossier))


@get(["/fiches/reprise", "/fiches/abandon"])
async def show_instead(request: Request, child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    return pages.redirect(showing.address_of(await _own(request, child_id, first_year=first_year)))


@post("/fiches/reprise", status_code=303)
async def keep(request: Request, child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    dossier, sent = await _own(request, child_id, first_year=first_year), await forms.read(request, {"vu"})
    kept = await actions.keep(dossier.case.account_id, child_id, first_year=first_year, seen=sent.raw("vu"), now=clock.now())
    return await _page(request, dossier, stale=True) if isinstance(kept, Stale) else pages.redirect(dossier.here, said=KEPT)


@post("/fiches/abandon", status_code=303)
async def forget(request: Request, child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    dossier, _ = await _own(request, child_id, first_year=first_year), await forms.read(request, ())
    await actions.forget(dossier)
    return pages.redirect(showing.address_of(dossier), said=FORGOTTEN)


@get("/fiches/{code:str}/pdf", opt={"uncompressed": True})
async def download(request: Request, child_id: FromPath[UUID], first_year: FromPath[int], code: FromPath[str]) -> litestar.Response[bytes]:
    """Filled with what is known. The reading of what it says of health is noted before it leaves."""
    dossier, paper = await _own(request, child_id, first_year=first_year), papers.of_code(code)
    if paper is None:
        raise NotFoundException
    await actions.note_printing(dossier, words=f"{paper.title} {dossier.year.label}", origin=access.origin_of(request), now=clock.now())
    form, imprint, now = await queries.form_of(paper), await catalogue.imprint(), clock.now()
    return _attached(await filling.filled(paper, dossier, form=form, imprint=imprint, at=now), name=f"fiche-{paper.code}-{dossier.year.label}.pdf")


@get("/pdf", opt={"uncompressed": True})
async def print_all(request: Request, child_id: FromPath[UUID], first_year: FromPath[int]) -> litestar.Response[bytes]:
    dossier = await _own(request, child_id, first_year=first_year)
    await actions.note_printing(dossier, words=f"Dossier administratif {dossier.year.label}", origin=access.origin_of(request), now=clock.now())
    printed = await pdf.drawn("dossier.typ", layout.printed(dossier, imprint=await catalogue.imprint()), at=clock.now())
    return _attached(printed, name=f"dossier-administratif-{dossier.year.label}.pdf")


async def _own(request: Request, child_id: UUID, *, first_year: int) -> Dossier:
    dossier = await dossiers.dossier_of(access.identity_of(request).account_id, child_id, first_year=first_year, today=clock.today())
    if dossier is None:
        raise NotFoundException
    return dossier


async def _page(request: Request, dossier: Dossier, *, refused: Sequence[Refused] = (), stale: bool = False) -> Response:
    too_large = any(each.why is Refusal.TOO_LARGE for each in refused)
    status = CONFLICT if stale else TOO_LARGE if too_large else UNPROCESSABLE if refused else 200
    desk = showing.desk(dossier, await actions.reviewed(dossier), csrf_token=csrf.token_for(cookies.seed_of(request) or ""), refused=refused)
    whom = f"{dossier.child.first_name} {dossier.child.last_name} – {dossier.year.label}"
    return await pages.respond(request, "dossiers/papers.html", status=status, desk=desk, stale=stale, back=dossier.here, whom=whom)


def _attached(content: bytes, *, name: str) -> litestar.Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return litestar.Response(content, status_code=200, media_type=pdf.MEDIA_TYPE, headers=headers)


routes = [Router(OF_DOSSIER, route_handlers=[show, send, show_instead, keep, forget, download, print_all], opt={"right": Right.FAMILY})]
