"""`/agents/publications`: what the service publishes; its actualités, written, read as a family will, published, corrected and taken down."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.core import access, clock, forms, pages
from app.core.access import Right
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.messages import audience, notices, shown
from app.messages.audience import Offered
from app.messages.news import actions, queries
from app.messages.news.actions import Item
from app.messages.news.queries import NewsAtDesk
from app.messages.notices import Labels, Written
from app.messages.published import queries as published
from app.staff.rules.rights import May
from components import french
from components.messages import PlainText
from components.ui import Alert, ErrorSummary

HOME = "/agents/publications"
NEWS, NEW = f"{HOME}/actualites", f"{HOME}/actualites/nouvelle"
LABELS = Labels(title="Titre", body="Texte", body_hint="Une ligne vide sépare deux paragraphes. Les adresses de sites deviennent des liens.", needs_body=True)
STALE = "Quelqu’un l’a modifiée depuis que vous avez ouvert cette page\u00a0: voici ce qui est publié maintenant. Reprenez vos changements."


@get("/")
async def show_all(request: Request) -> Response:
    sites, now = access.agent_of(request).sites, clock.now()
    offered = await audience.offered(None)
    news, documents = await queries.all_at_desk(sites, now=now), await published.all_at_desk(sites)
    return await pages.respond(
        request,
        "messages/desk/publications.html",
        news=shown.news_at_desk(news, offered=offered, now=now),
        documents=shown.documents_at_desk(documents, offered=offered, now=now),
    )


@get("/actualites/nouvelle")
async def show_new(request: Request) -> Response:
    values = {**notices.empty(clock.today()), notices.SUBMISSION: [str(uuid4())]}
    return await _form_page(request, Submitted(values=values), address=NEW)


@post("/actualites/nouvelle", status_code=200)
async def write_new(request: Request) -> Response:
    sent = await forms.read(request, notices.FIELDS)
    return await _written(request, sent, address=NEW, code=f"bureau-{sent.identifier(notices.SUBMISSION)}")


@get("/actualites/{item_id:uuid}")
async def show_one(request: Request, item_id: FromPath[UUID]) -> Response:
    item = await _item(request, item_id)
    return await _form_page(request, Submitted(values=_values(item)), address=f"{NEWS}/{item_id}", item=item)


@post("/actualites/{item_id:uuid}", status_code=200)
async def correct(request: Request, item_id: FromPath[UUID]) -> Response:
    """409 with what stands, when somebody else has changed it."""
    item, sent = await _item(request, item_id), await forms.read(request, notices.FIELDS)
    address = f"{NEWS}/{item_id}"
    if sent.raw(notices.SEEN) != _written_of(item).mark:
        return await _form_page(request, Submitted(values=_values(item)), address=address, item=item, stale=True)
    return await _written(request, sent, address=address, code=item.code, item=item)


@get("/actualites/{item_id:uuid}/retrait")
async def ask_taking_down(request: Request, item_id: FromPath[UUID]) -> Response:
    item = await _item(request, item_id)
    return await pages.respond(request, "messages/desk/taking_down.html", title=item.title, what="l’actualité", back=f"{NEWS}/{item_id}")


@post("/actualites/{item_id:uuid}/retrait", status_code=303)
async def take_down(request: Request, item_id: FromPath[UUID]) -> Response:
    item = await _item(request, item_id)
    done = await actions.take_down(item_id, now=clock.now(), by=access.author_of(request))
    return pages.redirect(HOME, said=f"«\u00a0{item.title}\u00a0» n’est plus publiée." if done else f"«\u00a0{item.title}\u00a0» était déjà retirée.")


async def _written(request: Request, sent: Submitted, *, address: str, code: str, item: NewsAtDesk | None = None) -> Response:
    """The form again, its preview, or what it publishes."""
    sites = access.agent_of(request).sites
    offered = await audience.offered(sites)
    written = notices.read(sent, offered=offered, labels=LABELS, is_bound=sites is not None)
    if written is None:
        return await _form_page(request, sent, address=address, item=item, offered=offered)
    step = sent.raw(notices.STEP)
    if step == notices.PUBLISH:
        return await _publish(request, written, code=code)
    if step == notices.WRITE:
        return await _form_page(request, Submitted(values=sent.values), address=address, item=item, offered=offered)
    return await _preview(request, written, values=sent.values, address=address, offered=offered)


async def _publish(request: Request, written: Written, *, code: str) -> Response:
    item = Item(code=code, title=written.title, body=written.body, published_from=written.since, published_until=written.until, audience=written.audience)
    await actions.publish_news(item, now=clock.now(), by=access.author_of(request))
    coming = written.since > clock.now()
    return pages.redirect(HOME, said=f"«\u00a0{written.title}\u00a0» {'paraîtra au jour dit' if coming else 'est publiée'}.")


async def _preview(request: Request, written: Written, *, values: Mapping[str, list[str]], address: str, offered: Offered) -> Response:
    reached = await audience.households_reached(written.audience, today=clock.today())
    return await pages.respond(
        request,
        "messages/desk/news_preview.html",
        title=written.title,
        text=PlainText(text=written.body),
        published=shown.day_of(max(written.since, clock.now())),
        when=shown.span_of(written.since, written.until),
        aimed=offered.words_of(written.audience),
        reached=french.count(reached, one="famille concernée", many="familles concernées"),
        nobody=reached == 0,
        action=address,
        hidden=notices.hidden(values),
    )


async def _form_page(
    request: Request, sent: Submitted, *, address: str, item: NewsAtDesk | None = None, offered: Offered | None = None, stale: bool = False
) -> Response:
    offered = offered or await audience.offered(access.agent_of(request).sites)
    fields = notices.fields(sent, offered=offered, labels=LABELS)
    summary = ErrorSummary.of(fields)
    return await pages.respond(
        request,
        "messages/desk/news_form.html",
        status=409 if stale else 422 if summary else 200,
        summary=summary,
        stale=Alert(kind="warning", sentence=STALE) if stale else None,
        said=fields[:4],
        aimed=fields[4:],
        action=address,
        kept=[(name, sent.raw(name)) for name in (notices.SUBMISSION, notices.SEEN) if sent.raw(name)],
        item=item,
        is_over=item is not None and item.is_over(clock.now()),
    )


async def _item(request: Request, item_id: UUID) -> NewsAtDesk:
    item = await queries.one_at_desk(item_id, sites=access.agent_of(request).sites)
    if item is None:
        raise NotFoundException
    return item


def _values(item: NewsAtDesk) -> dict[str, list[str]]:
    written = _written_of(item)
    return {**notices.values_of(written), notices.SEEN: [written.mark]}


def _written_of(item: NewsAtDesk) -> Written:
    return Written(title=item.title, body=item.body, since=item.published_from, until=item.published_until, audience=item.audience)


routes = [
    Router(
        HOME,
        route_handlers=[show_all, show_new, write_new, show_one, correct, ask_taking_down, take_down],
        opt={"right": Right.STAFF, "may": May.PUBLISH},
    )
]
