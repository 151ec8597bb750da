"""`/agents/familles/<foyer>/inscriptions/<inscription>/fin` and `/groupe`: an agent ends an enrolment, or moves a child to another group.

A first form asks from when on; the page then shows what goes and what stays, and that very thing is what its button does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.bookings import actions, losses, screens
from app.bookings.actions import NotDone
from app.bookings.desk import booker
from app.bookings.queries import leaving
from app.bookings.queries.enrolled import Enrolled
from app.bookings.queries.leaving import BookedDay, Group
from app.core import access, clock, days, forms, pages
from app.core.access import Right
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.staff.rules.rights import May
from components import french
from components.ui import ErrorSummary, Field, Option

HERE = "/agents/familles/{household_id:uuid}/inscriptions/{enrolment_id:uuid}"
EDITING: dict[str, Any] = {"right": Right.STAFF, "may": May.EDIT_FAMILIES}
LAST_DAY, FROM_DAY, GROUP, SEEN = "dernier_jour", "des_le", "groupe", "vu"
NOT_A_DAY = "Écrivez la date avec le jour, le mois et l’année, par exemple 18/12/2026."
CHANGED = "Les réservations ont changé pendant que vous regardiez cette page. Voici ce qui serait perdu maintenant\u00a0: relisez, puis recommencez."
UNPROCESSABLE, CONFLICT = 422, 409


@dataclass(frozen=True, kw_only=True)
class Effects:
    """From `day` on, or after it, what becomes of these bookings; None: nobody has said when. `moves`: some go with the child."""

    enrolled: Enrolled
    day: date | None
    booked: Sequence[BookedDay]
    moves: bool

    @property
    def lost(self) -> list[BookedDay]:
        return [each for each in self.booked if not (self.moves and each.stays)]


# Ending


@get("/fin")
async def show_end(request: Request, household_id: FromPath[UUID], *, enrolment_id: FromPath[UUID]) -> Response:
    """Without a day, the question alone."""
    enrolled = await _enrolled(request, enrolment_id, household_id=household_id)
    return await _end_page(request, enrolled, sent=_of_address(request, LAST_DAY))


@post("/fin", status_code=303)
async def end(request: Request, household_id: FromPath[UUID], *, enrolment_id: FromPath[UUID]) -> Response:
    enrolled = await _enrolled(request, enrolment_id, household_id=household_id)
    sent = await forms.read(request, {LAST_DAY, SEEN})
    last_day = _day(sent, LAST_DAY, enrolled=enrolled)
    if last_day is None:
        return await _end_page(request, enrolled, sent=sent)
    desk, seen = booker.desk_of(request, household_id), sent.raw(SEEN)
    outcome = await actions.end_enrolment(desk, enrolment_id, last_day=last_day, seen=seen, now=clock.now(), origin=access.origin_of(request))
    if outcome is None:
        raise NotFoundException
    if isinstance(outcome, NotDone):
        return await _end_page(request, enrolled, sent=sent, is_stale=True)
    return pages.redirect(_tab(household_id), said=f"L’inscription est terminée. {_given_up(outcome.given_up)}")


async def _end_page(request: Request, enrolled: Enrolled, *, sent: Submitted, is_stale: bool = False) -> Response:
    last_day = _day(sent, LAST_DAY, enrolled=enrolled) if sent.raw(LAST_DAY) else None
    booked = await leaving.booked_from(enrolled, last_day + timedelta(days=1)) if last_day else []
    fields = [_day_field(sent, LAST_DAY, label="Dernier jour", enrolled=enrolled)]
    effects = Effects(enrolled=enrolled, day=last_day, booked=booked, moves=False)
    return await _page(request, "bookings/desk/end.html", effects=effects, fields=fields, is_stale=is_stale)


# Moving


@get("/groupe")
async def show_move(request: Request, household_id: FromPath[UUID], *, enrolment_id: FromPath[UUID]) -> Response:
    enrolled = await _enrolled(request, enrolment_id, household_id=household_id)
    return await _move_page(request, enrolled, sent=_of_address(request, FROM_DAY, GROUP))


@post("/groupe", status_code=303)
async def move(request: Request, household_id: FromPath[UUID], *, enrolment_id: FromPath[UUID]) -> Response:
    enrolled = await _enrolled(request, enrolment_id, household_id=household_id)
    sent = await forms.read(request, {FROM_DAY, GROUP, SEEN})
    from_day = _day(sent, FROM_DAY, enrolled=enrolled)
    group = await _group(sent, enrolled=enrolled, on=from_day or clock.today())
    if from_day is None or group is None:
        return await _move_page(request, enrolled, sent=sent)
    desk, seen, origin = booker.desk_of(request, household_id), sent.raw(SEEN), access.origin_of(request)
    outcome = await actions.move_enrolment(desk, enrolment_id, group_id=group.id, from_day=from_day, seen=seen, now=clock.now(), origin=origin)
    if outcome is None:
        raise NotFoundException
    if isinstance(outcome, NotDone):
        return await _move_page(request, enrolled, sent=sent, is_stale=True)
    return pages.redirect(_tab(household_id), said=f"{enrolled.first_name} est dans le groupe «\u00a0{group.name}\u00a0». {_given_up(outcome.given_up)}")


async def _move_page(request: Request, enrolled: Enrolled, *, sent: Submitted, is_stale: bool = False) -> Response:
    is_asked = bool(sent.raw(FROM_DAY) or sent.raw(GROUP) or sent.problems)
    from_day = _day(sent, FROM_DAY, enrolled=enrolled) if is_asked else None
    groups = await leaving.groups_for(enrolled, on=from_day or max(enrolled.starts_on, clock.today()))
    group = _chosen(sent, groups) if is_asked else None
    booked = await leaving.booked_from(enrolled, from_day, group_id=group.id) if from_day and group else []
    fields = [_group_field(sent, groups), _day_field(sent, FROM_DAY, label="À partir du", enrolled=enrolled)] if groups else []
    effects = Effects(enrolled=enrolled, day=from_day if group else None, booked=booked, moves=True)
    return await _page(request, "bookings/desk/move.html", effects=effects, fields=fields, is_stale=is_stale, group=group)


async def _group(sent: Submitted, *, enrolled: Enrolled, on: date) -> Group | None:
    return _chosen(sent, await leaving.groups_for(enrolled, on=on))


def _chosen(sent: Submitted, groups: Sequence[Group]) -> Group | None:
    group = next((each for each in groups if str(each.id) == sent.raw(GROUP)), None)
    if group is None and not sent.problem_of(GROUP):
        sent.refuse(GROUP, "Choisissez un groupe.")
    elif group and group.why_not and not sent.problem_of(GROUP):
        sent.refuse(GROUP, group.why_not.sentence)
    return group if group and group.why_not is None else None


def _group_field(sent: Submitted, groups: Sequence[Group]) -> Field:
    options = tuple(Option(value=str(each.id), label=f"{each.name}, {each.site}", hint=each.why_not.sentence if each.why_not else None) for each in groups)
    return Field(name=GROUP, label="Nouveau groupe", kind="radios", options=options, value=sent.raw(GROUP), error=sent.problem_of(GROUP))


# What both answer in the same way


async def _enrolled(request: Request, enrolment_id: UUID, *, household_id: UUID) -> Enrolled:
    """404 for another household's, and at a site that this agent does not see."""
    return await screens.enrolled_for(booker.desk_of(request, household_id), enrolment_id)


