"""What the pages of a family answer in the same way: the family through the agent, its name and its tabs above each."""

from uuid import UUID

from litestar.exceptions import NotFoundException

from app.core import access, pages
from app.core.access import Right
from app.core.web import Request, Response
from app.households.queries import desk
from app.households.queries.desk import Head
from app.reports.families import showing
from app.staff.rules.rights import May

HOME = showing.HOME
SEEING = {"right": Right.STAFF, "may": May.FAMILIES}


async def head_for(request: Request, household_id: UUID) -> Head:
    head = await desk.head_of(access.agent_of(request), household_id)
    if head is None:
        raise NotFoundException
    return head


async def show(request: Request, template: str, *, head: Head, tab: str, status: int = 200, **context: object) -> Response:
    """A tab of a family."""
    agent = access.agent_of(request)
    return await pages.respond(
        request,
        f"reports/families/{template}",
        status=status,
        head=head,
        here=f"{HOME}/{head.id}",
        category=showing.CATEGORIES[head.category],
        tabs=showing.tabs(head.id, here=tab),
        can={right.value for right in May if agent.can(right)},
        **context,
    )
