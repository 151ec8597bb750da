"""`/reservations`: choose a line, tap the days, check, validate."""

from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from app.bookings import actions, procedure, sentences
from app.bookings.actions import Outcome, Stale
from app.bookings.forms import BY_MONTH, CellsForm, Place, ValidationForm, day_in_address, read_place
from app.bookings.queries import grid, months, recap
from app.bookings.queries.enrolled import Choice, Enrolled, Sibling, choices_of, enrolment_among_siblings, enrolment_of
from app.core import access, clock, forms, pages
from app.core.access import Right
from app.core.web import Request, Response
from app.dossiers import queries as dossiers
from app.dossiers import showing
from app.filings import queries as filings
from components import french
from components.bookings.grid import GridForm
from components.ui import Chip, Chips, DataList, DataRow, Field, Problem
from components.ui import ErrorSummary as Summary
from components.ui import Status as StatusWord


@get("/")
async def choose(request: Request) -> Response:
    choices = await choices_of(access.identity_of(request).account_id, today=clock.today())
    children = [(name, DataList(rows=tuple(map(_line, lines)))) for name, lines in groupby(choices, key=lambda choice: choice.first_name)]
    return await pages.respond(request, "bookings/choose.html", children=children)


@get("/{enrolment_id:uuid}")
async def show_grid(
    request: Request,
    enrolment_id: FromPath[UUID],
    semaine: FromQuery[str | None] = None,
    vue: FromQuery[str | None] = None,
    mois: FromQuery[str | None] = None,
) -> Response:
    account_id, now, today = access.identity_of(request).account_id, clock.now(), clock.today()
    found = await enrolment_among_siblings(account_id, enrolment_id, today=today)
    if found is None:
        raise NotFoundException
    enrolled, siblings = found
    if vue == BY_MONTH and months.offered(enrolled):
        view = await months.months_of(enrolled, month=(day_in_address(mois) or today).replace(day=1), account_id=account_id, now=now)
    else:
        day = day_in_address(semaine) or today
        view = await grid.grid_of(enrolled, week=day - timedelta(days=day.weekday()), account_id=account_id, now=now)
    return await pages.respond(
        request,
        "bookings/grid.html",
        enrolled=enrolled,
        view=view,
        siblings=_sibling_chips(enrolled, siblings, here=request.url.query),
        views=_view_chips(enrolled, view, today=today) if months.offered(enrolled) else "",
        grid_form=grid_form,
        basket=view.basket,
        to_send=await _dossiers_to_send(enrolled, account_id=account_id, today=today),
    )


async def _dossiers_to_send(enrolled: Enrolled, *, account_id: UUID, today: date) -> list[tuple[str, DataList]]:
    """What is missing of each dossier that keeps days from being booked; no statement where none does."""
    found = [
        await dossiers.dossier_of(account_id, enrolled.child_id, first_year=year.first_year, today=today, facts=False) for year in enrolled.without_dossier
    ]
    return [(dossier.year.label, showing.lacking(dossier)) for dossier in found if dossier]


def grid_form(enrolled: Enrolled, view: grid.GridView, *, csrf_token: str) -> GridForm:
    here = grid.address_of(enrolled.id)
    first = view.weeks[0].first.isoformat() if view.weeks else ""
    return GridForm(
        action=f"{here}/cases",
        undo_to=f"{here}/annulation",
        csrf_token=csrf_token,
        weeks=view.weeks,
        week="" if view.navigation.by_month else first,
        month=first if view.navigation.by_month else "",
        whole_day=" ".join(unit.code for unit in enrolled.whole_day),
    )


def _sibling_chips(enrolled: Enrolled, siblings: list[Sibling], *, here: str) -> Chips | str:
    """The same days for each child; nothing to choose when there is one."""
    if len(siblings) == 1:
        return ""
    query = f"?{here}" if here else ""
    return Chips(
        label="Enfant",
        chips=tuple(Chip(label=each.first_name, href=f"{grid.address_of(each.id)}{query}", current=each.id == enrolled.id) for each in siblings),
    )


def _view_chips(enrolled: Enrolled, view: grid.GridView, *, today: date) -> Chips:
    """The same days the other way; what begins before today begins with the present week."""
    by_month, shown = view.navigation.by_month, view.weeks[0].first if view.weeks else today
    week = None if by_month and (shown.year, shown.month) == (today.year, today.month) else shown
    return Chips(
        label="Affichage",
        chips=(
            Chip(label="Semaines", href=grid.address_of(enrolled.id, week=week), current=not by_month),
            Chip(label="Mois", href=grid.address_of(enrolled.id, month=shown.replace(day=1)), current=by_month),
        ),
    )


