"""`/actualites`: what the service tells the families whom it concerns."""

from uuid import UUID

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.core import access, clock, pages
from app.core.access import Right
from app.core.web import Request, Response
from app.messages import shown
from app.messages.news import queries
from components.messages import PlainText

HOME = "/actualites"


@get("/")
async def list_all(request: Request) -> Response:
    found = await queries.latest_of(access.identity_of(request).account_id, now=clock.now())
    return await pages.respond(request, "messages/news.html", news=shown.news(found))


@get("/{item_id:uuid}")
async def show(request: Request, item_id: FromPath[UUID]) -> Response:
    item = await queries.item_of(access.identity_of(request).account_id, item_id, now=clock.now())
    if item is None:
        raise NotFoundException
    return await pages.respond(request, "messages/news_item.html", item=item, published=shown.day_of(item.published_from), text=PlainText(text=item.body))


routes = [Router(HOME, route_handlers=[list_all, show], opt={"right": Right.FAMILY})]
