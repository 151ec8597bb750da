"""What the desk's pages of a household answer in the same way: which household, through the agent; a form, a refused form."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from litestar.exceptions import NotFoundException

from app.core import access, pages
from app.core.access import Right
from app.core.web import Request, Response
from app.households.actions.steps import Asker
from app.households.queries import desk
from app.households.queries.desk import Child, Family
from app.households.rules.refusals import Reason, Refusal
from app.staff.rules.rights import May
from components.ui import Alert, ErrorSummary, Field

HOME = "/agents/familles"
EDITING = {"right": Right.STAFF, "may": May.EDIT_FAMILIES}
UNPROCESSABLE, CONFLICT = 422, 409
Found = TypeVar("Found")


def address_of(household_id: UUID) -> str:
    return f"{HOME}/{household_id}"


def asker_of(request: Request) -> Asker:
    agent = access.agent_of(request)
    return Asker(account_id=agent.account_id, origin=access.origin_of(request), role=agent.role)


async def family_for(request: Request, household_id: UUID) -> Family:
    """404 for a household that this agent does not see."""
    return found(await desk.family_for(access.agent_of(request), household_id))


async def child_for(request: Request, household_id: UUID, child_id: UUID) -> tuple[Family, Child]:
    family = await family_for(request, household_id)
    return family, found(family.child(child_id))


def found(value: Found | None) -> Found:
    """404 for what is not there, or not the household's."""
    if value is None:
        raise NotFoundException
    return value


async def show_form(
    request: Request, template: str, *, fields: Sequence[Field], family: Family | None, refusal: Refusal | None = None, **context: object
) -> Response:
    """200 when nothing is refused; otherwise the same form and why: 422, or 409 when the page was stale and shows what is true now."""
    summary = ErrorSummary.of(fields)
    is_stale = refusal is not None and refusal.reason is Reason.CHANGED_MEANWHILE
    status = CONFLICT if is_stale else UNPROCESSABLE if summary or refusal else 200
    alert = Alert(kind="warning" if is_stale else "error", sentence=refusal.sentence) if refusal else None
    head = family.head if family else None
    back = address_of(head.id) if head else HOME
    return await pages.respond(request, template, status=status, fields=fields, summary=summary, alert=alert, family=family, back=back, head=head, **context)
