"""`/agents/familles/{household_id}/inscriptions`: the enrolments of each child, and what is booked this week and the next."""

from datetime import timedelta
from uuid import UUID

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.core import access, clock
from app.core.web import Request, Response
from app.households.queries import desk
from app.reports.families import showing
from app.reports.families.desk import answers
from app.reports.families.queries import days


@get("/{household_id:uuid}/inscriptions")
async def show(request: Request, household_id: FromPath[UUID]) -> Response:
    agent, today = access.agent_of(request), clock.today()
    family = await desk.family_for(agent, household_id)
    if family is None:
        raise NotFoundException
    first = showing.monday_of(today)
    booked = await days.booked_between(household_id, first, last=first + timedelta(days=showing.WEEKS * showing.WEEK - 1))
    return await answers.show(
        request,
        "days.html",
        head=family.head,
        tab="/inscriptions",
        enrolments=showing.enrolment_rows(await days.enrolments_of(agent, household_id), today=today),
        plans=showing.plans(family.children, booked, today=today),
    )


handlers = [show]
