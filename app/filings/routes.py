"""`/demandes`: what the household has sent, and where it stands."""

import litestar
from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.catalogue import queries as catalogue
from app.core import access, clock, pages, paging
from app.core.access import Right
from app.core.web import Request, Response
from app.documents import pdf
from app.filings import acknowledgement, following, forms, listing, printing, procedures, queries


@get("/")
async def list_all(request: Request) -> Response:
    account_id = access.identity_of(request).account_id
    had = await queries.had_by(account_id)
    narrowing = forms.narrowing(request.query_params, had=had)
    found = await queries.page_of(account_id, narrowing, number=paging.asked_in(request.query_params))
    return await pages.respond(
        request,
        "filings/list.html",
        has_any=bool(had.procedures),
        filters=listing.filters(had, narrowing),
        results=listing.results(found, narrowing),
    )


@get("/{number:int}")
async def show(request: Request, number: FromPath[int]) -> Response:
    view = await _own(request, number)
    procedure = procedures.of_code(view.procedure)
    return await pages.respond(
        request,
        "filings/show.html",
        filing=view,
        procedure=procedure,
        told=procedure.told(view.payload),
        attached=listing.attached(view.payload),
        next_steps=acknowledgement.next_steps(procedure, status=view.status, payload=view.payload, sent_at=view.sent_at),
        standing=following.standing_of(view),
        history=[(listing.status_word(event.status), event) for event in view.events],
        service=await catalogue.imprint(),
    )


@get("/{number:int}/pdf")
async def download(request: Request, number: FromPath[int]) -> litestar.Response[bytes]:
    """The same as the page, to keep."""
    view = await _own(request, number)
    printed = await pdf.drawn("filing.typ", printing.told(view, imprint=await catalogue.imprint()), at=clock.now())
    name = f'attachment; filename="demande-{number}.pdf"'
    return litestar.Response(printed, status_code=200, media_type=pdf.MEDIA_TYPE, headers={"Content-Disposition": name})


async def _own(request: Request, number: int) -> queries.FilingView:
    view = await queries.filing_of(access.identity_of(request).account_id, number)
    if view is None:
        raise NotFoundException
    return view


routes = [Router("/demandes", route_handlers=[list_all, show, download], opt={"right": Right.FAMILY})]
