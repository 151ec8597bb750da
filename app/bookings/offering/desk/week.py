"""« Fermer une semaine »: the closure that the service makes most often, in three answers."""

from collections.abc import Iterator
from datetime import date, timedelta

from litestar import Router, get, post
from litestar.exceptions import NotFoundException

from app.bookings.offering import things
from app.bookings.offering.desk import editing, standing
from app.bookings.offering.desk.standing import HERE
from app.bookings.offering.things import Thing, Verb
from app.core import clock, forms, pages
from app.core.access import Right
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.staff.rules.rights import May
from components import french
from components.ui import ErrorSummary, Field, Option

WEEK, WHAT, REASON = "semaine", "quoi", "motif"
WEEKS_AHEAD = 45
LAST_DAY = timedelta(days=6)
EVERYTHING = "tout"


@get("/fermer-une-semaine")
async def show(request: Request) -> Response:
    return await _form(request, await _thing(), Submitted(values={WHAT: [EVERYTHING]}))


@post("/fermer-une-semaine", status_code=303)
async def close(request: Request) -> Response:
    """The same as a closure that is added, from its preview on."""
    thing = await _thing()
    sent = await forms.read(request, {WEEK, WHAT, REASON, editing.VERSION, editing.THING})
    reason = sent.text(REASON, missing="Écrivez le motif\u00a0: les familles le lisent.", longest=200)
    if sent.raw(WEEK) not in {option.value for option in _weeks()}:
        sent.refuse(WEEK, "Choisissez la semaine.")
    if sent.raw(WHAT) not in {option.value for option in _what(thing)}:
        sent.refuse(WHAT, "Choisissez ce qui ferme.")
    if sent.problems:
        return await _form(request, thing, sent)
    return await editing.answer(request, thing, _closure(sent, reason=reason))


def _closure(sent: Submitted, *, reason: str) -> Submitted:
    """As the form of a closure sends it."""
    first = date.fromisoformat(sent.raw(WEEK))
    kind, _, code = sent.raw(WHAT).partition(".")
    target = {} if kind == EVERYTHING else {kind: [code]}
    kept = {name: sent.all(name) for name in (editing.VERSION, editing.THING)}
    return Submitted(values={"du": [f"{first:%d/%m/%Y}"], "au": [f"{first + LAST_DAY:%d/%m/%Y}"], REASON: [reason], **target, **kept})


async def _thing() -> Thing:
    version = await standing.version()
    thing = things.find(version, verb=Verb.ADD, address="fermeture") if version else None
    if thing is None:
        raise NotFoundException
    return thing


async def _form(request: Request, thing: Thing, sent: Submitted) -> Response:
    fields = [
        Field(name=WEEK, label="Quelle semaine", kind="select", options=tuple(_weeks()), value=sent.raw(WEEK), error=sent.problem_of(WEEK)),
        Field(name=WHAT, label="Ce qui ferme", kind="radios", options=tuple(_what(thing)), value=sent.raw(WHAT), error=sent.problem_of(WHAT)),
        Field(
            name=REASON,
            label="Motif",
            value=sent.raw(REASON),
            error=sent.problem_of(REASON),
            hint="Les familles le lisent dans le calendrier et dans le courriel\u00a0: «\u00a0Travaux\u00a0», «\u00a0Grève du service\u00a0».",
        ),
    ]
    summary = ErrorSummary.of(fields)
    return await pages.respond(request, "bookings/offering/week.html", status=422 if summary else 200, thing=thing, fields=fields, summary=summary)


def _weeks() -> Iterator[Option]:
    """From this one on."""
    today = clock.today()
    monday = today - timedelta(days=today.isoweekday() - 1)
    for first in (monday + timedelta(weeks=number) for number in range(WEEKS_AHEAD)):
        yield Option(value=first.isoformat(), label=french.capitalised(french.dated_range(first, first + LAST_DAY)))


def _what(thing: Thing) -> Iterator[Option]:
    values = thing.document.values
    yield Option(value=EVERYTHING, label="Tout, école comprise")
    yield from (Option(value=f"sites.{site['code']}", label=site["nom"], hint="Toutes les activités de ce site.") for site in values["site"])
    yield from (Option(value=f"activites.{activity['code']}", label=activity["nom"]) for activity in values["activite"])


routes = [Router(HERE, route_handlers=[show, close], opt={"right": Right.STAFF, "may": May.EDIT_CATALOGUE})]
