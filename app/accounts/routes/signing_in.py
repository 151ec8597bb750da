"""`/connexion`, `/deconnexion` and what goes with them."""

from urllib.parse import urlsplit

from litestar import get, post

from app.accounts import actions, forms, queries
from app.accounts.routes import answers
from app.accounts.routes.answers import at_both_doors
from app.accounts.rules import places
from app.accounts.rules.refusals import Refusal
from app.core import access, clock, cookies, doors, pages, resume
from app.core.access import Right
from app.core.forms import Submitted
from app.core.web import Request, Response

PUBLIC = {"right": Right.PUBLIC}
ACCOUNT = {"right": Right.ACCOUNT}
# Forms with a password are never kept, and there is nothing to finish in the others.
UNKEPT = {"right": Right.ACCOUNT, "forget_form": True}
PROLONGED = UNKEPT | {"before_factor": True}
WIPES = '"cache", "storage"'


@get(at_both_doors("/connexion"), opt=PUBLIC)
async def show_sign_in(request: Request) -> Response:
    wanted = request.query_params.get(forms.NEXT, "")
    if access.optional_identity_of(request):
        return pages.redirect(places.after_signing_in(wanted, home=doors.of(request).home))
    return await _sign_in_page(request, forms.EMPTY, wanted=wanted)


@post(at_both_doors("/connexion"), status_code=303, opt=PUBLIC)
async def sign_in(request: Request) -> Response:
    sent = await forms.read_sign_in(request)
    wanted = sent.raw(forms.NEXT)
    if sent.problems:
        return await _sign_in_page(request, sent, wanted=wanted)
    caller = answers.caller_of(request)
    outcome = await actions.sign_in(email=sent.raw(forms.ADDRESS), password=sent.raw(forms.PASSWORD), caller=caller, now=clock.now())
    if isinstance(outcome, Refusal):
        return await _sign_in_page(request, sent, wanted=wanted, refusal=outcome)
    return answers.opened(request, outcome, wanted=wanted)


async def _sign_in_page(request: Request, sent: Submitted, *, wanted: str, refusal: Refusal | None = None) -> Response:
    back_to = places.own_path(wanted)
    keeps_form = resume.interrupted_in(request) is not None
    fields = forms.sign_in_fields(sent)
    return await answers.show_form(request, "accounts/sign_in.html", fields=fields, refusal=refusal, back_to=back_to, keeps_form=keeps_form)


@get(at_both_doors("/connexion/confirmation"), opt=ACCOUNT)
async def show_proof(request: Request) -> Response:
    return await _proof_page(request, forms.EMPTY, wanted=request.query_params.get(forms.NEXT, ""))


@post(at_both_doors("/connexion/confirmation"), status_code=303, opt=UNKEPT)
async def prove(request: Request) -> Response:
    sent = await forms.read_proof(request)
    wanted = sent.raw(forms.NEXT)
    if sent.problems:
        return await _proof_page(request, sent, wanted=wanted)
    identity, caller = access.identity_of(request), answers.caller_of(request)
    outcome = await actions.prove(identity, password=sent.raw(forms.PASSWORD), caller=caller, now=clock.now())
    if isinstance(outcome, Refusal):
        return await _proof_page(request, sent, wanted=wanted, refusal=outcome)
    return answers.opened(request, outcome, wanted=wanted)


async def _proof_page(request: Request, sent: Submitted, *, wanted: str, refusal: Refusal | None = None) -> Response:
    account = await queries.account_of(access.identity_of(request).account_id)
    return await answers.show_form(
        request,
        "accounts/proof.html",
        fields=forms.proof_fields(sent),
        refusal=refusal,
        back_to=places.own_path(wanted),
        username=account.email if account else "",
    )


@get(at_both_doors("/connexion/prolongation"), opt=ACCOUNT)
async def after_prolonging(request: Request) -> Response:
    return pages.redirect(doors.of(request).home)


@post(at_both_doors("/connexion/prolongation"), status_code=303, opt=PROLONGED)
async def prolong(request: Request) -> Response:
    """« Rester connecté »: the page's script reads the new end from the page it is led back to."""
    sent = await forms.read_place(request)
    await actions.prolong(access.identity_of(request), now=clock.now())
    return pages.redirect(places.after_signing_in(sent.raw(forms.NEXT), home=doors.of(request).home))


@get(at_both_doors("/connexion/reprise"), opt=ACCOUNT)
async def show_interrupted(request: Request) -> Response:
    """What was posted when the session ended: one button sends it again, with a fresh token."""
    interrupted = resume.interrupted_in(request)
    if interrupted is None or interrupted.fields is None:
        return pages.redirect(doors.of(request).home)
    place = urlsplit(interrupted.address).path
    return await pages.respond(request, "accounts/interrupted.html", action=interrupted.address, hidden=interrupted.fields, place=place)


@get(at_both_doors("/deconnexion"), opt=PUBLIC)
async def before_signing_out(request: Request) -> Response:
    return pages.redirect(doors.of(request).at("/connexion"))


@post(at_both_doors("/deconnexion"), status_code=303, opt=PUBLIC)
async def sign_out(request: Request) -> Response:
    """Public: whoever's session has already ended leaves all the same."""
    if identity := access.optional_identity_of(request):
        await actions.sign_out(identity, caller=answers.caller_of(request), now=clock.now())
    gone = [cookies.closed(request), *answers.forgotten_form(request)]
    answer = pages.redirect(doors.of(request).at("/connexion"), said="Votre session est fermée. À bientôt !", with_cookies=gone)
    answer.headers["Clear-Site-Data"] = WIPES
    return answer


handlers = [
    show_sign_in, sign_in, show_proof, prove, after_prolonging, prolong, show_interrupted, before_signing_out, sign_out,
]  # fmt: skip
