"""`/agents/familles/{household_id}/enfants/{child_id}/sante/{first_year}`: what a family has sent of a child's health, opened on purpose.

The agent says why; the reading is written, in a transaction that ends before anything is opened, and the family sees it with the agent's name and reason.
"""

from datetime import datetime
from uuid import UUID

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.core import access, clock, pages, readings
from app.core.access import Right
from app.core.forms import Submitted
from app.core.readings import Confidential, Reader
from app.core.web import Request, Response
from app.dossiers import queries, showing
from app.dossiers.queries import Dossier, Sent
from app.dossiers.sheets import health
from app.households.queries import desk as households
from app.households.queries.desk import Head
from app.staff import readers
from app.staff.rules.rights import May
from components.ui import ErrorSummary, SummaryList, SummaryRow

HOME = "/agents/familles"
ONE = "/{household_id:uuid}/enfants/{child_id:uuid}/sante/{first_year:int}"
UNPROCESSABLE = 422


@get(ONE)
async def show(request: Request, household_id: FromPath[UUID], child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    head, dossier, _ = await _sent(request, household_id, child_id, first_year)
    return await _page(request, head, dossier, sent=Submitted(values={}))


@post(ONE, status_code=200)
async def read(request: Request, household_id: FromPath[UUID], child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    head, dossier, sent_dossier = await _sent(request, household_id, child_id, first_year)
    sent, why = await readers.read_why(request)
    if sent.problems:
        return await _page(request, head, dossier, sent=sent)
    await _note(readers.reader_of(request), dossier, sent_dossier, why=why, now=clock.now())
    rows = tuple(SummaryRow(term=term, values=tuple(values)) for term, values in showing.told_of(health.SHEET, dossier))
    return await _page(request, head, dossier, sent=Submitted(values={}), told=SummaryList(rows=rows), why=why)


async def _sent(request: Request, household_id: UUID, child_id: UUID, first_year: int) -> tuple[Head, Dossier, Sent]:
    """404 where nothing was sent, for a family that this agent does not see, and for a child who is at none of the agent's sites."""
    agent = access.agent_of(request)
    head = await households.head_of(agent, household_id)
    if head is None or not await households.sees_child(agent, child_id, household_id=household_id):
        raise NotFoundException
    dossiers = await queries.of_household(household_id, agent_id=agent.account_id, today=clock.today())
    dossier = next((each for each in dossiers if (each.child.id, each.year.first_year) == (child_id, first_year)), None)
    if dossier is None or dossier.sent is None:
        raise NotFoundException
    return head, dossier, dossier.sent


async def _note(reader: Reader, dossier: Dossier, sent: Sent, *, why: str, now: datetime) -> None:
    words = f"Fiche sanitaire {dossier.year.label}"
    what = Confidential(kind="filing", id=sent.id, household_id=dossier.case.household_id, child_id=dossier.child.id, words=words)
    await readings.note(reader, what, why=why, now=now)


async def _page(request: Request, head: Head, dossier: Dossier, *, sent: Submitted, told: SummaryList | None = None, why: str = "") -> Response:
    fields = [readers.why_field(sent, example="Pour préparer la sortie de mercredi")]
    summary = ErrorSummary.of(fields)
    return await pages.respond(
        request,
        "dossiers/desk/health.html",
        status=UNPROCESSABLE if summary else 200,
        head=head,
        back=f"{HOME}/{head.id}/dossiers",
        here=f"{HOME}/{head.id}/enfants/{dossier.child.id}/sante/{dossier.year.first_year}",
        dossier=dossier,
        told=told,
        why=why,
        fields=fields,
        summary=summary,
    )


routes = [Router(HOME, route_handlers=[show, read], opt={"right": Right.STAFF, "may": May.HEALTH})]
