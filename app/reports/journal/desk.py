"""`/agents/journal`: read, narrowed, exported, verified."""

from typing import Any

import litestar
from litestar import Router, get, post

from app.core import access, audit, clock, exports, pages, paging, spreadsheets
from app.core import forms as core_forms
from app.core.access import Right
from app.core.exports import Export
from app.core.spreadsheets import Sheet
from app.core.web import Request, Response
from app.reports.journal import forms, queries, words
from app.reports.journal.forms import Asked
from app.reports.journal.queries import Entry
from app.staff import queries as staff
from app.staff.rules.rights import May
from components import french
from components.reports import JournalEntry
from components.ui import ErrorSummary

PROVED: dict[str, Any] = {"fresh_proof": True}
COLUMNS = ("N°", "Quand", "Qui", "Rôle", "Quoi", "Objet", "Identifiant", "Détails", "Réseau", "Scellée")


@get("/")
async def show(request: Request) -> Response:
    asked = await forms.read(request.query_params)
    page, seal = await queries.page_of(asked.narrowing, before=asked.before), await queries.seal()
    fields = forms.fields(asked, team=await staff.team())
    summary = ErrorSummary.of(fields)
    return await pages.respond(
        request,
        "reports/journal/journal.html",
        status=422 if summary else 200,
        fields=fields,
        summary=summary,
        entries=[_shown(entry) for entry in page.entries],
        older=_older(asked, page.after),
        latest=asked.address if asked.before else None,
        export=asked.address.replace(forms.ADDRESS, f"{forms.ADDRESS}/export.csv"),
        seal=seal,
    )


def _shown(entry: Entry) -> JournalEntry:
    return JournalEntry(
        at=entry.at,
        who=entry.actor_name or words.ROLES.get(entry.role, entry.role).capitalize(),
        role=words.ROLES.get(entry.role, entry.role),
        act=words.act(entry.act),
        thing=f"Demande n°\u00a0{entry.filing_number}" if entry.filing_number else "",
        about=f"{forms.ADDRESS}?{forms.ABOUT}={entry.object_id}" if paging.id_in(entry.object_id) else None,
        details=tuple(words.details(entry.details)),
        origin=entry.origin,
        sealed=entry.sealed,
    )


def _older(asked: Asked, after: int | None) -> str | None:
    return f"{asked.address}{'&' if '?' in asked.address else '?'}{forms.BEFORE}={after}" if after else None


@post("/export.csv", status_code=200, opt=PROVED)
async def export(request: Request) -> litestar.Response[bytes]:
    """As many lines as a file holds, the latest first; what the ids are is not looked up: the file says what the journal says."""
    await core_forms.read(request, ())
    asked = await forms.read(request.query_params)
    page = await queries.page_of(asked.narrowing, most=exports.MOST_LINES)
    about: dict[str, str | int | bool | None] = {"subject": asked.words.get(forms.SUBJECT) or None, "about": asked.narrowing.about}
    told = Export(what="journal", kind="csv", lines=len(page.entries), about=about)
    await exports.note(told, by=access.author_of(request), now=clock.now())
    sheet = Sheet(title="Journal", columns=COLUMNS, rows=(_line(entry) for entry in page.entries))
    return exports.attachment(await spreadsheets.csv_of(sheet), name="journal.csv", media_type=spreadsheets.CSV)


def _line(entry: Entry) -> tuple[str | int, ...]:
    told = " ; ".join(f"{name}\u00a0: {value}" for name, value in words.details(entry.details))
    who = (entry.actor_name, words.ROLES.get(entry.role, entry.role))
    return (
        entry.id,
        french.stamp(entry.at),
        *who,
        words.act(entry.act),
        entry.object_kind,
        entry.object_id,
        told,
        entry.origin,
        "oui" if entry.sealed else "non",
    )


@get(["/export.csv", "/verification"])
async def go_back() -> Response:
    """The address of a form that was interrupted."""
    return pages.redirect(forms.ADDRESS)


@post("/verification", status_code=303)
async def verify(request: Request) -> Response:
    """Reads the whole chain again; writes that it was read."""
    agent = access.agent_of(request)
    broken = await audit.first_broken()
    await audit.note_verified(actor=agent.account_id, role=agent.role, broken=broken, now=clock.now(), origin=access.origin_of(request))
    said = "Le journal est intact\u00a0: chaque ligne scellée est celle qui a été écrite."
    if broken is not None:
        said = f"La ligne n°\u00a0{broken} ne correspond plus à son sceau\u00a0: prévenez la personne responsable de la sécurité."
    return pages.redirect(forms.ADDRESS, said=said)


routes = [Router(forms.ADDRESS, route_handlers=[show, export, verify, go_back], opt={"right": Right.STAFF, "may": May.AUDIT})]
