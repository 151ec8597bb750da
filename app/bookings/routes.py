"""`/reservations`: choose a line, tap the days, check, validate."""

from datetime import date
from itertools import groupby
from uuid import UUID

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.bookings import actions, procedure, screens, sentences
from app.bookings.actions import Stale
from app.bookings.forms import ValidationForm
from app.bookings.queries import recap
from app.bookings.queries.enrolled import Enrolled, address_for, choices_of
from app.core import access, clock, forms, pages
from app.core.access import Right
from app.core.web import Request, Response
from app.dossiers import queries as dossiers
from app.dossiers import showing
from app.filings import queries as filings
from components.ui import DataList, Field, Problem
from components.ui import ErrorSummary as Summary

HERE = address_for(None)


@get("/")
async def choose(request: Request) -> Response:
    choices = await choices_of(_account_of(request), today=clock.today())
    children = [
        (name, DataList(rows=tuple(screens.line(each, at=HERE) for each in lines))) for name, lines in groupby(choices, key=lambda each: each.first_name)
    ]
    return await pages.respond(request, "bookings/choose.html", children=children)


@get("/{enrolment_id:uuid}")
async def show_grid(request: Request, enrolment_id: FromPath[UUID]) -> Response:
    account_id = _account_of(request)
    calendar = await screens.calendar_of(request, account_id, enrolment_id=enrolment_id)
    return await pages.respond(
        request,
        "bookings/grid.html",
        calendar=calendar,
        grid_form=screens.grid_form,
        basket=calendar.view.basket,
        to_send=await _dossiers_to_send(calendar.enrolled, account_id=account_id, today=clock.today()),
    )


async def _dossiers_to_send(enrolled: Enrolled, *, account_id: UUID, today: date) -> list[tuple[str, DataList]]:
    """What is missing of each dossier that keeps days from being booked; no statement where none does."""
    found = [
        await dossiers.dossier_of(account_id, enrolled.child_id, first_year=year.first_year, today=today, facts=False) for year in enrolled.without_dossier
    ]
    return [(dossier.year.label, showing.lacking(dossier)) for dossier in found if dossier]


@post("/{enrolment_id:uuid}/cases", status_code=200)
async def tap(request: Request, enrolment_id: FromPath[UUID]) -> Response:
    return await screens.answer_taps(request, _account_of(request), enrolment_id=enrolment_id)


@post("/{enrolment_id:uuid}/annulation", status_code=200)
async def undo(request: Request, enrolment_id: FromPath[UUID]) -> Response:
    return await screens.undo(request, _account_of(request), enrolment_id=enrolment_id)


@get("/{enrolment_id:uuid}/recapitulatif")
async def check(request: Request, enrolment_id: FromPath[UUID]) -> Response:
    return await _show_recap(request, await screens.enrolled_for(_account_of(request), enrolment_id))


@post("/{enrolment_id:uuid}/recapitulatif", status_code=200)
async def validate(request: Request, enrolment_id: FromPath[UUID]) -> Response:
    form, account_id = await ValidationForm.read(request), _account_of(request)
    enrolled = await screens.enrolled_for(account_id, enrolment_id)
    if (number := await filings.number_of_submission(account_id, form.submission_id)) is not None:
        return pages.redirect(f"/demandes/{number}")
    if form.problems:
        return await _show_recap(request, enrolled, problems=form.problems, status=422)
    made = await actions.validate(account_id, enrolment_id, mark=form.mark, now=clock.now())
    if made is None or isinstance(made, Stale):
        return await _show_recap(request, enrolled, stale=True, status=409)
    number = await filings.number_of_submission(account_id, form.submission_id)
    return pages.redirect(f"/demandes/{number}", said=f"Demande n°\u00a0{number} enregistrée.")


@get("/{enrolment_id:uuid}/abandon")
async def ask_abandon(request: Request, enrolment_id: FromPath[UUID]) -> Response:
    return await pages.respond(request, "bookings/abandon.html", enrolled=await screens.enrolled_for(_account_of(request), enrolment_id))


@post("/{enrolment_id:uuid}/abandon", status_code=200)
async def abandon(request: Request, enrolment_id: FromPath[UUID]) -> Response:
    if not await actions.abandon(_account_of(request), enrolment_id):
        raise NotFoundException
    return pages.redirect(HERE, said="Vos changements ont été abandonnés. Vos réservations n’ont pas changé.")


@get(["/{enrolment_id:uuid}/cases", "/{enrolment_id:uuid}/annulation"])
async def back_to_grid(enrolment_id: FromPath[UUID]) -> Response:
    """A form's address in the address bar, after signing in again or a refused post."""
    return pages.redirect(f"{HERE}/{enrolment_id}")


def _account_of(request: Request) -> UUID:
    return access.identity_of(request).account_id


async def _show_recap(request: Request, enrolled: Enrolled, *, problems: list[forms.Problem] | None = None, stale: bool = False, status: int = 200) -> Response:
    now = clock.now()
    await actions.renew_holds(enrolled.id, now=now)
    seen = await recap.of_draft(enrolled, now=now)
    error = problems[0].sentence if problems else None
    return await pages.respond(
        request,
        "bookings/recap.html",
        status=status,
        enrolled=enrolled,
        seen=seen,
        stale=stale,
        told=procedure.told(recap.payload_of(enrolled, seen), change_at=enrolled.here),
        refused=[sentences.refused(sentences.subject_of(enrolled, lost.cell), refusal=lost.refusal) for lost in seen.refused],
        summary=Summary(problems=(Problem(sentence=error, anchor="champ-attestation"),)) if error else None,
        attestation=Field(name="attestation", label="J’atteste que ces renseignements sont exacts.", kind="checkbox", error=error),
    )


routes = [
    Router(
        HERE,
        route_handlers=[choose, show_grid, tap, undo, check, validate, ask_abandon, abandon, back_to_grid],
        opt={"right": Right.FAMILY},
    )
]
