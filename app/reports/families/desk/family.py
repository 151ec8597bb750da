"""`/agents/familles/{household_id}`: the people of a family."""

from uuid import UUID

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.core import access, clock
from app.core.web import Request, Response
from app.households.queries import desk
from app.reports.families import showing
from app.reports.families.desk import answers
from app.staff.rules.rights import May


@get("/{household_id:uuid}")
async def show(request: Request, household_id: FromPath[UUID]) -> Response:
    agent = access.agent_of(request)
    family = await desk.family_for(agent, household_id)
    if family is None:
        raise NotFoundException
    edits = agent.can(May.EDIT_FAMILIES)
    barred = await desk.barred_names(household_id) if showing.sees_barred(agent) else {}
    return await answers.show(
        request,
        "family.html",
        head=family.head,
        tab="",
        to_answer=showing.to_answer(family) if agent.can(May.FILINGS) else None,
        household=showing.household(family, edits=edits),
        adults=showing.adults(family, edits=edits),
        gone=showing.gone(family),
        children=showing.children(family, agent, barred=barred, today=clock.today()),
        contacts=showing.contacts(family),
        edits=edits,
    )


handlers = [show]
