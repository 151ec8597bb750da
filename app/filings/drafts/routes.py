"""`/demarches`: what the household may ask for, and each démarche from its first page to its validation."""

from collections.abc import Mapping
from uuid import UUID

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from app.core import access, clock, cookies, csrf, forms, pages
from app.core.access import Right
from app.core.web import Request, Response
from app.documents import actions as giving
from app.documents import forms as documents
from app.documents import showing, uploads
from app.documents.rules.refusals import Refusal as Unfit
from app.documents.showing import Tried
from app.filings import procedures
from app.filings import queries as filings
from app.filings.drafts import actions, gone, queries, sheets
from app.filings.drafts.actions import Conflict, Incomplete, Stale
from app.filings.drafts.forms import BeginForm, StepForm, Then, ValidationForm
from app.filings.drafts.queries import Draft
from app.filings.procedures import Impossible, Procedure
from app.filings.rules import questions
from app.filings.rules.questions import Problem, Question, Step
from app.filings.rules.transitions import Refusal
from components.ui import Alert, ErrorSummary, Field
from components.ui import Problem as Said

LIST = "/demarches"


@get("/")
async def list_all(request: Request) -> Response:
    account_id = access.identity_of(request).account_id
    candidates = await queries.candidates_of(account_id, today=clock.today())
    unfinished = sheets.unfinished(await queries.unfinished_of(account_id))
    return await pages.respond(
        request, "filings/procedures.html", is_known=candidates is not None, unfinished=unfinished, groups=sheets.offered(procedures.every())
    )


@get("/{code:str}")
async def about(request: Request, *, code: FromPath[str]) -> Response:
    return await _show_about(request, _offered(code))


@post("/{code:str}", status_code=200)
async def begin(request: Request, *, code: FromPath[str]) -> Response:
    procedure, account_id = _offered(code), access.identity_of(request).account_id
    candidates = await queries.candidates_of(account_id, today=clock.today())
    if candidates is None:
        raise NotFoundException
    form = await BeginForm.read(request, procedure=procedure, candidates=candidates)
    if form.problems:
        return await _show_about(request, procedure, problems=form.problems, status=422)
    draft_id = await actions.begin(account_id, procedure, child_id=form.child_id, first_year=form.first_year, now=clock.now())
    if draft_id is None:
        raise NotFoundException
    return pages.redirect(f"{procedure.here}/{draft_id}")


@get("/{code:str}/{draft_id:uuid}")
async def resume(request: Request, *, code: FromPath[str], draft_id: FromPath[UUID]) -> Response:
    """Where it was left: the first step without its answers, or the récapitulatif."""
    return pages.redirect(_next_of(await _draft(request, code, draft_id=draft_id)))


@get("/{code:str}/{draft_id:uuid}/{step_code:str}")
async def show_step(
    request: Request, *, code: FromPath[str], draft_id: FromPath[UUID], step_code: FromPath[str], verifier: FromQuery[bool] = False
) -> Response:
    """`verifier`: the récapitulatif sends here for an answer that is missing, which the page then tells."""
    step, draft = _step(code, step_code), await _draft(request, code, draft_id=draft_id)
    if step not in draft.steps:
        return pages.redirect(_next_of(draft))
    return await _show_step(request, draft, step, problems=questions.problems_of(step, draft.case) if verifier else ())


@post("/{code:str}/{draft_id:uuid}/{step_code:str}", status_code=200)
async def answer(request: Request, *, code: FromPath[str], draft_id: FromPath[UUID], step_code: FromPath[str]) -> Response:
    step = _step(code, step_code)
    form = await StepForm.read(request, step=step)
    saved = await actions.save(access.identity_of(request).account_id, draft_id, step=step, values=form.values, seen=form.seen, now=clock.now())
    if saved is None:
        raise await gone.why(request, draft_id)
    if isinstance(saved, Conflict):
        return await _show_step(request, saved.draft, step, typed=form.values, status=409)
    return await _go_on(request, saved, step, form=form)


async def _go_on(request: Request, draft: Draft, step: Step, *, form: StepForm) -> Response:
    if form.then is Then.LATER:
        return pages.redirect(LIST, said="Vos réponses sont enregistrées. Vous pourrez finir cette démarche quand vous voudrez.")
    if form.then is Then.LOOK:
        return await _show_step(request, draft, step)
    if form.asked != questions.mark_of_questions(step, draft.case):
        return pages.redirect(
            f"{draft.here}/{step.code}", said="Votre réponse est enregistrée. Elle change la suite\u00a0: vérifiez les questions de cette page."
        )
    if problems := questions.problems_of(step, draft.case):
        return await _show_step(request, draft, step, problems=problems, status=422)
    return pages.redirect(_next_of(draft))


