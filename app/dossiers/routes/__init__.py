"""`/dossiers`: the dossiers administratifs of the household's children."""

from litestar import Router

from app.core.access import Right
from app.dossiers.routes import dossier, giving_up, sending, sheet, taking_over
from app.filings.drafts import gone

routes = [
    Router(
        "/dossiers",
        route_handlers=[*dossier.handlers, *sheet.handlers, *taking_over.handlers, *giving_up.handlers, *sending.handlers],
        opt={"right": Right.FAMILY},
        exception_handlers={gone.Sent: gone.show_demande},
    )
]
