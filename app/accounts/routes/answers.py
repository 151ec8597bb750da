"""What the pages of signing in answer in the same way: a form, a refused form, an open session."""

from collections.abc import Sequence
from uuid import UUID

from litestar.datastructures import Cookie

from app.accounts.actions import Caller, SignedIn
from app.accounts.rules import places
from app.accounts.rules.refusals import Reason, Refusal
from app.core import access, cookies, doors, pages, resume
from app.core.doors import Door
from app.core.web import Request, Response
from components.ui import ErrorSummary, Field, Problem

UNPROCESSABLE, TOO_MANY, GONE = 422, 429, 410
LOST_FORM = "Votre dernier envoi n’a pas pu être gardé : remplissez à nouveau le formulaire, puis envoyez-le."


def at_both_doors(address: str) -> list[str]:
    """A page that adults and agents have alike, each at their own address."""
    return [door.at(address) for door in Door]


def caller_of(request: Request) -> Caller:
    token = cookies.session_of(request)
    return Caller(door=doors.of(request), origin=access.origin_of(request), user_agent=request.headers.get("user-agent", ""), token=token)


async def own_words_of(request: Request, account_id: UUID) -> Sequence[str]:
    """What is known of the family and the commune, gathered by what stands above this feature."""
    words: Sequence[str] = await request.app.state.own_words(account_id)
    return words


async def show_form(request: Request, template: str, *, fields: Sequence[Field], refusal: Refusal | None = None, **context: object) -> Response:
    """200 when nothing is refused; otherwise the same form with its summary, and 422 or 429."""
    summary = ErrorSummary.of(fields)
    if refusal and summary is None:
        summary = ErrorSummary(problems=(Problem(sentence=refusal.sentence, anchor=fields[0].anchor),))
    status = 200 if summary is None else UNPROCESSABLE
    if refusal and refusal.reason in {Reason.THROTTLED, Reason.BUSY}:
        status = TOO_MANY
    return await pages.respond(request, template, status=status, fields=fields, summary=summary, **context)


def opened(request: Request, signed_in: SignedIn, *, wanted: str, said: str | None = None) -> Response:
    """303 with the new cookie: to what the end of the session interrupted, if it was this person's, otherwise to the wanted place."""
    session, door = cookies.opened(request, signed_in.token), doors.of(request)
    interrupted = resume.interrupted_in(request)
    if interrupted is not None and interrupted.fields is not None and signed_in.resumes:
        return pages.redirect(door.at("/connexion/reprise"), with_cookies=[session])
    said = LOST_FORM if interrupted else said
    return pages.redirect(places.after_signing_in(wanted, home=door.home), said=said, with_cookies=[session, *forgotten_form(request)])


def forgotten_form(request: Request) -> list[Cookie]:
    return [cookies.expired(cookies.RESUME)] if cookies.value_of(request, cookies.RESUME) else []
