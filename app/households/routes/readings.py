"""`/famille/consultations`: who read the confidential data of the household."""

from litestar import get

from app.core import access, pages, paging
from app.core.web import Request, Response
from app.households.queries import readings
from app.households.queries.readings import ReadingLine
from app.households.routes import answers
from components import french
from components.ui import Pagination, SummaryList, SummaryRow

HERE = "/famille/consultations"


@get(HERE, opt=answers.FAMILY)
async def show(request: Request) -> Response:
    found = answers.found(await readings.page_of(access.identity_of(request).account_id, number=paging.asked_in(request.query_params)))
    return await pages.respond(
        request,
        "households/readings.html",
        readings=SummaryList(rows=tuple(_row(line) for line in found.lines)) if found.lines else None,
        pagination=Pagination(page=found.number, pages=found.pages, address=HERE, label="Pages des consultations"),
    )


def _row(line: ReadingLine) -> SummaryRow:
    term = f"{line.what}, {line.first_name}" if line.first_name else line.what
    return SummaryRow(term=term, values=(f"{french.capitalised(french.stamp(line.at))}, par {_who(line)}", line.why))


def _who(line: ReadingLine) -> str:
    adult = "vous" if line.is_me else line.adult
    return line.agent or adult or "un adulte qui a quitté le foyer"


handlers = [show]