def _tab(household_id: UUID) -> str:
    return f"/agents/familles/{household_id}/inscriptions"


def _of_address(request: Request, *names: str) -> Submitted:
    return Submitted(values={name: [request.query_params[name]] for name in names if name in request.query_params})


def _day(sent: Submitted, name: str, *, enrolled: Enrolled) -> date | None:
    """From today on, and while the enrolment lasts: the past is what it was."""
    day = days.day_of(sent.text(name, missing="Saisissez la date."))
    if sent.raw(name).strip() and day is None:
        sent.refuse(name, NOT_A_DAY)
    elif day and not clock.today() <= day <= enrolled.ends_on:
        sent.refuse(name, f"Choisissez un jour entre aujourd’hui et le {_written(enrolled.ends_on)}.")
        day = None
    return day


def _written(day: date) -> str:
    return f"{french.plain_date(day)} {day.year}"


def _day_field(sent: Submitted, name: str, *, label: str, enrolled: Enrolled) -> Field:
    hint = f"Entre aujourd’hui et le {_written(enrolled.ends_on)}, par exemple {clock.today():%d/%m/%Y}."
    return Field(name=name, label=label, kind="date", value=sent.raw(name), error=sent.problem_of(name), hint=hint)


def _given_up(count: int) -> str:
    if not count:
        return "Aucune réservation n’est perdue."
    return f"{french.capitalised(french.count(count, one='réservation annulée', many='réservations annulées'))}, la famille en est prévenue par e-mail."


async def _page(request: Request, template: str, *, effects: Effects, fields: list[Field], is_stale: bool, **more: object) -> Response:
    summary, tab = ErrorSummary.of(fields), _tab(effects.enrolled.household_id)
    return await pages.respond(
        request,
        template,
        status=CONFLICT if is_stale else UNPROCESSABLE if summary else 200,
        enrolled=effects.enrolled,
        back=tab,
        here=f"{tab}/{effects.enrolled.id}",
        fields=fields,
        day=None if summary else effects.day,
        lost=_words(effects.lost),
        lost_count=len(effects.lost),
        kept_count=len(effects.booked) - len(effects.lost),
        stale=CHANGED if is_stale else "",
        seen=leaving.mark_of(effects.booked),
        summary=summary,
        **more,
    )


def _words(booked: Sequence[BookedDay]) -> str:
    return losses.days_words(sorted({each.day for each in booked})) if booked else ""


routes = [Router(HERE, route_handlers=[show_end, end, show_move, move], opt=EDITING)]
