"""`/agents/plannings`: boards of a day and of a week, the list of the children, and what leaves of them as files."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import litestar
from litestar import Router, get, post
from litestar.exceptions import ClientException, NotFoundException, PermissionDeniedException

from app.catalogue import offer
from app.catalogue import queries as catalogue
from app.catalogue.offer import Offer
from app.core import access, clock, exports, pages, spreadsheets
from app.core import forms as core_forms
from app.core.access import Right
from app.core.exports import Export
from app.core.forms import Submitted
from app.core.spreadsheets import Sheet
from app.core.web import Request, Response
from app.documents import pdf
from app.reports.boards import actions, forms, listing, showing
from app.reports.boards.actions import Reading
from app.reports.boards.forms import Asked
from app.reports.boards.listing import Alerts
from app.reports.boards.queries import counts, roll
from app.staff import readers
from app.staff.rules.rights import May
from components import french
from components.ui import Alert, Pagination

LAST_WEEKDAY = timedelta(days=6)
TOO_LONG = "Cette liste est trop longue pour ce format\u00a0: choisissez un site ou une activité, puis recommencez."


@get("/")
async def show_day(request: Request) -> Response:
    asked, seen = await _asked(request)
    tables = showing.day_tables(
        await counts.counts_between(asked.day, asked.day, narrowing=asked.narrowing, now=clock.now()),
        await counts.closed_between(asked.day, asked.day, narrowing=asked.narrowing),
        present=await counts.present_on(asked.day, asked.narrowing),
    )
    around = await offer.days_around(asked.day, asked.narrowing)
    tools = showing.tools(forms.HOME, asked, offer=seen, around=around, today=clock.today())
    return await pages.respond(request, "reports/desk/day.html", day=asked.day, tools=tools, tables=tables)


@get("/semaine")
async def show_week(request: Request) -> Response:
    asked, seen = await _asked(request)
    first, last = asked.monday, asked.monday + LAST_WEEKDAY
    tables = showing.week_tables(
        await counts.counts_between(first, last, narrowing=asked.narrowing, now=clock.now()),
        await counts.closed_between(first, last, narrowing=asked.narrowing),
        narrowing=asked.narrowing,
    )
    around = (first - showing.WEEK, first + showing.WEEK)
    tools = showing.tools(forms.WEEK, asked, offer=seen, around=around, today=clock.today())
    return await pages.respond(
        request, "reports/desk/week.html", title=_week_words(asked), tools=tools, tables=tables, kept=forms.words_of(asked.day, asked.narrowing)
    )


def _week_words(asked: Asked) -> str:
    last = asked.monday + LAST_WEEKDAY
    return f"Semaine {french.date_range(asked.monday, last).replace('Du', 'du', 1)} {last.year}"


@post("/semaine/export", status_code=200)
async def export_week(request: Request) -> litestar.Response[Any]:
    sent, asked, _ = await _sent(request)
    kind = _kind(sent, kinds=("csv", "xlsx"))
    first, last = asked.monday, asked.monday + LAST_WEEKDAY
    rows = showing.week_rows(
        await counts.counts_between(first, last, narrowing=asked.narrowing, now=clock.now()),
        await counts.closed_between(first, last, narrowing=asked.narrowing),
    )
    await _note(request, Export(what="week counts", kind=kind, lines=len(rows), about=dict(forms.words_of(first, asked.narrowing))))
    return await _file(Sheet(title=_week_words(asked), columns=showing.week_columns(), rows=rows), kind=kind, name=f"semaine-{first}")


@get("/liste")
async def show_list(request: Request) -> Response:
    asked, seen = await _asked(request)
    return await _list_page(request, asked, seen=seen)


@post("/liste/sante", status_code=200, opt={"may": May.HEALTH})
async def show_health(request: Request) -> Response:
    """The same page, with what there is to know of each child: asked for, never shown by itself, since each household reads who looked."""
    _, asked, seen = await _sent(request, also={forms.PAGE})
    return await _list_page(request, asked, seen=seen, with_health=True)


@post("/liste/export", status_code=200)
async def export_list(request: Request) -> litestar.Response[Any]:
    sent, asked, seen = await _sent(request)
    kind, with_health = _kind(sent, kinds=forms.KINDS), sent.is_ticked(forms.HEALTH)
    if with_health and not access.agent_of(request).can(May.HEALTH):
        raise PermissionDeniedException(detail="health")
    total, _ = await roll.size_of(asked.day, asked.narrowing)
    if exports.is_too_long(total, kind=kind):
        return await _list_page(request, asked, seen=seen, problem=TOO_LONG)
    about: dict[str, str | int | bool | None] = {**forms.words_of(asked.day, asked.narrowing), "health": with_health}
    await _note(request, Export(what="list of a day", kind=kind, lines=total, about=about))
    lines = await roll.whole_of(asked.day, asked.narrowing, most=exports.MOST_LINES)
    alerts = await _alerts(request, asked, lines=lines) if with_health else None
    heading, name = listing.heading(asked.day, asked.narrowing, offer=seen), f"enfants-{asked.day}"
    if kind != "pdf":
        rows = listing.rows(lines, day=asked.day, alerts=alerts)
        return await _file(Sheet(title=heading[0], columns=listing.columns(alerts), rows=rows), kind=kind, name=name)
    told = listing.printed(lines, day=asked.day, heading=heading, alerts=alerts, imprint=await catalogue.imprint())
    return exports.attachment(await pdf.drawn("roll.typ", told, at=clock.now()), name=f"{name}.pdf", media_type=pdf.MEDIA_TYPE)


@get(["/liste/sante", "/liste/export"])
async def go_back_to_list() -> Response:
    """The address of a form that was interrupted."""
    return pages.redirect(forms.LIST)


@get("/semaine/export")
async def go_back_to_week() -> Response:
    return pages.redirect(forms.WEEK)


async def _asked(request: Request) -> tuple[Asked, Offer]:
    return await _seen(request, forms.asked(request.query_params, today=clock.today()))


async def _sent(request: Request, *, also: Collection[str] = ()) -> tuple[Submitted, Asked, Offer]:
    sent = await core_forms.read(request, forms.EXPORTED | set(also))
    asked, seen = await _seen(request, forms.asked({name: sent.raw(name) for name in sent.values}, today=clock.today()))
    return sent, asked, seen


async def _seen(request: Request, asked: Asked) -> tuple[Asked, Offer]:
    """What is not of the agent's sites does not exist."""
    sites = access.agent_of(request).sites
    seen = await offer.offer_to(sites)
    if not seen.holds(asked.narrowing):
        raise NotFoundException
    return replace(asked, narrowing=replace(asked.narrowing, sites=sites)), seen


