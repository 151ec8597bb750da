"""In whose place an agent reserves."""

from uuid import UUID

from app.bookings.queries.enrolled import Desk
from app.core import access
from app.core.web import Request
from app.staff.rules.rights import May


def desk_of(request: Request, household_id: UUID) -> Desk:
    """With the rights of this very request."""
    agent = access.agent_of(request)
    return Desk(agent_id=agent.account_id, role=agent.role, household_id=household_id, sites=agent.sites, exceeds=agent.can(May.EXCEED))
