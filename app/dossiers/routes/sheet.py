"""A sheet: one page, kept as it is each time that it is sent, complete or not."""

from collections.abc import Mapping
from uuid import UUID

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from app.core import clock, pages
from app.core.web import Request, Response
from app.dossiers import actions, sheet_page, sheets, taking_over
from app.dossiers.forms import SheetForm
from app.dossiers.queries import Dossier, sources
from app.dossiers.routes import answers
from app.dossiers.rules import states
from app.dossiers.rules.states import SheetState
from app.dossiers.sheets import Sheet
from app.dossiers.taking_over import Proposal
from app.filings.drafts.actions import Conflict
from app.filings.drafts.forms import Then
from app.filings.rules import questions
from app.filings.rules.questions import Problem
from app.households.rules.refusals import Refusal
from components.ui import Alert

SHEET = f"{answers.ONE}/{{code:str}}"


@get(SHEET)
async def show(request: Request, *, child_id: FromPath[UUID], first_year: FromPath[int], code: FromPath[str], verifier: FromQuery[bool] = False) -> Response:
    """`verifier`: the récapitulatif sends here for an answer that is missing, which the page then tells."""
    sheet, dossier = _sheet(code), await answers.own(request, child_id, first_year)
    problems = questions.problems_of(sheet.step, dossier.case) if verifier else ()
    return await _show(request, dossier, sheet, problems=problems, proposal=await _proposal(dossier, sheet))


@post(SHEET, status_code=200)
async def keep(request: Request, *, child_id: FromPath[UUID], first_year: FromPath[int], code: FromPath[str]) -> Response:
    sheet, dossier = _sheet(code), await answers.own(request, child_id, first_year)
    form = await SheetForm.read(request, sheet=sheet, contacts=dossier.case.facts.contacts)
    saved = await actions.keep(
        answers.asker_of(request), child_id, first_year=first_year, sheet=sheet, values=form.values, collectors=form.collectors, seen=form.seen, now=clock.now()
    )
    if saved is None:
        raise NotFoundException
    now = await answers.own(request, child_id, first_year)
    if isinstance(saved, Refusal):
        refused = Alert(kind="error", title="Rien n’a été enregistré", sentence=saved.sentence)
        return await _show(request, now, sheet, refused=refused, status=422)
    if isinstance(saved, Conflict):
        return await _show(request, now, sheet, typed=form.values, status=409)
    return await _go_on(request, now, sheet, form=form)


async def _go_on(request: Request, dossier: Dossier, sheet: Sheet, *, form: SheetForm) -> Response:
    if form.then is Then.LATER:
        return pages.redirect(dossier.here, said="Vos réponses sont enregistrées. Vous pourrez continuer quand vous voudrez.")
    if form.then is Then.LOOK:
        return await _show(request, dossier, sheet)
    if form.asked != questions.mark_of_questions(sheet.step, dossier.case):
        said = "Votre réponse est enregistrée. Elle change la suite\u00a0: vérifiez les questions de cette page."
        return pages.redirect(f"{dossier.here}/{sheet.code}", said=said)
    if problems := questions.problems_of(sheet.step, dossier.case):
        return await _show(request, dossier, sheet, problems=problems, status=422)
    return answers.go_on(dossier, said=f"{sheet.title}\u00a0: enregistrée.")


def _sheet(code: str) -> Sheet:
    sheet = sheets.of_code(code)
    if sheet is None:
        raise NotFoundException
    return sheet


async def _proposal(dossier: Dossier, sheet: Sheet) -> Proposal | None:
    """What the sheet may take over, as long as nobody has answered it."""
    if states.of_sheet(sheet.step, dossier.case) is not SheetState.TO_FILL:
        return None
    found = taking_over.proposals(dossier, await sources.sources_of(dossier))
    return next((proposal for proposal in found if proposal.sheet is sheet), None)


async def _show(
    request: Request,
    dossier: Dossier,
    sheet: Sheet,
    *,
    problems: tuple[Problem, ...] = (),
    proposal: Proposal | None = None,
    typed: Mapping[str, str] | None = None,
    refused: Alert | None = None,
    status: int = 200,
) -> Response:
    return await pages.respond(
        request,
        "dossiers/sheet.html",
        status=status,
        dossier=dossier,
        fields=sheet_page.fields_of(dossier, sheet, proposal=proposal, problems=problems, typed=typed, refused=refused),
        proposal=proposal,
        mark=taking_over.mark_of([proposal]) if proposal else "",
        sheet=sheet,
    )


handlers = [show, keep]
