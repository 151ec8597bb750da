"""`/agents/catalogue/regles`: the rule tester."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from litestar import Router, get, post
from litestar.exceptions import NotFoundException

from app.bookings.offering import queries, shapes, trying
from app.bookings.offering.desk import standing
from app.bookings.offering.desk.standing import HERE
from app.bookings.offering.queries import ChildFound
from app.bookings.offering.trying import Trial, UnitAnswer
from app.bookings.rules import SlotFacts
from app.catalogue import actions as catalogue
from app.catalogue.queries import Version
from app.catalogue.rules.windows import Category
from app.catalogue.timetable import Timetable
from app.core import access, clock, forms, pages, paging
from app.core.access import Agent, Right
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.staff.rules.rights import May
from components import french
from components.ui import DataList, DataRow, ErrorSummary, Field, Option

RULES = f"{HERE}/regles"
ACTIVITY, GROUP, CATEGORY, CHILD, DAY, INSTANT, NAME = "activite", "groupe", "famille", "enfant", "jour", "instant", "nom"
KEPT = (ACTIVITY, GROUP, CATEGORY, DAY, INSTANT)
CATEGORIES = (Option(value=Category.RESIDENT, label="De la commune"), Option(value=Category.NON_RESIDENT, label="Hors commune"))


@dataclass(frozen=True, kw_only=True)
class Told:
    """The answers for one group, or for one household of a child. `note`: why there are none."""

    title: str
    answers: tuple[UnitAnswer, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was chosen, once all of it can be read."""

    activity: str
    group: str
    category: Category
    day: date
    at: datetime


@get("/")
async def show(request: Request) -> Response:
    version = await standing.version()
    if version is None:
        return await standing.nothing(request)
    agent, planned = access.agent_of(request), catalogue.prepare(version.source, now=clock.now())
    sent = Submitted(values={name: [value] for name, value in request.query_params.items() if name in {*KEPT, CHILD}})
    child = await _child(agent, sent.raw(CHILD))
    asked = _asked(sent, planned) if sent.raw(ACTIVITY) else None
    told = await _told(version, planned, agent=agent, asked=asked, child=child) if asked else []
    return await _page(request, planned, sent, child=child, told=told, asked=asked)


async def _child(agent: Agent, typed: str) -> ChildFound | None:
    if not typed:
        return None
    child_id = paging.id_in(typed)
    child = await queries.child_seen(agent, child_id) if child_id and agent.can(May.FAMILIES) else None
    if child is None:
        raise NotFoundException
    return child


def _asked(sent: Submitted, planned: Timetable) -> Asked | None:
    activity = trying.activity_of(planned.file.activities, sent.raw(ACTIVITY))
    day, at = shapes.Day().typed(sent, DAY), shapes.Moment().typed(sent, INSTANT)
    if activity is None:
        sent.refuse(ACTIVITY, "Choisissez l’activité.")
    if day is None and not sent.problem_of(DAY):
        sent.refuse(DAY, shapes.NOT_A_DAY)
    if activity is None or day is None or sent.problems:
        return None
    group = trying.group_of(activity, sent.raw(GROUP).rpartition(".")[2]) if sent.raw(GROUP).startswith(f"{activity.code}.") else None
    category = Category.NON_RESIDENT if sent.raw(CATEGORY) == Category.NON_RESIDENT else Category.RESIDENT
    return Asked(
        activity=activity.code,
        group=(group or activity.groups[0]).code,
        category=category,
        day=day,
        at=at.replace(tzinfo=clock.PARIS) if at else clock.now(),
    )


async def _told(version: Version, planned: Timetable, *, agent: Agent, asked: Asked, child: ChildFound | None) -> list[Told]:
    if child is None:
        facts = await queries.facts_for(asked.category, activity=asked.activity, group=asked.group, day=asked.day)
        trial = await _trial(version, planned, asked=asked, group=asked.group, category=asked.category)
        return [Told(title=f"{trial.activity.name}, {trial.group.name}", answers=await _answers(trial, facts, asked=asked))]
    lines = await queries.lines_of(agent, child.id, activity=asked.activity, day=asked.day)
    if not lines:
        note = f"{child.name} n’est pas inscrit à cette activité le {french.long_date(asked.day)}\u00a0: personne ne peut y réserver pour cet enfant."
        return [Told(title=child.name, note=note)]
    return [await _told_of_line(version, planned, agent=agent, asked=asked, line=line, child=child) for line in lines]


async def _told_of_line(version: Version, planned: Timetable, *, agent: Agent, asked: Asked, line: queries.Line, child: ChildFound) -> Told:
    title, found = f"{child.name}, foyer {line.household}", await queries.facts_of(agent, line, day=asked.day)
    if found is None:
        return Told(title=title, note="Cette inscription vient de prendre fin\u00a0: essayez sans choisir d’enfant.")
    enrolment, facts = found
    trial = await _trial(version, planned, asked=asked, group=line.group, category=enrolment.category)
    return Told(title=title, answers=await _answers(trial, facts, asked=asked))


