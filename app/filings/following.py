"""What a family may still do with a demande: answer the service, give it up, take its paper."""

from dataclasses import dataclass

import litestar
from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.catalogue import queries as catalogue
from app.core import access, clock, pages
from app.core.access import Right
from app.core.web import Request, Response
from app.documents import pdf
from app.filings import actions, procedures, queries
from app.filings.drafts import actions as drafts
from app.filings.procedures import Group
from app.filings.queries import FilingView
from app.filings.rules import TONES, Status
from app.filings.rules.transitions import TRANSITIONS, Act
from components import french
from components.ui import Alert, Button, ConfirmationPanel

RESERVING = {Group.BOOKINGS, Group.ENROLMENT}
"""What leads to days to reserve."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the page of a demande says of its status, and offers."""

    panel: ConfirmationPanel
    alert: Alert | None
    paper: Button | None
    withdrawal: Button | None
    booking: Button | None


def standing_of(view: FilingView) -> Standing:
    procedure, here = procedures.of_code(view.procedure), f"/demandes/{view.number}"
    return Standing(
        panel=_panel(view, title=procedure.title),
        alert=_question_of(view, here=here) if view.status is Status.NEEDS_INFO and procedure.steps else _answer_of(view),
        paper=Button(label=procedure.paper.label, href=f"{here}/document") if view.status is Status.ACCEPTED and procedure.paper else None,
        booking=Button(label="Réserver", kind="quiet", icon="calendar", href="/reservations") if procedure.group in RESERVING else None,
        withdrawal=Button(label="Annuler ma demande", kind="quiet", href=f"{here}/annulation") if may_withdraw(view) else None,
    )


def _panel(view: FilingView, *, title: str) -> ConfirmationPanel:
    how = f"enregistrée pour vous ({view.office})" if view.office else f"envoyée par {view.sent_by}" if view.sent_by else "enregistrée"
    return ConfirmationPanel(
        title=f"Demande n°\u00a0{view.number}", state=view.status.words, sentence=f"{title} {how} {french.stamp(view.sent_at)}.", tone=TONES[view.status]
    )


def _question_of(view: FilingView, *, here: str) -> Alert:
    answer = Button(label="Répondre au service", href=f"{here}/complement")
    return Alert(kind="warning", title="Le service vous demande un complément", sentence=_asked(view), action=answer)


def _answer_of(view: FilingView) -> Alert | None:
    """What the service wrote with its decision: why it refuses, or its answer. What it made itself says so otherwise."""
    said = view.events[-1].note if view.status in {Status.ACCEPTED, Status.REJECTED} and not view.office else ""
    title = "Pourquoi elle est refusée" if view.status is Status.REJECTED else "La réponse du service"
    return Alert(kind="info", title=title, sentence=said) if said else None


def may_withdraw(view: FilingView) -> bool:
    return view.status in TRANSITIONS[Act.WITHDRAW].since


def _asked(view: FilingView) -> str:
    return next((event.note for event in reversed(view.events) if event.status is Status.NEEDS_INFO), "")


@get("/complement")
async def ask_complement(request: Request, *, number: FromPath[int]) -> Response:
    view = await _own(request, number)
    if view.status is not Status.NEEDS_INFO:
        return pages.redirect(f"/demandes/{number}")
    return await pages.respond(request, "filings/complement.html", filing=view, procedure=procedures.of_code(view.procedure), asked=_asked(view))


@post("/complement", status_code=200)
async def open_complement(request: Request, *, number: FromPath[int]) -> Response:
    """The steps again, with their answers and what the service asks for on top."""
    view = await _own(request, number)
    draft_id = await drafts.reopen(access.identity_of(request).account_id, number, now=clock.now())
    if draft_id is None:
        return pages.redirect(f"/demandes/{number}", said="Le service ne demande plus rien pour cette demande.")
    procedure = procedures.of_code(view.procedure)
    return pages.redirect(procedure.corrected_at(draft_id))


@get("/annulation")
async def ask_withdrawal(request: Request, *, number: FromPath[int]) -> Response:
    view = await _own(request, number)
    if not may_withdraw(view):
        return pages.redirect(f"/demandes/{number}")
    return await pages.respond(request, "filings/withdrawal.html", filing=view, procedure=procedures.of_code(view.procedure))


@post("/annulation", status_code=200)
async def withdraw(request: Request, *, number: FromPath[int]) -> Response:
    await _own(request, number)
    refusal = await actions.withdraw(access.identity_of(request).account_id, number, now=clock.now())
    return pages.redirect(f"/demandes/{number}", said=refusal.sentence if refusal else "Votre demande est annulée.")


@get("/document")
async def take_paper(request: Request, *, number: FromPath[int]) -> litestar.Response[bytes]:
    """What the acceptance kept, drawn each time alike."""
    view = await _own(request, number)
    paper, kept = procedures.of_code(view.procedure).paper, await queries.outcome_of(access.identity_of(request).account_id, number)
    if paper is None or kept is None:
        raise NotFoundException
    printed = await pdf.drawn(paper.template, paper.told(kept, await catalogue.imprint()), at=view.events[-1].at)
    name = f'attachment; filename="{paper.file_name}-{number}.pdf"'
    return litestar.Response(printed, status_code=200, media_type=pdf.MEDIA_TYPE, headers={"Content-Disposition": name})


async def _own(request: Request, number: int) -> FilingView:
    view = await queries.filing_of(access.identity_of(request).account_id, number)
    if view is None:
        raise NotFoundException
    return view


routes = [
    Router(
        "/demandes/{number:int}",
        route_handlers=[ask_complement, open_complement, ask_withdrawal, withdraw, take_paper],
        opt={"right": Right.FAMILY},
    )
]
