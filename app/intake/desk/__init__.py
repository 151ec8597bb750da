"""Pages of agents who bring families in. They are about the whole commune: an agent of some sites has none of them."""

from litestar import Router

from app.core.access import Right
from app.intake.desk import answers, duplicates, imports, invitations, merges
from app.staff.rules.rights import May

routes = [
    Router(
        answers.HERE,
        route_handlers=[*imports.handlers, *duplicates.handlers, *merges.handlers, *invitations.handlers],
        opt={"right": Right.STAFF, "may": May.INTAKE},
    )
]
