"""`/dossiers`: the dossiers administratifs of the household's children."""

from litestar import Router

from app.core.access import Right
from app.dossiers.routes import dossier, sending, sheet, taking_over

routes = [Router("/dossiers", route_handlers=[*dossier.handlers, *sheet.handlers, *taking_over.handlers, *sending.handlers], opt={"right": Right.FAMILY})]
