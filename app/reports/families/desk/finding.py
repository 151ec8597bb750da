"""`/agents/familles`: all the families, or those that were looked for.

What is typed names people, so it stands in no address, log or history: it is posted, and what was looked for last goes with the browser, sealed and for this
session alone. The list is the same when the page is asked for again, page by page, and on the way back from a family.
"""

import base64
import binascii

from litestar import get, post
from litestar.datastructures import Cookie

from app.catalogue.rules.admission import age_on
from app.core import access, clock, cookies, forms, pages, paging, sealing
from app.core.access import Agent
from app.core.paging import Page
from app.core.sealing import Unreadable
from app.core.web import Request, Response
from app.reports.families.desk import answers
from app.reports.families.queries import finding
from app.reports.families.queries.finding import FamilyLine
from app.reports.families.rules import searching
from app.staff.rules.rights import May
from components import french
from components.ui import Button, DataList, DataRow, EmptyState, Pagination, Results

TYPED, ALL, PURPOSE = "recherche", "tout", "desk search"
KEPT_SECONDS = 2 * 60 * 60


@get("/")
async def show(request: Request) -> Response:
    """`?tout=oui` forgets what was looked for."""
    agent = access.agent_of(request)
    forgets = request.query_params.get(ALL) == "oui"
    typed = "" if forgets else _kept(request, agent)
    answer = await _page(request, agent, typed=typed)
    if forgets:
        answer.set_cookie(cookies.expired(cookies.SEARCH))
    return answer


@post("/", status_code=200)
async def find(request: Request) -> Response:
    """The list alone where it is drawn again in place; a plain form is led to the page that shows it."""
    agent = access.agent_of(request)
    sent = await forms.read(request, {TYPED})
    typed = sent.raw(TYPED).strip()[: searching.LONGEST]
    cookie = _keep(typed, agent)
    if not pages.is_partial(request):
        return pages.redirect(answers.HOME, with_cookies=[cookie])
    answer = await _page(request, agent, typed=typed, number=1)
    answer.set_cookie(cookie)
    return answer


def _keep(typed: str, agent: Agent) -> Cookie:
    sealed = sealing.seal(typed.encode(), purpose=PURPOSE, bound_to=agent.session_id)
    return cookies.make(cookies.SEARCH, base64.urlsafe_b64encode(sealed).decode(), max_age=KEPT_SECONDS)


def _kept(request: Request, agent: Agent) -> str:
    """Nothing of another session, or of another agent at this machine."""
    try:
        sealed = base64.urlsafe_b64decode(cookies.value_of(request, cookies.SEARCH) or "")
        return sealing.unseal(sealed, purpose=PURPOSE, bound_to=agent.session_id).decode() if sealed else ""
    except (Unreadable, binascii.Error, ValueError):
        return ""


async def _page(request: Request, agent: Agent, *, typed: str, number: int | None = None) -> Response:
    search = searching.search_of(typed)
    found = await finding.found(agent, search, number=number or paging.asked_in(request.query_params))
    creates = agent.can(May.EDIT_FAMILIES) and agent.sites is None
    return await pages.respond(
        request, "reports/families/list.html", typed=typed, creates=creates, results=_results(found, is_narrowed=not search.is_empty, creates=creates)
    )


def _results(found: Page[FamilyLine], *, is_narrowed: bool, creates: bool) -> Results:
    everything = f"{answers.HOME}?{ALL}=oui" if is_narrowed else ""
    if not found.lines:
        return Results(told="Aucune famille", nothing=_nothing(is_narrowed=is_narrowed, creates=creates), everything=everything)
    return Results(
        told=french.count(found.total, one="famille", many="familles"),
        rows=DataList(rows=tuple(map(_row, found.lines))),
        pages=Pagination(page=found.number, pages=found.pages, address=answers.HOME, label="Pages des familles"),
        everything=everything,
    )


def _nothing(*, is_narrowed: bool, creates: bool) -> EmptyState:
    sentence = (
        "Essayez avec moins de lettres, le prénom d’un enfant ou un numéro de téléphone."
        if is_narrowed
        else "Les familles de vos sites apparaîtront ici dès leur première inscription."
    )
    new = Button(label="Créer un foyer", kind="quiet", href=f"{answers.HOME}/creation", icon="plus") if creates else None
    return EmptyState(title="Aucune famille", sentence=sentence, icon="child", action=new)


def _row(line: FamilyLine) -> DataRow:
    today = clock.today()
    children = [f"{child.first_name}, {french.count(age_on(today, birth_date=child.birth_date), one='an', many='ans')}" for child in line.children]
    schools = sorted({child.school for child in line.children if child.school})
    return DataRow(
        title=f"Famille {line.name}",
        note=" – ".join(words for words in (french.listing(list(line.adults)), "\u00a0; ".join(children)) if words),
        at=french.listing(schools),
        href=f"{answers.HOME}/{line.id}",
    )


handlers = [show, find]