async def _list_page(request: Request, asked: Asked, *, seen: Offer, with_health: bool = False, problem: str = "") -> Response:
    agent = access.agent_of(request)
    page = await roll.page_of(asked.day, asked.narrowing, number=asked.page)
    alerts = await _alerts(request, asked, lines=page.lines) if with_health else None
    around = await offer.days_around(asked.day, asked.narrowing)
    title, narrowed = listing.heading(asked.day, asked.narrowing, offer=seen)
    return await pages.respond(
        request,
        "reports/desk/list.html",
        status=422 if problem else 200,
        title=title,
        narrowed=narrowed,
        problem=Alert(kind="error", sentence=problem) if problem else None,
        tools=showing.tools(forms.LIST, asked, offer=seen, around=around, today=clock.today()),
        told=french.count(page.children, one="enfant attendu", many="enfants attendus"),
        roll=listing.roll(page.lines, day=asked.day, caption=title, alerts=alerts) if page.lines else None,
        pagination=Pagination(
            page=page.number, pages=page.pages, address=forms.address_of(forms.LIST, day=asked.day, narrowing=asked.narrowing), label="Pages de la liste"
        ),
        kept=forms.words_of(asked.day, asked.narrowing),
        page=page.number,
        may_read_health=agent.can(May.HEALTH),
        write_href=forms.address_of(forms.WRITE, day=asked.day, narrowing=asked.narrowing) if agent.can(May.WRITE) else "",
        shows_health=with_health,
    )


async def _alerts(request: Request, asked: Asked, *, lines: Sequence[roll.Listed]) -> Alerts:
    return await actions.read_alerts(Reading(reader=readers.reader_of(request), day=asked.day), lines, now=clock.now())


def _kind(sent: Submitted, *, kinds: Sequence[str]) -> str:
    kind = sent.raw(forms.FORMAT)
    if kind not in kinds:
        raise ClientException(detail="damaged form")
    return kind


async def _note(request: Request, export: Export) -> None:
    await exports.note(export, by=access.author_of(request), now=clock.now())


async def _file(sheet: Sheet, *, kind: str, name: str) -> litestar.Response[bytes]:
    if kind == "csv":
        return exports.attachment(await spreadsheets.csv_of(sheet), name=f"{name}.csv", media_type=spreadsheets.CSV)
    return exports.attachment(await spreadsheets.xlsx_of(sheet, at=clock.now()), name=f"{name}.xlsx", media_type=spreadsheets.XLSX)


routes = [
    Router(
        forms.HOME,
        route_handlers=[show_day, show_week, export_week, show_list, show_health, export_list, go_back_to_list, go_back_to_week],
        opt={"right": Right.STAFF, "may": May.BOARDS},
    )
]
