"""One demande: all that is needed to decide it, and its decision. After it, the next one of the same queue."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.core import access, clock, cookies, csrf, pages, readings
from app.core import forms as core_forms
from app.core.access import Agent
from app.core.readings import Confidential
from app.core.web import Request, Response
from app.filings import procedures
from app.filings.desk import choosing, deciding, forms, listing, queue, screen, showing
from app.filings.desk.cases import Case, ChangeCase, FilingCase, Ref
from app.filings.desk.choosing import Tried
from app.filings.desk.deciding import By, Choice, Overtaken
from app.filings.desk.queue import Narrowing
from app.filings.procedures import Impossible
from app.filings.rules import Status
from app.filings.rules.transitions import OPEN, Act, Refusal
from app.staff import readers
from app.staff.rules.rights import May
from components.ui import Alert

FILING, CHANGE = "/{number:int}", "/changements/{change_id:uuid}"
BOTH = [FILING, CHANGE]
HEALTH_WORDS = "Réponses sur la santé, dossier de l’enfant"


def _each(tail: str) -> list[str]:
    return [f"{path}{tail}" for path in BOTH]


def _ref(number: int | None, change_id: UUID | None) -> Ref:
    if change_id is not None:
        return change_id
    if number is None:
        raise NotFoundException
    return number


def by_of(request: Request) -> By:
    return By(agent=access.agent_of(request), origin=access.origin_of(request), now=clock.now())


async def seen_by(agent: Agent, ref: Ref) -> Case:
    case = await screen.case_for(agent, ref)
    if case is None:
        raise NotFoundException
    return case


@get(BOTH)
async def show(request: Request, number: FromPath[int | None] = None, change_id: FromPath[UUID | None] = None) -> Response:
    case = await seen_by(access.agent_of(request), _ref(number, change_id))
    return await case_page(request, case)


async def case_page(request: Request, case: Case, *, status: int = 200, alert: Alert | None = None, tried: Tried | None = None) -> Response:
    agent, narrowing, today = access.agent_of(request), forms.narrowing(request.query_params), clock.today()
    token = csrf.token_for(cookies.seed_of(request) or "")
    decisions = choosing.decisions(case, choosing.Page(narrowing=narrowing, csrf_token=token, tried=tried))
    before, after = await queue.neighbours(agent, narrowing, key=case.key, today=today)
    return await pages.respond(
        request,
        "filings/desk/case.html",
        status=status,
        alert=alert,
        decisions=decisions,
        problems=choosing.summary(decisions),
        heading=showing.heading(case, today=today),
        charge=showing.charge(case, agent=agent),
        charge_at=forms.address_of(narrowing, ref=case.ref, tail=showing.charge(case, agent=agent).tail),
        seen=case.mark,
        family=case.family,
        people=showing.people(case.family, today=today),
        back=forms.address_of(narrowing),
        before=forms.address_of(narrowing, ref=before.ref) if before else "",
        after=forms.address_of(narrowing, ref=after.ref) if after else "",
        others=await _others(agent, case),
        **(_of_change(case) if isinstance(case, ChangeCase) else await _of_filing(request, case, narrowing=narrowing)),
    )


async def _others(agent: Agent, case: Case) -> list[tuple[str, str]]:
    """What else waits of this family."""
    page = await queue.page_of(agent, Narrowing(household_id=case.family.id), after=None, today=clock.today())
    return [(listing.item_title(item), forms.here(item.ref)) for item in page.items if item.id != case.id]


def _of_change(case: ChangeCase) -> dict[str, Any]:
    return {"differences": showing.change_differences(case), "change": case, "filing": None, "told": None, "last": None, "pieces": None, "history": None}


async def _of_filing(request: Request, case: FilingCase, *, narrowing: Narrowing) -> dict[str, Any]:
    agent, today, desk = access.agent_of(request), clock.today(), procedures.of_code(case.procedure).desk
    is_open = case.status in OPEN
    differs = await desk.differs(case.acceptance(agent, now=clock.now())) if is_open else ()
    last = await screen.last_accepted(case.id) if desk.with_last and is_open else None
    return {
        "differences": showing.differences(differs),
        "last": showing.since_last(case, last) if last else None,
        "told": showing.told(case),
        "health_at": forms.address_of(narrowing, ref=case.number, tail="/sante") if agent.can(May.HEALTH) and case.is_of_sites else "",
        "pieces": [showing.piece_row(piece, case, narrowing, agent=agent, today=today) for piece in await screen.pieces_of(agent, case.id)],
        "history": showing.history(case),
        "child": showing.child_of(case),
        "filing": case,
        "change": None,
    }


# Deciding


@post(_each("/acceptation"), status_code=200)
async def accept(request: Request, number: FromPath[int | None] = None, change_id: FromPath[UUID | None] = None) -> Response:
    return await _decided(request, _ref(number, change_id), act=Act.ACCEPT)


@post(_each("/refus"), status_code=200)
async def reject(request: Request, number: FromPath[int | None] = None, change_id: FromPath[UUID | None] = None) -> Response:
    return await _decided(request, _ref(number, change_id), act=Act.REJECT)


@post(f"{FILING}/complement", status_code=200)
async def ask(request: Request, number: FromPath[int]) -> Response:
    return await _decided(request, number, act=Act.ASK)


async def _decided(request: Request, ref: Ref, *, act: Act) -> Response:
    """303 to the next one of the same queue, or to the queue; 409 with the true page; 422 with what lacks."""
    agent, narrowing = access.agent_of(request), forms.narrowing(request.query_params)
    form = await core_forms.read(request, {forms.SEEN, forms.PHRASES, forms.WORDS})
    case = await seen_by(agent, ref)
    written = forms.written_of(form, phrases=choosing.phrases(case, act))
    if form.problems:
        return await case_page(request, case, status=422, tried=Tried(act=act, form=form))
    outcome = await deciding.decide(by_of(request), ref, Choice(act=act, seen=form.raw(forms.SEEN), note=written.note))
    if isinstance(outcome, Status):
        return await _next(request, case, narrowing=narrowing, said=f"{showing.heading(case, today=clock.today()).title}\u00a0: {SAID[act]}")
    if outcome is Refusal.NO_REASON:
        form.refuse(forms.WORDS, Refusal.NO_REASON.sentence)
        return await case_page(request, case, status=422, tried=Tried(act=act, form=form))
    return await _not_done(request, ref, outcome)


SAID = {
    Act.ACCEPT: "c’est accepté, la famille est prévenue.",
    Act.REJECT: "c’est refusé, la famille est prévenue.",
    Act.ASK: "le complément est demandé à la famille.",
}


async def _next(request: Request, case: Case, *, narrowing: Narrowing, said: str) -> Response:
    _, after = await queue.neighbours(access.agent_of(request), narrowing, key=case.key, today=clock.today())
    return pages.redirect(forms.address_of(narrowing, ref=after.ref) if after else forms.address_of(narrowing), said=said)


async def _not_done(request: Request, ref: Ref, outcome: Refusal | Impossible | Overtaken | None) -> Response:
    """The page as it is now, with what happened."""
    case = await seen_by(access.agent_of(request), ref)
    if isinstance(outcome, Impossible):
        alert = Alert(kind="error", title="Cela ne peut pas être accepté", sentence=outcome.sentence)
    else:
        alert = Alert(kind="warning", title="Quelqu’un est passé avant vous", sentence=showing.overtaken(case))
    return await case_page(request, case, status=409, alert=alert)


# Taking charge


@post(_each("/prise-en-charge"), status_code=200)
async def take(request: Request, number: FromPath[int | None] = None, change_id: FromPath[UUID | None] = None) -> Response:
    ref, form = _ref(number, change_id), await core_forms.read(request, {forms.SEEN})
    outcome = await deciding.take(by_of(request), ref, seen=form.raw(forms.SEEN))
    if isinstance(outcome, Status):
        return pages.redirect(_address(request, ref), said="Vous vous en occupez\u00a0: vos collègues le voient.")
    return await _not_done(request, ref, outcome)


@post(_each("/liberation"), status_code=200)
async def leave(request: Request, number: FromPath[int | None] = None, change_id: FromPath[UUID | None] = None) -> Response:
    ref = _ref(number, change_id)
    await core_forms.read(request, {forms.SEEN})
    if not await deciding.leave(by_of(request), ref):
        return await _not_done(request, ref, None)
    return pages.redirect(_address(request, ref), said="Vous ne vous en occupez plus.")


def _address(request: Request, ref: Ref) -> str:
    return forms.address_of(forms.narrowing(request.query_params), ref=ref)


FORMS = [
    *(address for tail in ("/acceptation", "/refus", "/prise-en-charge", "/liberation") for address in _each(tail)),
    f"{FILING}/complement",
    f"{FILING}/sante",
]


@get(FORMS)
async def after_form(request: Request, number: FromPath[int | None] = None, change_id: FromPath[UUID | None] = None) -> Response:
    """A form's address, opened: its page."""
    ref = _ref(number, change_id)
    await seen_by(access.agent_of(request), ref)
    return pages.redirect(_address(request, ref))


# Health


@post(f"{FILING}/sante", status_code=200, opt={"may": May.HEALTH})
async def read_health(request: Request, number: FromPath[int]) -> Response:
    """Noted before it is shown, each time: the family reads by whom and why. Asked for by a form of the desk, so that no link makes an agent read."""
    by, narrowing = by_of(request), forms.narrowing(request.query_params)
    await core_forms.read(request, ())
    case = await screen.filing_for(by.agent, number)
    if case is None or not case.is_of_sites or not showing.told(case).health:
        raise NotFoundException
    what = Confidential(kind="filing", id=case.id, household_id=case.family.id, child_id=case.child_id, words=HEALTH_WORDS)
    await readings.note(readers.reader_of(request), what, why=f"Pour traiter la demande n°\u00a0{number}", now=by.now)
    return await pages.respond(
        request,
        "filings/desk/health.html",
        filing=case,
        child=showing.child_of(case),
        answers=showing.health_told(case),
        back=forms.address_of(narrowing, ref=number),
    )


handlers = [show, accept, reject, ask, take, leave, after_form, read_health]
