"""The file that stands, for the pages: without one there is nothing to show."""

from app.catalogue import queries
from app.catalogue.queries import Version
from app.core import pages
from app.core.web import Request, Response

HERE = "/agents/catalogue"


async def version() -> Version | None:
    return await queries.standing()


async def nothing(request: Request) -> Response:
    """The console has not loaded any file since versions are kept."""
    return await pages.respond(request, "bookings/offering/nothing.html", status=404)
