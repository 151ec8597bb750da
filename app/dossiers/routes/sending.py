"""The récapitulatif of a dossier, its attestation, its sending: once however often the button is tapped."""

from uuid import UUID

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.core import access, clock, forms, pages
from app.core.web import Request, Response
from app.dossiers import actions, showing
from app.dossiers.queries import Dossier
from app.dossiers.routes import answers
from app.filings import queries as filings
from app.filings.drafts import actions as drafts
from app.filings.drafts.actions import Incomplete
from app.filings.drafts.forms import ValidationForm
from app.filings.drafts.queries import Draft
from app.filings.procedures import Impossible
from app.filings.rules.transitions import Refusal
from components.ui import Alert, ErrorSummary, Field
from components.ui import Problem as Said

RECAP = f"{answers.ONE}/recapitulatif"
AGAIN = f"{answers.ONE}/nouvel-envoi"
STALE = Alert(
    kind="warning",
    title="Le récapitulatif a changé",
    sentence="Une réponse a changé depuis que vous l’avez ouvert. Rien n’a été envoyé\u00a0: relisez, puis validez.",
)


@get(RECAP)
async def check(request: Request, *, child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    dossier = await answers.own(request, child_id, first_year)
    if dossier.missing:
        return _to_answer(dossier)
    if dossier.draft is None:
        return pages.redirect(dossier.here)
    return await _show_recap(request, dossier, dossier.draft)


@post(RECAP, status_code=200)
async def validate(request: Request, *, child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    form, account_id = await ValidationForm.read(request), access.identity_of(request).account_id
    dossier = await answers.own(request, child_id, first_year)
    if (number := await filings.number_of_submission(account_id, form.submission_id)) is not None:
        return pages.redirect(f"/demandes/{number}")
    if dossier.draft is None:
        return pages.redirect(dossier.here)
    if form.problems:
        return await _show_recap(request, dossier, dossier.draft, problems=form.problems, status=422)
    made = await drafts.validate(account_id, dossier.draft.id, mark=form.mark, now=clock.now())
    return await _answer(request, made, form=form, child_id=child_id, first_year=first_year)


async def _answer(request: Request, made: drafts.Validated | None, *, form: ValidationForm, child_id: UUID, first_year: int) -> Response:
    """Also when the other adult was quicker: the draft is gone, and its demande is there."""
    number = await filings.number_of_submission(access.identity_of(request).account_id, form.submission_id)
    if number is not None:
        return pages.redirect(f"/demandes/{number}", said=f"Demande n°\u00a0{number} enregistrée.")
    dossier = await answers.own(request, child_id, first_year)
    if isinstance(made, Incomplete):
        return _to_answer(dossier)
    if dossier.draft is None:
        raise NotFoundException
    refused = Alert(kind="error", title="Votre dossier n’a pas été envoyé", sentence=made.sentence) if isinstance(made, Impossible | Refusal) else STALE
    return await _show_recap(request, dossier, dossier.draft, refused=refused, status=409)


@get(AGAIN)
async def back_to_dossier(request: Request, *, child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    return pages.redirect((await answers.own(request, child_id, first_year)).here)


@post(AGAIN, status_code=303)
async def send_again(request: Request, *, child_id: FromPath[UUID], first_year: FromPath[int]) -> Response:
    """The answers that were sent, to be corrected and sent once more: what the service asked for may be a pièce alone."""
    draft_id = await actions.begin(access.identity_of(request).account_id, child_id, first_year=first_year, now=clock.now())
    if draft_id is None:
        raise NotFoundException
    return pages.redirect((await answers.own(request, child_id, first_year)).here, said="Corrigez ce qui doit l’être, puis renvoyez le dossier.")


def _to_answer(dossier: Dossier) -> Response:
    return pages.redirect(f"{dossier.here}/{dossier.missing[0].code}?verifier=true")


async def _show_recap(
    request: Request, dossier: Dossier, draft: Draft, *, problems: list[forms.Problem] | None = None, refused: Alert | None = None, status: int = 200
) -> Response:
    error = problems[0].sentence if problems else None
    return await pages.respond(
        request,
        "dossiers/recap.html",
        status=status,
        dossier=dossier,
        draft=draft,
        whom=showing.whom(dossier),
        told=showing.recap_of(dossier),
        lacking=showing.lacking_pieces(dossier),
        refused=refused,
        summary=ErrorSummary(problems=(Said(sentence=error, anchor="champ-attestation"),)) if error else None,
        attestation=Field(name="attestation", label="J’atteste que ces renseignements sont exacts.", kind="checkbox", error=error),
    )


handlers = [check, validate, back_to_dossier, send_again]
