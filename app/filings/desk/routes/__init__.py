"""`/agents/demandes`: the queue of the service, one demande, several at once, the pièces."""

from litestar import Router

from app.core.access import Right
from app.filings.desk.forms import ADDRESS
from app.filings.desk.routes import bulk, case, listed, pieces
from app.staff.rules.rights import May

routes = [
    Router(ADDRESS, route_handlers=[*listed.handlers, *bulk.handlers, *case.handlers, *pieces.handlers], opt={"right": Right.STAFF, "may": May.FILINGS}),
]
