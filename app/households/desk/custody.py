"""How a household states its weeks with a child: confidential, opened on purpose. Its reading is written first, and the household sees it."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from app.core import access, clock, pages
from app.core.access import Right
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.households import actions
from app.households.desk import answers, forms
from app.households.queries import desk, sensitive
from app.households.queries.desk import Child, Family
from app.households.rules.privacy import Reader
from app.staff import readers
from app.staff.rules.rights import May
from components.ui import SummaryList, SummaryRow

HERE = "/{household_id:uuid}/enfants/{child_id:uuid}/garde"
OPENING = {"right": Right.STAFF, "may": May.HEALTH}


@get(HERE, opt=OPENING)
async def show(request: Request, household_id: FromPath[UUID], child_id: FromPath[UUID]) -> Response:
    family, child = await _stated(request, household_id, child_id)
    return await _page(request, family, child=child, sent=forms.NEW)


@post(HERE, status_code=200, opt=OPENING)
async def read(request: Request, household_id: FromPath[UUID], child_id: FromPath[UUID]) -> Response:
    family, child = await _stated(request, household_id, child_id)
    sent, why = await readers.read_why(request)
    if sent.problems:
        return await _page(request, family, child=child, sent=sent)
    await actions.note_custody_reading(readers.reader_of(request), household_id=household_id, child_id=child_id, why=why, now=clock.now())
    custody = await sensitive.custody_of(child_id, reader=Reader.SERVICE)
    said = answers.found(next((each.said for each in custody if each.household_id == household_id), None))
    rows = (SummaryRow(term="Semaines", values=(said.weeks.words,)), SummaryRow(term="Organisation", values=(said.words,) if said.words else ()))
    return await pages.respond(
        request,
        "households/desk/custody_read.html",
        head=family.head,
        back=answers.address_of(household_id),
        child=child,
        why=why,
        stated=SummaryList(rows=rows),
    )


async def _stated(request: Request, household_id: UUID, child_id: UUID) -> tuple[Family, Child]:
    """404 where this household has stated nothing, and for a child who is at none of the agent's sites."""
    family, child = await answers.child_for(request, household_id, child_id)
    answers.found(child.custody_at)
    answers.found(await desk.sees_child(access.agent_of(request), child_id, household_id=household_id) or None)
    return family, child


async def _page(request: Request, family: Family, *, child: Child, sent: Submitted) -> Response:
    return await answers.show_form(
        request, "households/desk/custody.html", family=family, child=child, fields=[readers.why_field(sent, example="Pour préparer le séjour de février")]
    )


handlers = [show, read]