async def _trial(version: Version, planned: Timetable, *, asked: Asked, group: str, category: Category) -> Trial:
    activity = next(each for each in planned.file.activities if each.code == asked.activity)
    return Trial(
        source=version.source,
        planned=planned,
        activity=activity,
        group=next(each for each in activity.groups if each.code == group),
        category=category,
        day=asked.day,
        phone=planned.file.identity.phone,
    )


async def _answers(trial: Trial, facts: dict[str, SlotFacts], *, asked: Asked) -> tuple[UnitAnswer, ...]:
    closed = await queries.why_closed(activity=asked.activity, group=trial.group.code, day=asked.day)
    return trial.answers(facts, closed=closed, now=asked.at)


async def _page(request: Request, planned: Timetable, sent: Submitted, *, child: ChildFound | None, told: Sequence[Told], asked: Asked | None) -> Response:
    drawn = _fields(planned, sent, with_child=child is not None)
    summary = ErrorSummary.of(drawn)
    return await pages.respond(
        request,
        "bookings/offering/rules.html",
        status=422 if summary else 200,
        fields=drawn,
        summary=summary,
        child=child,
        told=told,
        asked=asked,
        kept=[(name, sent.raw(name)) for name in KEPT if sent.raw(name)],
        without_child=f"{RULES}?{urlencode({name: sent.raw(name) for name in KEPT if sent.raw(name)})}",
        may_search=access.agent_of(request).can(May.FAMILIES),
        may_edit=access.agent_of(request).can(May.EDIT_CATALOGUE),
    )


def _fields(planned: Timetable, sent: Submitted, *, with_child: bool) -> list[Field]:
    activities = tuple(Option(value=activity.code, label=activity.name) for activity in planned.file.activities)
    groups = tuple(
        Option(value=f"{activity.code}.{group.code}", label=f"{activity.name}, {group.name}")
        for activity in planned.file.activities
        for group in activity.groups
    )
    first = Option(value="", label="Le premier de l’activité")
    without_child = [
        Field(name=GROUP, label="Groupe", kind="select", options=(first, *groups), value=sent.raw(GROUP), required=False),
        Field(name=CATEGORY, label="Famille", kind="select", options=CATEGORIES, value=sent.raw(CATEGORY)),
    ]
    return [
        Field(name=ACTIVITY, label="Activité", kind="select", options=activities, value=sent.raw(ACTIVITY), error=sent.problem_of(ACTIVITY)),
        *([] if with_child else without_child),
        Field(name=DAY, label="Jour réservé", kind="date", value=sent.raw(DAY), error=sent.problem_of(DAY), hint="Par exemple 07/12/2026."),
        Field(
            name=INSTANT,
            label="Si la famille s’y prend",
            value=sent.raw(INSTANT),
            error=sent.problem_of(INSTANT),
            hint="Par exemple 04/12/2026 11:59. Sans réponse, maintenant.",
            required=False,
        ),
    ]


# A child, looked for by name: names stand in no address


@post("/enfants", status_code=200, opt={"may": May.FAMILIES})
async def search(request: Request) -> Response:
    sent = await forms.read(request, {NAME, *KEPT})
    name = sent.text(NAME, missing="Écrivez le nom ou le prénom de l’enfant.", longest=100)
    found = await queries.found(access.agent_of(request), name) if name else []
    kept = {key: sent.raw(key) for key in KEPT if sent.raw(key)}
    rows = tuple(_row(child, kept=kept) for child in found[: queries.MOST_FOUND])
    return await pages.respond(
        request,
        "bookings/offering/children.html",
        status=422 if sent.problems else 200,
        name=name,
        field=Field(name=NAME, label="Nom ou prénom de l’enfant", value=name, error=sent.problem_of(NAME)),
        rows=DataList(rows=rows) if rows else None,
        has_more=len(found) > queries.MOST_FOUND,
        kept=list(kept.items()),
        back=f"{RULES}?{urlencode(kept)}",
    )


def _row(child: ChildFound, *, kept: dict[str, str]) -> DataRow:
    note = ", ".join(filter(None, (child.school, f"né(e) le {french.plain_date(child.born)}{french.NBSP}{child.born.year}")))
    return DataRow(title=child.name, note=note, href=f"{RULES}?{urlencode({CHILD: str(child.id), **kept})}")


@get("/enfants", opt={"may": May.FAMILIES})
async def back() -> Response:
    return pages.redirect(RULES)


routes = [Router(RULES, route_handlers=[show, search, back], opt={"right": Right.STAFF, "may": May.CATALOGUE})]
