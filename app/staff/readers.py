"""An agent as the reader of what is confidential: named, with the function and a reason, as the family will read it."""

from app.core import access, forms
from app.core.forms import Submitted
from app.core.readings import Reader
from app.core.web import Request
from app.staff.rules.rights import Role
from components.ui import Field

WHY, LONGEST_WHY = "raison", 200


def reader_of(request: Request) -> Reader:
    agent = access.agent_of(request)
    return Reader(account_id=agent.account_id, role=agent.role, name=f"{agent.name}, {Role(agent.role).words}", origin=access.origin_of(request))


async def read_why(request: Request) -> tuple[Submitted, str]:
    sent = await forms.read(request, {WHY})
    return sent, sent.text(WHY, missing="Écrivez pourquoi vous l’ouvrez\u00a0: la famille lira cette raison.", longest=LONGEST_WHY)


def why_field(sent: Submitted, *, example: str) -> Field:
    """`example`: a reason that would do, as "Pour préparer le séjour de février"."""
    return Field(
        name=WHY,
        label="Pourquoi l’ouvrez-vous\u00a0?",
        value=sent.raw(WHY),
        error=sent.problem_of(WHY),
        hint=f"La famille la lit dans «\u00a0Qui a consulté nos données\u00a0», avec votre nom. Par exemple\u00a0: «\u00a0{example}\u00a0».",
        max_length=LONGEST_WHY,
    )
