"""What the catalogue says, and its past."""

import difflib
from collections.abc import Iterator

import litestar
from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.bookings.offering import showing
from app.bookings.offering.desk import standing
from app.bookings.offering.desk.standing import HERE
from app.bookings.offering.showing import Catalogue
from app.catalogue import queries
from app.catalogue.commune_file import Source
from app.catalogue.editing import differences, words
from app.catalogue.queries import VersionLine
from app.core import access, clock, pages, paging
from app.core.access import Right
from app.core.web import Request, Response
from app.staff.rules.rights import May
from components import french
from components.ui import DataList, DataRow

PAGE = 20
LARGEST = 2**31 - 1  # what an integer of PostgreSQL holds
FIRST = "Premier chargement du fichier de la commune."


@get("/")
async def show(request: Request) -> Response:
    return await _page(request, "bookings/offering/catalogue.html")


@get("/commune")
async def show_commune(request: Request) -> Response:
    return await _page(request, "bookings/offering/commune.html")


@get("/fermetures")
async def show_closures(request: Request) -> Response:
    return await _page(request, "bookings/offering/closures.html")


@get("/activites/{code:str}")
async def show_activity(request: Request, code: FromPath[str]) -> Response:
    shown = await _catalogue()
    activity = shown.activity(code) if shown else None
    if shown is None or activity is None:
        raise NotFoundException
    return await pages.respond(request, "bookings/offering/activity.html", catalogue=shown, activity=activity, may_edit=_may_edit(request))


async def _page(request: Request, template: str) -> Response:
    shown = await _catalogue()
    if shown is None:
        return await standing.nothing(request)
    return await pages.respond(request, template, catalogue=shown, may_edit=_may_edit(request))


async def _catalogue() -> Catalogue | None:
    version = await standing.version()
    return None if version is None else showing.of(version, now=clock.now())


def _may_edit(request: Request) -> bool:
    return access.agent_of(request).can(May.EDIT_CATALOGUE)


# The past


@get("/versions")
async def show_versions(request: Request) -> Response:
    before = paging.number_in(request.query_params.get("avant"))
    found = await queries.versions(before=None if before is None else min(before, LARGEST), limit=PAGE + 1)
    rows = DataList(rows=tuple(_line(version) for version in found[:PAGE])) if found else None
    older = f"{HERE}/versions?avant={found[PAGE - 1].number}" if len(found) > PAGE else ""
    return await pages.respond(request, "bookings/offering/versions.html", rows=rows, older=older, is_first=before is None)


def _line(version: VersionLine) -> DataRow:
    by = version.author if version.is_of_desk else "Fichier chargé depuis la console"
    note = version.effects[0] if version.effects else "Aucun créneau ni aucune réservation n’a changé."
    return DataRow(
        title=f"Version {version.number}{french.NBSP}: {by}",
        note=note,
        at=french.capitalised(french.stamp(version.made_at)),
        href=f"{HERE}/versions/{version.number}",
    )


@get("/versions/{version_number:int}")
async def show_version(request: Request, version_number: FromPath[int]) -> Response:
    found = await queries.version_and_before(version_number) if 0 < version_number <= LARGEST else None
    if found is None:
        raise NotFoundException
    version, before = found
    told = told_between(before.source, version.source) if before else [FIRST]
    text = list(_lines(before.source, version.source)) if before else []
    return await pages.respond(request, "bookings/offering/version.html", version=version, told=told, text=text)


def told_between(before: Source, after: Source) -> list[str]:
    old, new = before.values, after.values
    told = words.sentences(differences.between(old, new), before=old, after=new)
    files = sorted(name for name in {*before.attached, *after.attached} if before.attached.get(name) != after.attached.get(name))
    return [*told, *(f"Le fichier {name} a changé." for name in files)] or ["Seule la présentation du fichier a changé."]


def _lines(before: Source, after: Source) -> Iterator[tuple[str, str]]:
    """The text itself, with three lines around each change: what each line became, and its words."""
    kinds = {"+": "added", "-": "removed", "@": "jump"}
    for line in list(difflib.unified_diff(before.text.splitlines(), after.text.splitlines(), lineterm="", n=3))[2:]:
        kind = kinds.get(line[:1], "same")
        yield kind, "…" if kind == "jump" else line


@get("/fichier")
async def download(request: Request) -> litestar.Response[bytes] | Response:
    """The commune's file, as `python -m app export` writes it."""
    version = await standing.version()
    if version is None:
        return await standing.nothing(request)
    headers = {"Content-Disposition": 'attachment; filename="commune.toml"'}
    return litestar.Response(version.source.content, status_code=200, media_type="application/toml", headers=headers)


routes = [
    Router(
        HERE,
        route_handlers=[show, show_commune, show_closures, show_activity, show_versions, show_version, download],
        opt={"right": Right.STAFF, "may": May.CATALOGUE},
    )
]
