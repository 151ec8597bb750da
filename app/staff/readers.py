"""An agent as the reader of what is confidential: named, with the function, as the family will read it."""

from app.core import access
from app.core.readings import Reader
from app.core.web import Request
from app.staff.rules.rights import Role


def reader_of(request: Request) -> Reader:
    agent = access.agent_of(request)
    return Reader(account_id=agent.account_id, role=agent.role, name=f"{agent.name}, {Role(agent.role).words}", origin=access.origin_of(request))
