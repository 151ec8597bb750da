"""The commune's colours, as a sheet that a browser asks for once."""

import litestar
from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.catalogue import queries
from app.core.access import Right
from app.core.web import Response

KEPT_FOR_EVER = "public, max-age=31536000, immutable"


@get("/commune/{name:str}", opt={"right": Right.ASSET}, name="catalogue:stylesheet")
async def show_stylesheet(name: FromPath[str]) -> Response:
    """The address carries a mark of the content, so the answer under it never changes."""
    mark, dot, kind = name.partition(".")
    sheet = await queries.stylesheet(mark) if dot and kind == "css" else None
    if sheet is None:
        raise NotFoundException
    return litestar.Response(sheet, status_code=200, media_type="text/css", headers={"Cache-Control": KEPT_FOR_EVER})


routes: list[ControllerRouterHandler] = [show_stylesheet]
