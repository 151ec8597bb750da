"""The calendar and its taps, the same for an adult of the household and for the agent in their place."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from litestar.exceptions import NotFoundException

from app.bookings import actions, deadlines, sentences
from app.bookings.actions import Outcome
from app.bookings.forms import BY_MONTH, CellsForm, Place, day_in_address, read_place
from app.bookings.queries import grid, months
from app.bookings.queries.enrolled import Booker, Choice, Desk, Enrolled, Sibling, address_for, enrolment_among_siblings, enrolment_of
from app.bookings.queries.grid import GridView
from app.core import clock, pages
from app.core.web import Request, Response
from components import french
from components.bookings.grid import GridForm
from components.ui import Chip, Chips, DataRow
from components.ui import Status as StatusWord


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """What the page of the grid shows."""

    enrolled: Enrolled
    view: GridView
    siblings: Chips | str
    views: Chips | str


async def calendar_of(request: Request, booker: Booker, *, enrolment_id: UUID) -> Calendar:
    """At the week or the month that the address names. 404 for an enrolment that is not the booker's to see."""
    now, today = clock.now(), clock.today()
    found = await enrolment_among_siblings(booker, enrolment_id, today=today)
    if found is None:
        raise NotFoundException
    enrolled, siblings = found
    account_id, asked = account_of(booker), request.query_params
    if asked.get("vue") == BY_MONTH and months.offered(enrolled):
        month = (day_in_address(asked.get("mois")) or today).replace(day=1)
        view = await months.months_of(enrolled, month=month, account_id=account_id, now=now)
    else:
        day = day_in_address(asked.get("semaine")) or today
        view = await grid.grid_of(enrolled, week=day - timedelta(days=day.weekday()), account_id=account_id, now=now)
    return Calendar(
        enrolled=enrolled,
        view=view,
        siblings=_sibling_chips(enrolled, siblings, query=request.url.query),
        views=_view_chips(enrolled, view, today=today) if months.offered(enrolled) else "",
    )


def account_of(booker: Booker) -> UUID:
    return booker.agent_id if isinstance(booker, Desk) else booker


def grid_form(enrolled: Enrolled, view: GridView, *, csrf_token: str) -> GridForm:
    first = view.weeks[0].first.isoformat() if view.weeks else ""
    return GridForm(
        action=f"{enrolled.here}/cases",
        undo_to=f"{enrolled.here}/annulation",
        csrf_token=csrf_token,
        weeks=view.weeks,
        week="" if view.navigation.by_month else first,
        month=first if view.navigation.by_month else "",
        whole_day=" ".join(unit.code for unit in enrolled.whole_day),
    )


def _sibling_chips(enrolled: Enrolled, siblings: list[Sibling], *, query: str) -> Chips | str:
    """The same days for each child; nothing to choose when there is one."""
    if len(siblings) == 1:
        return ""
    lines, days = address_for(enrolled.desk), f"?{query}" if query else ""
    return Chips(
        label="Enfant",
        chips=tuple(Chip(label=each.first_name, href=f"{lines}/{each.id}{days}", current=each.id == enrolled.id) for each in siblings),
    )


def _view_chips(enrolled: Enrolled, view: GridView, *, today: date) -> Chips:
    """The same days the other way; what begins before today begins with the present week."""
    by_month, shown = view.navigation.by_month, view.weeks[0].first if view.weeks else today
    week = None if by_month and (shown.year, shown.month) == (today.year, today.month) else shown
    return Chips(
        label="Affichage",
        chips=(
            Chip(label="Semaines", href=grid.address_of(enrolled.here, week=week), current=not by_month),
            Chip(label="Mois", href=grid.address_of(enrolled.here, month=shown.replace(day=1)), current=by_month),
        ),
    )


async def answer_taps(request: Request, booker: Booker, *, enrolment_id: UUID) -> Response:
    form = await CellsForm.read(request)
    outcome = await actions.tap(booker, enrolment_id, wishes=form.wishes, now=clock.now())
    if outcome is None:
        raise NotFoundException
    return await _answer(request, outcome, day=form.day, place=form.place, account_id=account_of(booker))


async def _answer(request: Request, outcome: Outcome, *, day: date, place: Place, account_id: UUID) -> Response:
    row_of = months.week_of if place.by_month and months.offered(outcome.enrolled) else grid.day_of
    view = await row_of(outcome.enrolled, day, account_id=account_id, now=clock.now())
    said = sentences.together(outcome.sentences)
    return pages.answer_tap(
        request, view.row, back_to=_back_to(outcome.enrolled, place), said=said, status=422 if outcome.refused else 200, also=(view.basket,)
    )


def _back_to(enrolled: Enrolled, place: Place) -> str:
    return grid.address_of(enrolled.here, week=place.week, month=place.month)


async def undo(request: Request, booker: Booker, *, enrolment_id: UUID) -> Response:
    place = await read_place(request)
    outcome = await actions.undo_last_tap(booker, enrolment_id, now=clock.now())
    if outcome is None:
        raise NotFoundException
    return pages.redirect(_back_to(outcome.enrolled, place), said=sentences.together(outcome.sentences))


async def enrolled_for(booker: Booker, enrolment_id: UUID) -> Enrolled:
    enrolled = await enrolment_of(booker, enrolment_id)
    if enrolled is None:
        raise NotFoundException
    return enrolled


def line(choice: Choice, *, at: str) -> DataRow:
    """What can be reserved below `at`, and what waits there to be validated."""
    waiting = french.count(choice.pending, one="changement", many="changements") + " à valider"
    return DataRow(
        title=choice.activity,
        note=f"{choice.site}, {french.short_dated_range(choice.starts_on, choice.ends_on)}",
        href=f"{at}/{choice.id}",
        status=StatusWord(word=waiting, tone="warn") if choice.pending else None,
        until=deadlines.booking_rules(choice.rules),
    )
