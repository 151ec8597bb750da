"""Several at once: what accepting each would do is told first, and what became of each afterwards. One address says both, as things stand."""

from dataclasses import dataclass

from litestar import get, post

from app.core import clock, pages
from app.core import forms as core_forms
from app.core.web import Request, Response
from app.filings import procedures
from app.filings.desk import choosing, deciding, forms, screen, showing
from app.filings.desk.cases import Case, ChangeCase, Ref
from app.filings.desk.deciding import By
from app.filings.desk.routes.case import by_of
from app.filings.desk.statements import PER_PAGE
from app.filings.procedures import Impossible
from app.filings.rules import Status
from app.filings.rules.transitions import OPEN, Refusal
from components import french
from components.filings.differences import Differences

HERE = "/acceptations"
ANSWER_IT = "Une question attend une réponse écrite\u00a0: ouvrez-la."


@dataclass(frozen=True, kw_only=True)
class Line:
    """One that was chosen. `box` is sent to accept it; `why` says why it cannot be, or what became of it."""

    title: str
    href: str
    family: str
    box: str = ""
    why: str = ""
    effect: str = ""
    differences: Differences | None = None


@dataclass(frozen=True, kw_only=True)
class Preview:
    """In the order in which they were chosen."""

    ready: tuple[Line, ...]
    impossible: tuple[Line, ...]
    accepted: tuple[Line, ...]


@get(HERE)
async def preview(request: Request) -> Response:
    """Nothing is kept of what is rehearsed here."""
    refs = forms.refs_of(request.query_params.getall(forms.CHOICE, []))[:PER_PAGE]
    narrowing = forms.narrowing(request.query_params)
    if not refs:
        return pages.redirect(forms.address_of(narrowing), said="Cochez d’abord les demandes à accepter.")
    return await pages.respond(
        request, "filings/desk/acceptances.html", preview=await _previewed(by_of(request), refs), back=forms.address_of(narrowing), here=str(request.url.query)
    )


async def _previewed(by: By, refs: list[Ref]) -> Preview:
    ready, impossible, accepted = list[Line](), list[Line](), list[Line]()
    for ref in refs:
        outcome, case = await deciding.rehearse(by, ref), await screen.case_for(by.agent, ref)
        if case is None:
            continue
        if case.status is Status.ACCEPTED:
            accepted.append(_line(case, why=showing.last_done(case)))
        elif outcome is Status.ACCEPTED:
            ready.append(await _ready(by, case))
        else:
            impossible.append(_line(case, why=_why(case, outcome)))
    return Preview(ready=tuple(ready), impossible=tuple(impossible), accepted=tuple(accepted))


async def _ready(by: By, case: Case) -> Line:
    if isinstance(case, ChangeCase):
        return _line(case, box=forms.marked(case.ref, case.mark), effect=choosing.CHANGE_EFFECT, differences=showing.change_differences(case))
    desk = procedures.of_code(case.procedure).desk
    differs = await desk.differs(case.acceptance(by.agent, now=by.now))
    return _line(case, box=forms.marked(case.ref, case.mark), effect=desk.effect, differences=showing.differences(differs))


def _line(case: Case, *, box: str = "", why: str = "", effect: str = "", differences: Differences | None = None) -> Line:
    return Line(
        title=showing.heading(case, today=clock.today()).title,
        href=forms.here(case.ref),
        family=case.family.name,
        box=box,
        why=why,
        effect=effect,
        differences=differences,
    )


def _why(case: Case, outcome: deciding.Done | None) -> str:
    if isinstance(outcome, Impossible):
        return outcome.sentence
    if outcome is Refusal.NO_REASON:
        return ANSWER_IT
    return showing.last_done(case) if case.status not in OPEN else Refusal.NOT_NOW.sentence


@post(HERE, status_code=200)
async def accept_all(request: Request) -> Response:
    """Each in its transaction. The page that follows tells of each."""
    form = await core_forms.read(request, {forms.CHOICE})
    chosen = forms.marked_refs_of(form.all(forms.CHOICE))[:PER_PAGE]
    if not chosen:
        return pages.redirect(f"{request.url.path}?{request.url.query}", said="Cochez au moins une demande.")
    done = await deciding.accept_all(by_of(request), chosen)
    return pages.redirect(f"{request.url.path}?{request.url.query}", said=_said(done, of=len(chosen)))


def _said(done: int, *, of: int) -> str:
    told = (
        f"{french.count(done, one='demande acceptée', many='demandes acceptées')}, {'la famille est prévenue' if done == 1 else 'les familles sont prévenues'}."
    )
    left = of - done
    return told if not left else f"{told} {french.count(left, one='demande ne l’a', many='demandes ne l’ont')} pas été\u00a0: voyez pourquoi."


handlers = [preview, accept_all]
