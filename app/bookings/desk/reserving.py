"""`/agents/familles/<foyer>/reservations`: an agent reserves in the family's place, on the family's own grid."""

from itertools import groupby
from typing import Any
from uuid import UUID

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.bookings import actions, beyond, procedure, screens, sentences
from app.bookings.actions import Grounds, Stale, Unexplained
from app.bookings.desk import booker
from app.bookings.forms import GroundsForm
from app.bookings.queries import desk as desks
from app.bookings.queries import recap
from app.bookings.queries.desk import Family
from app.bookings.queries.enrolled import Desk, Enrolled, address_for, choices_of
from app.bookings.queries.recap import Recap
from app.core import access, clock, pages
from app.core.access import Right
from app.core.web import Request, Response
from app.filings import queries as filings
from app.staff.rules.rights import May
from components import french
from components.ui import Alert, DataList, ErrorSummary, Field, Option

HERE = "/agents/familles/{household_id:uuid}/reservations"
RESERVING: dict[str, Any] = {"right": Right.STAFF, "may": May.RESERVE}


@get("/")
async def choose(request: Request, household_id: FromPath[UUID]) -> Response:
    desk = booker.desk_of(request, household_id)
    family = await _family(desk)
    by_child = groupby(await choices_of(desk, today=clock.today()), key=lambda choice: choice.first_name)
    here = address_for(desk)
    children = [(name, DataList(rows=tuple(screens.line(each, at=here) for each in lines))) for name, lines in by_child]
    return await pages.respond(request, "bookings/desk/choose.html", family=family, children=children)


@get("/{enrolment_id:uuid}")
async def show_grid(request: Request, household_id: FromPath[UUID], *, enrolment_id: FromPath[UUID]) -> Response:
    desk = booker.desk_of(request, household_id)
    calendar = await screens.calendar_of(request, desk, enrolment_id=enrolment_id)
    return await pages.respond(
        request,
        "bookings/desk/grid.html",
        calendar=calendar,
        grid_form=screens.grid_form,
        basket=calendar.view.basket,
        family=await _family(desk),
        all_lines=address_for(desk),
        rights=Alert(kind="info", title="Au-delà des règles" if desk.exceeds else "Dans les règles", sentence=_rights_words(desk)),
    )


def _rights_words(desk: Desk) -> str:
    if desk.exceeds:
        return "Vous pouvez cocher et décocher hors délai, avant l’ouverture, sans dossier ou au-delà de la capacité\u00a0: un motif vous sera demandé."
    return f"Les délais, les places et les dossiers sont ceux des familles. {beyond.WHO_MAY}"


@post("/{enrolment_id:uuid}/cases", status_code=200)
async def tap(request: Request, household_id: FromPath[UUID], *, enrolment_id: FromPath[UUID]) -> Response:
    desk = booker.desk_of(request, household_id)
    await screens.enrolled_for(desk, enrolment_id)  # out of reach before any word of what is wrong with the form
    return await screens.answer_taps(request, desk, enrolment_id=enrolment_id)


@post("/{enrolment_id:uuid}/annulation", status_code=200)
async def undo(request: Request, household_id: FromPath[UUID], *, enrolment_id: FromPath[UUID]) -> Response:
    return await screens.undo(request, booker.desk_of(request, household_id), enrolment_id=enrolment_id)


@get("/{enrolment_id:uuid}/recapitulatif")
async def check(request: Request, household_id: FromPath[UUID], *, enrolment_id: FromPath[UUID]) -> Response:
    desk = booker.desk_of(request, household_id)
    return await _show_recap(request, await screens.enrolled_for(desk, enrolment_id), desk=desk)


@post("/{enrolment_id:uuid}/recapitulatif", status_code=200)
async def validate(request: Request, household_id: FromPath[UUID], *, enrolment_id: FromPath[UUID]) -> Response:
    desk = booker.desk_of(request, household_id)
    enrolled, form = await screens.enrolled_for(desk, enrolment_id), await GroundsForm.read(request)
    if (number := await filings.number_made_at_desk(desk.agent_id, form.submission_id)) is not None:
        return await _validated(desk, number)
    if form.problems:
        return await _show_recap(request, enrolled, desk=desk, form=form, status=422)
    grounds = Grounds(reason=form.reason, waived=form.waived, origin=access.origin_of(request))
    made = await actions.validate_at_desk(desk, enrolment_id, mark=form.mark, grounds=grounds, now=clock.now())
    if isinstance(made, Unexplained):
        return await _show_recap(request, enrolled, desk=desk, form=form.unexplained(), status=422)
    number = None if made is None or isinstance(made, Stale) else await filings.number_made_at_desk(desk.agent_id, form.submission_id)
    if number is None:
        return await _show_recap(request, enrolled, desk=desk, form=form, stale=True, status=409)
    return await _validated(desk, number)


