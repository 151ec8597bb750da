"""`/documents-publies`: what the service publishes for the families whom it concerns, to download."""

from urllib.parse import quote
from uuid import UUID

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Stream

from app.core import access, clock, pages
from app.core.access import Right
from app.core.web import Request, Response
from app.documents import pdf
from app.messages import shown
from app.messages.published import queries, storage

HOME = "/documents-publies"
# Nothing of the portal runs in it, whatever a browser makes of the file.
SANDBOX = "default-src 'none'; sandbox"


@get("/")
async def list_all(request: Request) -> Response:
    found = await queries.latest_of(access.identity_of(request).account_id, now=clock.now())
    return await pages.respond(request, "messages/published.html", documents=shown.documents(found))


@get("/{published_id:uuid}/fichier", opt={"uncompressed": True})
async def download(request: Request, published_id: FromPath[UUID]) -> Stream:
    """Whether it concerns the family is looked up at each opening."""
    found = await queries.document_of(access.identity_of(request).account_id, published_id, now=clock.now())
    if found is None:
        raise NotFoundException
    return sent(found)


def sent(found: queries.DocumentView) -> Stream:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.file_name, safe='')}",
        "Content-Security-Policy": SANDBOX,
        "Content-Length": str(found.size_bytes),
    }
    return Stream(storage.pieces_of(found.id), status_code=200, media_type=pdf.MEDIA_TYPE, headers=headers)


routes = [Router(HOME, route_handlers=[list_all, download], opt={"right": Right.FAMILY})]
