"""`/messages`: what the service wrote to the household, read and put away by each adult."""

from uuid import UUID

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.core import access, clock, cookies, csrf, pages, paging
from app.core.access import Right
from app.core.web import Request, Response
from app.messages import shown
from app.messages.inbox import actions, queries
from app.messages.inbox.queries import MessageView
from components.messages import PlainText, ReadingMark
from components.ui import Button, Pagination, PostButton

HOME = "/messages"
ARCHIVES = f"{HOME}?archives=oui"


@get("/")
async def list_all(request: Request) -> Response:
    archived = request.query_params.get("archives") == "oui"
    found = await queries.page_of(access.identity_of(request).account_id, number=paging.asked_in(request.query_params), archived=archived)
    pagination = Pagination(page=found.number, pages=found.pages, address=ARCHIVES if archived else HOME, label="Pages des messages")
    return await pages.respond(request, "messages/inbox.html", messages=shown.messages(found.lines), pagination=pagination, archived=archived)


@get("/{message_id:uuid}")
async def show(request: Request, message_id: FromPath[UUID]) -> Response:
    message = await _own(request, message_id)
    away = PostButton(
        action=f"{HOME}/{message.id}/{'retour' if message.archived_at else 'archivage'}",
        csrf_token=_token(request),
        button=Button(label="Remettre dans mes messages" if message.archived_at else "Archiver", kind="quiet", icon="undo" if message.archived_at else "file"),
    )
    return await pages.respond(request, "messages/message.html", message=message, text=PlainText(text=message.body), mark=_mark(request, message), away=away)


@post("/{message_id:uuid}/lecture", status_code=303)
async def mark_read(request: Request, message_id: FromPath[UUID]) -> Response:
    if not await actions.mark_read(access.identity_of(request).account_id, message_id, now=clock.now()):
        raise NotFoundException
    return pages.answer_tap(request, _mark(request, await _own(request, message_id)), back_to=f"{HOME}/{message_id}", said="")


@post("/{message_id:uuid}/archivage", status_code=303)
async def archive(request: Request, message_id: FromPath[UUID]) -> Response:
    if not await actions.archive(access.identity_of(request).account_id, message_id, now=clock.now()):
        raise NotFoundException
    return pages.redirect(HOME, said="Le message est archivé. Vous le retrouvez dans les messages archivés.")


@post("/{message_id:uuid}/retour", status_code=303)
async def take_back(request: Request, message_id: FromPath[UUID]) -> Response:
    if not await actions.take_back(access.identity_of(request).account_id, message_id, now=clock.now()):
        raise NotFoundException
    return pages.redirect(HOME, said="Le message est de nouveau parmi les vôtres.")


@get(["/{message_id:uuid}/lecture", "/{message_id:uuid}/archivage", "/{message_id:uuid}/retour"])
async def go_back(request: Request, message_id: FromPath[UUID]) -> Response:
    """The address of a form that was interrupted."""
    return pages.redirect(f"{HOME}/{(await _own(request, message_id)).id}")


async def _own(request: Request, message_id: UUID) -> MessageView:
    message = await queries.message_of(access.identity_of(request).account_id, message_id)
    if message is None:
        raise NotFoundException
    return message


def _mark(request: Request, message: MessageView) -> ReadingMark:
    return ReadingMark(action=f"{HOME}/{message.id}/lecture", csrf_token=_token(request), read_at=message.read_at, others=tuple(message.also_read_by))


def _token(request: Request) -> str:
    return csrf.token_for(cookies.seed_of(request) or "")


routes = [Router(HOME, route_handlers=[list_all, show, mark_read, archive, take_back, go_back], opt={"right": Right.FAMILY})]
