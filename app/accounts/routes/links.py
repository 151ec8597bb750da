"""What mails lead to: opening a link shows a form, only sending it uses the link (mail scanners open links too)."""

from litestar import get, post
from litestar.params import FromPath

from app.accounts import actions, forms, links
from app.accounts.links import Kind, Opened
from app.accounts.routes import answers
from app.accounts.routes.answers import at_both_doors
from app.accounts.rules.refusals import Reason, Refusal
from app.core import clock, doors, pages
from app.core.access import Right
from app.core.forms import Submitted
from app.core.web import Request, Response

PUBLIC = {"right": Right.PUBLIC}


@get(at_both_doors("/mot-de-passe-oublie"), opt=PUBLIC)
async def show_forgotten(request: Request) -> Response:
    return await answers.show_form(request, "accounts/forgotten.html", fields=forms.forgotten_fields(forms.EMPTY))


@post(at_both_doors("/mot-de-passe-oublie"), status_code=303, opt=PUBLIC)
async def ask_reset(request: Request) -> Response:
    sent = await forms.read_address(request)
    refusal = None
    if not sent.problems:
        email = sent.raw(forms.ADDRESS)
        refusal = await actions.ask_reset(email, caller=answers.caller_of(request), now=clock.now())
    if sent.problems or refusal:
        return await answers.show_form(request, "accounts/forgotten.html", fields=forms.forgotten_fields(sent), refusal=refusal)
    return pages.redirect(doors.of(request).at("/mot-de-passe-oublie/envoi"))


@get(at_both_doors("/mot-de-passe-oublie/envoi"), opt=PUBLIC)
async def show_reset_asked(request: Request) -> Response:
    return await pages.respond(request, "accounts/reset_asked.html")


@get(at_both_doors("/activation/{token:str}"), opt=PUBLIC)
async def show_activation(request: Request, token: FromPath[str]) -> Response:
    return await _show(request, token, kind=links.INVITATION)


@post(at_both_doors("/activation/{token:str}"), status_code=303, opt=PUBLIC)
async def activate(request: Request, token: FromPath[str]) -> Response:
    return await _choose(request, token, kind=links.INVITATION)


@get(at_both_doors("/mot-de-passe/{token:str}"), opt=PUBLIC)
async def show_reset(request: Request, token: FromPath[str]) -> Response:
    return await _show(request, token, kind=links.RESET)


@post(at_both_doors("/mot-de-passe/{token:str}"), status_code=303, opt=PUBLIC)
async def reset(request: Request, token: FromPath[str]) -> Response:
    return await _choose(request, token, kind=links.RESET)


async def _show(request: Request, token: str, *, kind: Kind) -> Response:
    link = await links.opened(token, kind, door=doors.of(request))
    return await dead_link(request, kind=kind) if link is None else await _password_page(request, link, sent=forms.EMPTY, kind=kind)


async def _choose(request: Request, token: str, *, kind: Kind) -> Response:
    link = await links.opened(token, kind, door=doors.of(request))
    if link is None:
        return await dead_link(request, kind=kind)
    sent = await forms.read_new_password(request)
    if sent.problems:
        return await _password_page(request, link, sent=sent, kind=kind)
    choose = actions.activate if kind is links.INVITATION else actions.reset_password
    outcome = await choose(
        link,
        password=sent.raw(forms.NEW_PASSWORD),
        own_words=await answers.own_words_of(request, link.account.id),
        caller=answers.caller_of(request),
        now=clock.now(),
    )
    if not isinstance(outcome, Refusal):
        return answers.opened(request, outcome, wanted="", said="Votre mot de passe est enregistré. Bienvenue !")
    if outcome.reason is Reason.LINK_DEAD:
        return await dead_link(request, kind=kind)
    if outcome.reason is Reason.WEAK_PASSWORD:
        sent.refuse(forms.NEW_PASSWORD, outcome.sentence)
    return await _password_page(request, link, sent=sent, kind=kind, refusal=outcome)


async def _password_page(request: Request, link: Opened, *, sent: Submitted, kind: Kind, refusal: Refusal | None = None) -> Response:
    template = "accounts/activation.html" if kind is links.INVITATION else "accounts/reset.html"
    fields = forms.new_password_fields(sent, door=doors.of(request))
    return await answers.show_form(request, template, fields=fields, refusal=refusal, action=request.url.path, username=link.account.email)


async def dead_link(request: Request, *, kind: Kind) -> Response:
    new_at = "/compte/adresse" if kind is links.EMAIL_CHANGE else doors.of(request).at("/mot-de-passe-oublie")
    return await pages.respond(request, "accounts/link_dead.html", status=answers.GONE, new_at=new_at)


handlers = [show_forgotten, ask_reset, show_reset_asked, show_activation, activate, show_reset, reset]