@post("/{enrolment_id:uuid}/cases", status_code=200)
async def tap(request: Request, enrolment_id: FromPath[UUID]) -> Response:
    form = await CellsForm.read(request)
    account_id, now = access.identity_of(request).account_id, clock.now()
    outcome = await actions.tap(account_id, enrolment_id, wishes=form.wishes, now=now)
    if outcome is None:
        raise NotFoundException
    return await _answer(request, outcome, day=form.day, place=form.place)


@post("/{enrolment_id:uuid}/annulation", status_code=200)
async def undo(request: Request, enrolment_id: FromPath[UUID]) -> Response:
    place = await read_place(request)
    outcome = await actions.undo_last_tap(access.identity_of(request).account_id, enrolment_id, now=clock.now())
    if outcome is None:
        raise NotFoundException
    return pages.redirect(_address(enrolment_id, place), said=sentences.together(outcome.sentences))


@get("/{enrolment_id:uuid}/recapitulatif")
async def check(request: Request, enrolment_id: FromPath[UUID]) -> Response:
    return await _show_recap(request, await _enrolled(request, enrolment_id))


@post("/{enrolment_id:uuid}/recapitulatif", status_code=200)
async def validate(request: Request, enrolment_id: FromPath[UUID]) -> Response:
    form = await ValidationForm.read(request)
    enrolled = await _enrolled(request, enrolment_id)
    account_id = access.identity_of(request).account_id
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
    return await pages.respond(request, "bookings/abandon.html", enrolled=await _enrolled(request, enrolment_id), here=grid.address_of(enrolment_id))


@post("/{enrolment_id:uuid}/abandon", status_code=200)
async def abandon(request: Request, enrolment_id: FromPath[UUID]) -> Response:
    if not await actions.abandon(access.identity_of(request).account_id, enrolment_id):
        raise NotFoundException
    return pages.redirect("/reservations", said="Vos changements ont été abandonnés. Vos réservations n’ont pas changé.")


@get(["/{enrolment_id:uuid}/cases", "/{enrolment_id:uuid}/annulation"])
async def back_to_grid(enrolment_id: FromPath[UUID]) -> Response:
    """A form's address in the address bar, after signing in again or a refused post."""
    return pages.redirect(grid.address_of(enrolment_id))


async def _enrolled(request: Request, enrolment_id: UUID) -> Enrolled:
    enrolled = await enrolment_of(access.identity_of(request).account_id, enrolment_id)
    if enrolled is None:
        raise NotFoundException
    return enrolled


def _line(choice: Choice) -> DataRow:
    waiting = french.count(choice.pending, one="changement", many="changements") + " à valider"
    return DataRow(
        title=choice.activity,
        note=f"{choice.site}, {french.short_dated_range(choice.starts_on, choice.ends_on)}",
        href=grid.address_of(choice.id),
        status=StatusWord(word=waiting, tone="warn") if choice.pending else None,
        until=sentences.booking_rules(choice.rules),
    )


def _address(enrolment_id: UUID, place: Place) -> str:
    return grid.address_of(enrolment_id, week=place.week, month=place.month)


async def _answer(request: Request, outcome: Outcome, *, day: date, place: Place) -> Response:
    row_of = months.week_of if place.by_month and months.offered(outcome.enrolled) else grid.day_of
    view = await row_of(outcome.enrolled, day, account_id=access.identity_of(request).account_id, now=clock.now())
    said = sentences.together(outcome.sentences)
    return pages.answer_tap(
        request, view.row, back_to=_address(outcome.enrolled.id, place), said=said, status=422 if outcome.refused else 200, also=(view.basket,)
    )


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
        here=grid.address_of(enrolled.id),
        seen=seen,
        stale=stale,
        told=procedure.told(recap.payload_of(enrolled, seen), change_at=grid.address_of(enrolled.id)),
        refused=[sentences.refused(sentences.subject_of(enrolled, lost.cell), refusal=lost.refusal) for lost in seen.refused],
        summary=Summary(problems=(Problem(sentence=error, anchor="champ-attestation"),)) if error else None,
        attestation=Field(name="attestation", label="J’atteste que ces renseignements sont exacts.", kind="checkbox", error=error),
    )


routes = [
    Router(
        "/reservations",
        route_handlers=[choose, show_grid, tap, undo, check, validate, ask_abandon, abandon, back_to_grid],
        opt={"right": Right.FAMILY},
    )
]