@get("/{code:str}/{draft_id:uuid}/{step_code:str}/{name:str}")
async def show_piece(request: Request, *, code: FromPath[str], draft_id: FromPath[UUID], step_code: FromPath[str], name: FromPath[str]) -> Response:
    draft, step, _ = await _asked_piece(request, code, draft_id=draft_id, step_code=step_code, name=name)
    return pages.redirect(f"{draft.here}/{step.code}")


@post("/{code:str}/{draft_id:uuid}/{step_code:str}/{name:str}", status_code=200, request_max_body_size=uploads.LARGEST_BODY)
async def give_piece(request: Request, *, code: FromPath[str], draft_id: FromPath[UUID], step_code: FromPath[str], name: FromPath[str]) -> Response:
    """The file of a pièce, inside of the step that asks for it: the household's from then on, for its other démarches too."""
    draft, step, question = await _asked_piece(request, code, draft_id=draft_id, step_code=step_code, name=name)
    piece, account_id = draft.pieces[question.name], access.identity_of(request).account_id
    async with uploads.read(request, documents.FIELDS) as upload:
        wanted = documents.wanted_by(upload, kind_id=piece.kind_id, child_id=piece.child_id)
        outcome = wanted if isinstance(wanted, Unfit) else await giving.receive(account_id, wanted, files=upload.files, now=clock.now())
        until = upload.fields.raw(showing.UNTIL)
    if outcome is None:
        raise NotFoundException
    draft = await _draft(request, code, draft_id=draft_id)
    if isinstance(outcome, Unfit):
        return await _show_step(request, draft, step, tried={question.name: Tried(refusal=outcome, until=until)}, status=outcome.status)
    slot = sheets.slot_of(draft, question, action=request.url.path, csrf_token=_token(request), just_given=True)
    return pages.answer_tap(request, slot, back_to=f"{draft.here}/{step.code}", said=showing.GIVEN, also=(sheets.fields_of(draft, step),))


@get("/{code:str}/{draft_id:uuid}/recapitulatif")
async def check(request: Request, *, code: FromPath[str], draft_id: FromPath[UUID]) -> Response:
    draft = await _draft(request, code, draft_id=draft_id)
    if step := questions.first_to_answer(draft.procedure.steps, draft.case):
        return _to_answer(draft.here, step)
    return await _show_recap(request, draft)


@post("/{code:str}/{draft_id:uuid}/recapitulatif", status_code=200)
async def validate(request: Request, *, code: FromPath[str], draft_id: FromPath[UUID]) -> Response:
    form, account_id = await ValidationForm.read(request), access.identity_of(request).account_id
    if (number := await filings.number_of_submission(account_id, form.submission_id)) is not None:
        return pages.redirect(f"/demandes/{number}")
    if form.problems:
        return await _show_recap(request, await _draft(request, code, draft_id=draft_id), problems=form.problems, status=422)
    made = await actions.validate(account_id, draft_id, mark=form.mark, now=clock.now())
    if isinstance(made, Incomplete):
        return _to_answer(f"{_offered(code).here}/{draft_id}", made.step)
    if isinstance(made, Stale | Impossible | Refusal):
        return await _show_recap(request, await _draft(request, code, draft_id=draft_id), refused=made, status=409)
    number = await filings.number_of_submission(account_id, form.submission_id)  # also when the other adult was quicker: the draft is gone
    if number is None:
        raise NotFoundException
    return pages.redirect(f"/demandes/{number}", said=f"Demande n°\u00a0{number} enregistrée.")


@get("/{code:str}/{draft_id:uuid}/abandon")
async def ask_abandon(request: Request, *, code: FromPath[str], draft_id: FromPath[UUID]) -> Response:
    return await pages.respond(request, "filings/abandon.html", draft=await _draft(request, code, draft_id=draft_id))


@post("/{code:str}/{draft_id:uuid}/abandon", status_code=200)
async def abandon(request: Request, *, code: FromPath[str], draft_id: FromPath[UUID]) -> Response:
    await _draft(request, code, draft_id=draft_id)
    await actions.abandon(access.identity_of(request).account_id, draft_id)
    return pages.redirect(LIST, said="Votre démarche est annulée. Rien n’a été envoyé.")


