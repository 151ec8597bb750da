"""`/agents/imports`: send a file, read what it would do, confirm, read what it did."""

from uuid import UUID, uuid4

import litestar
from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.core import access, clock, cookies, csrf, exports, forms, pages, spreadsheets
from app.core.spreadsheets import Sheet
from app.core.web import Request, Response
from app.documents import uploads
from app.intake import actions, template
from app.intake.desk import answers
from app.intake.queries import imports as queries
from app.intake.queries.imports import ImportView
from app.intake.rules import states
from app.intake.showing import reports
from components.ui import DataList, DataRow, ErrorSummary, Problem

SENDING, SEEN, SKIP = "envoi", "voir", "sans-erreurs"
FILE_ANCHOR = "champ-fichier"


@get("/")
async def show(request: Request) -> Response:
    return await _home(request)


@get("/modele.csv")
async def give_template() -> litestar.Response[bytes]:
    """Empty: it says nothing of anybody."""
    return exports.attachment(await spreadsheets.csv_of(template.sheet()), name="modele-familles.csv", media_type=spreadsheets.CSV)


@post("/", status_code=303, request_max_body_size=states.LARGEST_FILE + 100_000)
async def send(request: Request) -> Response:
    async with uploads.read(request, {SENDING}) as upload:
        import_id = upload.fields.identifier(SENDING)
        if not upload.files or not upload.files[0].size:
            return await _home(request, problems=(states.EMPTY if upload.files else states.NOTHING,), status=422)
        file = upload.files[0]
        if file.size > states.LARGEST_FILE:
            return await _home(request, problems=(states.TOO_LARGE,), status=413)
        content = await file.source.read()
    if problems := await actions.why_not_a_sheet(content):
        return await _home(request, problems=problems, status=422)
    await actions.receive(access.agent_of(request), import_id, name=file.name, content=content, origin=access.origin_of(request), now=clock.now())
    return pages.redirect(f"{answers.HERE}/{import_id}")


async def _home(request: Request, *, problems: tuple[str, ...] = (), status: int = 200) -> Response:
    return await pages.respond(
        request,
        "intake/imports.html",
        status=status,
        problems=problems,
        summary=ErrorSummary(problems=tuple(Problem(sentence=each, anchor=FILE_ANCHOR) for each in problems)) if problems else None,
        anchor=FILE_ANCHOR,
        sending=uuid4(),
        imports=_listed(await queries.latest()),
    )


def _listed(imports: tuple[ImportView, ...]) -> DataList | None:
    return DataList(rows=tuple(map(_row, imports))) if imports else None


def _row(found: ImportView) -> DataRow:
    return DataRow(title=reports.name_of(found), note=reports.note_of(found), href=f"{answers.HERE}/{found.id}", status=reports.status_of(found))


@get("/{import_id:uuid}")
async def show_one(request: Request, import_id: FromPath[UUID]) -> Response:
    """Reading, then the report, then what was done."""
    found = await _found(import_id)
    kind = reports.KINDS.get(request.query_params.get(SEEN, ""))
    findings = await queries.findings_of(import_id, kind=kind, number=answers.page_of(request))
    token = csrf.token_for(cookies.seed_of(request) or "")
    state = reports.state(found, findings, kind=kind, address=f"{answers.HERE}/{import_id}", csrf_token=token)
    return await pages.respond(request, "intake/import.html", found=found, name=reports.name_of(found), note=reports.note_of(found), state=state)


@post("/{import_id:uuid}/compte-rendu", status_code=200)
async def export(request: Request, import_id: FromPath[UUID]) -> litestar.Response[bytes]:
    await forms.read(request, set())
    found = await _found(import_id)
    lines = await queries.told(import_id, kind=None, limit=exports.MOST_LINES)
    sheet = Sheet(title="Compte rendu", columns=reports.COLUMNS, rows=[(each.line or None, each.kind.words, each.column, each.sentence) for each in lines])
    return await answers.csv(request, sheet, what="import report", name=f"import-{found.sent_at:%Y-%m-%d}.csv", about={"import": str(import_id)})


@get("/{import_id:uuid}/confirmation")
async def before_confirming(request: Request, import_id: FromPath[UUID]) -> Response:
    found = await _found(import_id)
    if found.state is not states.State.EXAMINED:
        return pages.redirect(f"{answers.HERE}/{import_id}")
    return await pages.respond(request, "intake/import_confirmation.html", found=found, told=reports.summary(found), skips=found.tally.errors > 0)


@post("/{import_id:uuid}/confirmation", status_code=303, opt=answers.PROVED)
async def confirm(request: Request, import_id: FromPath[UUID]) -> Response:
    sent, found = await forms.read(request, {SKIP}), await _found(import_id)
    asked = {"skip_errors": sent.is_ticked(SKIP), "origin": access.origin_of(request)}
    done = await actions.confirm(access.agent_of(request), found.id, **asked, now=clock.now())  # type: ignore[arg-type]
    return pages.redirect(f"{answers.HERE}/{import_id}", said=None if done else states.NOT_NOW)


@post("/{import_id:uuid}/abandon", status_code=303)
async def abandon(request: Request, import_id: FromPath[UUID]) -> Response:
    await forms.read(request, set())
    found = await _found(import_id)
    if await actions.abandon(access.agent_of(request), found.id, origin=access.origin_of(request), now=clock.now()):
        return pages.redirect(answers.HERE, said="Ce fichier est abandonné\u00a0: il est effacé, et rien n’a été importé.")
    return pages.redirect(f"{answers.HERE}/{import_id}", said=states.NOT_NOW)


@get(["/{import_id:uuid}/compte-rendu", "/{import_id:uuid}/abandon"])
async def go_back(import_id: FromPath[UUID]) -> Response:
    """The address of a form that was interrupted."""
    return pages.redirect(f"{answers.HERE}/{import_id}")


async def _found(import_id: UUID) -> ImportView:
    found = await queries.one(import_id)
    if found is None:
        raise NotFoundException
    return found


handlers = [show, give_template, send, show_one, export, before_confirming, confirm, abandon, go_back]
