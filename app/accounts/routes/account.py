"""`/compte`: address, password, connections."""

from uuid import UUID

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.accounts import actions, forms, links, queries
from app.accounts.queries import AccountView
from app.accounts.routes import answers
from app.accounts.routes.answers import at_both_doors
from app.accounts.routes.links import dead_link
from app.accounts.rules import email_addresses
from app.accounts.rules.refusals import Reason, Refusal
from app.core import access, clock, cookies, csrf, doors, pages
from app.core.access import Right
from app.core.forms import Submitted
from app.core.web import Request, Response
from components.accounts import ConnectionList

ACCOUNT = {"right": Right.ACCOUNT}
UNKEPT = {"right": Right.ACCOUNT, "forget_form": True}
PROVED = {"right": Right.ACCOUNT, "fresh_proof": True}
HERE = "/compte"


@get(at_both_doors(HERE), opt=ACCOUNT)
async def show(request: Request) -> Response:
    identity = access.identity_of(request)
    connections = await queries.connections_of(identity.account_id, this=identity.session_id, now=clock.now())
    return await pages.respond(
        request,
        "accounts/account.html",
        account=await _account(request),
        connections=ConnectionList(connections=connections, csrf_token=csrf.token_for(cookies.seed_of(request) or ""), prefix=doors.of(request).prefix),
    )


@get(at_both_doors("/compte/mot-de-passe"), opt=ACCOUNT)
async def show_password(request: Request) -> Response:
    return await _password_page(request, forms.EMPTY)


@post(at_both_doors("/compte/mot-de-passe"), status_code=303, opt=UNKEPT)
async def change_password(request: Request) -> Response:
    sent = await forms.read_password_change(request)
    if sent.problems:
        return await _password_page(request, sent)
    identity = access.identity_of(request)
    outcome = await actions.change_password(
        identity,
        current=sent.raw(forms.PASSWORD),
        new=sent.raw(forms.NEW_PASSWORD),
        own_words=await answers.own_words_of(request, identity.account_id),
        closes_others=sent.is_ticked(forms.CLOSES_OTHERS),
        caller=answers.caller_of(request),
        now=clock.now(),
    )
    if isinstance(outcome, Refusal):
        sent.refuse(forms.NEW_PASSWORD if outcome.reason is Reason.WEAK_PASSWORD else forms.PASSWORD, outcome.sentence)
        return await _password_page(request, sent, refusal=outcome)
    session = cookies.opened(request, outcome.token)
    return pages.redirect(doors.of(request).at(HERE), said="Votre mot de passe est changé. Un message vous le confirme.", with_cookies=[session])


async def _password_page(request: Request, sent: Submitted, *, refusal: Refusal | None = None) -> Response:
    fields = forms.password_change_fields(sent, door=doors.of(request))
    account = await _account(request)
    return await answers.show_form(request, "accounts/password.html", fields=fields, refusal=refusal, username=account.email)


@get("/compte/adresse", opt=PROVED)
async def show_address(request: Request) -> Response:
    return await _address_page(request, forms.EMPTY)


@post("/compte/adresse", status_code=303, opt=PROVED)
async def ask_email_change(request: Request) -> Response:
    sent = await forms.read_address(request, forms.NEW_ADDRESS)
    email = email_addresses.normalised(sent.raw(forms.NEW_ADDRESS))
    if email is None:
        return await _address_page(request, sent)
    refusal = await actions.ask_email_change(access.identity_of(request), email=email, caller=answers.caller_of(request), now=clock.now())
    if refusal:
        sent.refuse(forms.NEW_ADDRESS, refusal.sentence)
        return await _address_page(request, sent, refusal=refusal)
    return pages.redirect(HERE, said="Un lien part vers votre nouvelle adresse. Ouvrez-le dans les 24 heures pour la confirmer.")


async def _address_page(request: Request, sent: Submitted, *, refusal: Refusal | None = None) -> Response:
    fields = forms.new_address_fields(sent)
    account = await _account(request)
    return await answers.show_form(request, "accounts/address.html", fields=fields, refusal=refusal, current=account.email)


@get("/compte/adresse/{token:str}", opt=ACCOUNT)
async def show_email_change(request: Request, token: FromPath[str]) -> Response:
    link = await links.opened(token, links.EMAIL_CHANGE)
    if link is None or link.account.id != access.identity_of(request).account_id:
        return await dead_link(request, kind=links.EMAIL_CHANGE)
    new = await queries.new_email_of(link.subject)
    return await pages.respond(request, "accounts/address_confirmation.html", action=request.url.path, old=link.account.email, new=new)


@post("/compte/adresse/{token:str}", status_code=303, opt=ACCOUNT)
async def confirm_email_change(request: Request, token: FromPath[str]) -> Response:
    identity = access.identity_of(request)
    link = await links.opened(token, links.EMAIL_CHANGE)
    if link is None or link.account.id != identity.account_id:
        return await dead_link(request, kind=links.EMAIL_CHANGE)
    refusal = await actions.confirm_email_change(link, identity=identity, caller=answers.caller_of(request), now=clock.now())
    if refusal is None:
        return pages.redirect(HERE, said="Votre nouvelle adresse est enregistrée : c’est avec elle que vous vous connectez désormais.")
    if refusal.reason is Reason.ADDRESS_TAKEN:
        return pages.redirect("/compte/adresse", said=refusal.sentence)
    return await dead_link(request, kind=links.EMAIL_CHANGE)


@get(at_both_doors("/compte/connexions/{session_id:uuid}/fermeture"), opt=ACCOUNT)
async def before_closing(request: Request) -> Response:
    return pages.redirect(doors.of(request).at(HERE))


@post(at_both_doors("/compte/connexions/{session_id:uuid}/fermeture"), status_code=303, opt=ACCOUNT)
async def close_session(request: Request, session_id: FromPath[UUID]) -> Response:
    closed = await actions.close_session(access.identity_of(request), session_id=session_id, caller=answers.caller_of(request), now=clock.now())
    if not closed:
        raise NotFoundException
    return pages.redirect(doors.of(request).at(HERE), said="La connexion est fermée.")


@get(at_both_doors("/compte/connexions/fermeture"), opt=ACCOUNT)
async def before_closing_others(request: Request) -> Response:
    return pages.redirect(doors.of(request).at(HERE))


@post(at_both_doors("/compte/connexions/fermeture"), status_code=303, opt=ACCOUNT)
async def close_others(request: Request) -> Response:
    await actions.close_other_sessions(access.identity_of(request), caller=answers.caller_of(request), now=clock.now())
    return pages.redirect(doors.of(request).at(HERE), said="Vos autres connexions sont fermées.")


async def _account(request: Request) -> AccountView:
    account = await queries.account_of(access.identity_of(request).account_id)
    if account is None:
        raise NotFoundException
    return account


handlers = [
    show, show_password, change_password, show_address, ask_email_change, show_email_change, confirm_email_change, before_closing, close_session,
    before_closing_others, close_others,
]  # fmt: skip
