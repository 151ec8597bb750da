"""`/demandes`: what the household has sent, and where it stands."""

import litestar
from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from app.catalogue import queries as catalogue
from app.core import access, clock, pages
from app.core.access import Right
from app.core.web import Request, Response
from app.documents import pdf
from app.filings import printing, procedures, queries
from app.filings.rules import TONES, Status
from components import french
from components.ui import DataList, DataRow
from components.ui import Status as StatusWord

PER_PAGE = 20


@get("/")
async def list_all(request: Request, avant: FromQuery[int | None] = None) -> Response:
    lines = await queries.of_account(access.identity_of(request).account_id, most=PER_PAGE + 1, before=avant)
    older = f"/demandes?avant={lines[PER_PAGE - 1].number}" if len(lines) > PER_PAGE else None
    return await pages.respond(request, "filings/list.html", filings=data_list(lines[:PER_PAGE]), is_empty=not lines, older=older)


@get("/{number:int}")
async def show(request: Request, number: FromPath[int]) -> Response:
    view = await _own(request, number)
    procedure = procedures.of_code(view.procedure)
    told, next_steps = procedure.told(view.payload), procedure.next_steps(view.payload)
    return await pages.respond(request, "filings/show.html", filing=view, procedure=procedure, told=told, next_steps=next_steps)


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


def data_list(lines: list[queries.FilingLine]) -> DataList:
    return DataList(rows=tuple(_row(line) for line in lines))


def _row(line: queries.FilingLine) -> DataRow:
    title = f"{procedures.of_code(line.procedure).title} n°\u00a0{line.number}"
    note = f"{line.subject}, {french.stamp(line.sent_at)}"
    return DataRow(title=title, note=note, href=f"/demandes/{line.number}", status=status_word(line.status))


def status_word(status: Status) -> StatusWord:
    return StatusWord(word=status.words, tone=TONES[status])


routes = [Router("/demandes", route_handlers=[list_all, show, download], opt={"right": Right.FAMILY})]