async def _validated(desk: Desk, number: int) -> Response:
    told = "chaque adulte du foyer est prévenu par courriel" if (await _family(desk)).can_read else "cette famille n’a pas de compte, prévenez-la"
    return pages.redirect(address_for(desk), said=f"Demande n°\u00a0{number} enregistrée\u00a0: {told}.")


@get("/{enrolment_id:uuid}/abandon")
async def ask_abandon(request: Request, household_id: FromPath[UUID], *, enrolment_id: FromPath[UUID]) -> Response:
    enrolled = await screens.enrolled_for(booker.desk_of(request, household_id), enrolment_id)
    return await pages.respond(request, "bookings/desk/abandon.html", enrolled=enrolled)


@post("/{enrolment_id:uuid}/abandon", status_code=200)
async def abandon(request: Request, household_id: FromPath[UUID], *, enrolment_id: FromPath[UUID]) -> Response:
    desk = booker.desk_of(request, household_id)
    if not await actions.abandon(desk, enrolment_id):
        raise NotFoundException
    return pages.redirect(address_for(desk), said="Vos changements ont été abandonnés. Les réservations de la famille n’ont pas changé.")


@get(["/{enrolment_id:uuid}/cases", "/{enrolment_id:uuid}/annulation"])
async def back_to_grid(request: Request, household_id: FromPath[UUID], *, enrolment_id: FromPath[UUID]) -> Response:
    """A form's address in the address bar, after signing in again or a refused post."""
    return pages.redirect((await screens.enrolled_for(booker.desk_of(request, household_id), enrolment_id)).here)


async def _family(desk: Desk) -> Family:
    family = await desks.family_of(desk)
    if family is None:
        raise NotFoundException
    return family


async def _show_recap(request: Request, enrolled: Enrolled, *, desk: Desk, form: GroundsForm | None = None, stale: bool = False, status: int = 200) -> Response:
    now = clock.now()
    await actions.renew_holds(enrolled.id, agent_id=enrolled.agent_id, now=now)
    seen = await recap.of_draft(enrolled, now=now)
    fields = _fields(seen, form=form, exceeds=desk.exceeds)
    return await pages.respond(
        request,
        "bookings/desk/recap.html",
        status=status,
        enrolled=enrolled,
        family=await _family(desk),
        seen=seen,
        stale=stale,
        told=procedure.told(recap.payload_of(enrolled, seen), change_at=enrolled.here),
        exceeded=[sentences.passed_over(sentences.subject_of(enrolled, each.cell), now=now) for each in seen.changes if each.exceeded],
        refused=[sentences.refused(sentences.subject_of(enrolled, lost.cell), refusal=lost.refusal) for lost in seen.refused],
        fields=fields,
        summary=ErrorSummary.of(fields),
    )


def _fields(seen: Recap, *, form: GroundsForm | None, exceeds: bool) -> tuple[Field, ...]:
    """The choice of what being late costs stands only where it costs something, and for who may make it."""
    reason = Field(
        name="motif",
        label="Motif",
        kind="textarea",
        value=form.reason if form else "",
        required=seen.exceeds,
        max_length=GroundsForm.LONGEST_REASON,
        hint="La famille le lit dans le portail, pas dans le courriel. N’y écrivez rien de médical.",
        error=form.problem_of("motif") if form else None,
    )
    return (_late_field(seen, waived=bool(form and form.waived)), reason) if exceeds and seen.late_cents else (reason,)


def _late_field(seen: Recap, *, waived: bool) -> Field:
    """Each choice with what the family's bill becomes."""
    apply, waive = (f"{french.signed_euros(cents)} de différence pour la famille" for cents in (seen.difference_cents, seen.waived.difference_cents))
    return Field(
        name="retard",
        label="Ce que le retard coûte à la famille",
        kind="radios",
        value=GroundsForm.WAIVE if waived else GroundsForm.APPLY,
        options=(
            Option(value=GroundsForm.APPLY, label="Ce que prévoit le règlement", hint=apply),
            Option(value=GroundsForm.WAIVE, label="Rien, avec un motif", hint=waive),
        ),
    )


routes = [Router(HERE, route_handlers=[choose, show_grid, tap, undo, check, validate, ask_abandon, abandon, back_to_grid], opt=RESERVING)]