def _offered(code: str) -> Procedure:
    """One that has pages of its own is not begun here."""
    procedure = procedures.offered(code)
    if procedure is None or procedure.address:
        raise NotFoundException
    return procedure


def _step(code: str, step_code: str) -> Step:
    step = _offered(code).step(step_code)
    if step is None:
        raise NotFoundException
    return step


async def _draft(request: Request, code: str, *, draft_id: UUID) -> Draft:
    draft = await queries.draft_of(access.identity_of(request).account_id, draft_id, today=clock.today())
    if draft is None:
        raise await gone.why(request, draft_id)
    if draft.procedure.code != code:
        raise NotFoundException
    return draft


async def _asked_piece(request: Request, code: str, *, draft_id: UUID, step_code: str, name: str) -> tuple[Draft, Step, Question]:
    step, draft = _step(code, step_code), await _draft(request, code, draft_id=draft_id)
    question = next((each for each in questions.asked(step, draft.case) if each.name == name and each.kind == "piece"), None)
    if question is None:
        raise NotFoundException
    return draft, step, question


def _next_of(draft: Draft) -> str:
    step = questions.first_to_answer(draft.procedure.steps, draft.case)
    return f"{draft.here}/{step.code if step else 'recapitulatif'}"


def _to_answer(here: str, step: Step) -> Response:
    return pages.redirect(f"{here}/{step.code}?verifier=true")


async def _show_about(request: Request, procedure: Procedure, *, problems: list[forms.Problem] | None = None, status: int = 200) -> Response:
    candidates = await queries.candidates_of(access.identity_of(request).account_id, today=clock.today())
    errors = {problem.field: problem.sentence for problem in problems or ()}
    fields = sheets.whom(procedure, candidates, errors=errors) if candidates else ()
    return await pages.respond(
        request,
        "filings/about.html",
        status=status,
        procedure=procedure,
        fields=fields,
        is_known=candidates is not None,
        closed=sheets.why_closed(procedure, candidates) if candidates else None,
        summary=ErrorSummary.of(fields),
    )


async def _show_step(
    request: Request,
    draft: Draft,
    step: Step,
    *,
    problems: tuple[Problem, ...] = (),
    typed: Mapping[str, str] | None = None,
    tried: Mapping[str, Tried] | None = None,
    status: int = 200,
) -> Response:
    """A pièce that was refused (`tried`) is answered alone to the script that sent it."""
    before = [each for each in draft.steps if draft.procedure.place_of(each) < draft.procedure.place_of(step)]
    pieces = sheets.pieces_of(draft, step, csrf_token=_token(request), problems=problems, tried=tried)
    return await pages.respond(
        request,
        "filings/pieces.html" if pieces else step.template,
        status=status,
        draft=draft,
        step=step,
        fields=sheets.fields_of(draft, step, problems=problems, typed=typed),
        pieces=pieces,
        back=f"{draft.here}/{before[-1].code}" if before else draft.procedure.here,
        **{each.slot.key: each.slot for each in pieces},
    )


def _token(request: Request) -> str:
    return csrf.token_for(cookies.seed_of(request) or "")


async def _show_recap(
    request: Request,
    draft: Draft,
    *,
    problems: list[forms.Problem] | None = None,
    refused: Stale | Impossible | Refusal | None = None,
    status: int = 200,
) -> Response:
    error = problems[0].sentence if problems else None
    return await pages.respond(
        request,
        "filings/recap.html",
        status=status,
        draft=draft,
        back=f"{draft.here}/{draft.steps[-1].code}",
        told=sheets.recap_of(draft),
        refused=_refused(refused) if refused else None,
        summary=ErrorSummary(problems=(Said(sentence=error, anchor="champ-attestation"),)) if error else None,
        attestation=Field(name="attestation", label="J’atteste que ces renseignements sont exacts.", kind="checkbox", error=error),
    )


def _refused(why: Stale | Impossible | Refusal) -> Alert:
    if isinstance(why, Stale):
        return Alert(
            kind="warning",
            title="Le récapitulatif a changé",
            sentence="Une réponse a changé depuis que vous l’avez ouvert. Rien n’a été envoyé\u00a0: relisez, puis validez.",
        )
    return Alert(kind="error", title="Votre demande n’a pas été envoyée", sentence=why.sentence)


routes = [
    Router(
        LIST,
        route_handlers=[list_all, about, begin, resume, show_step, answer, show_piece, give_piece, check, validate, ask_abandon, abandon],
        opt={"right": Right.FAMILY},
        exception_handlers={gone.Sent: gone.show_demande},
    )
]
