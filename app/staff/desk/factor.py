"""`/agents/connexion/code`: the second factor, given or set up; `/agents/compte/codes-de-secours`: new codes on paper."""

from typing import Any

from litestar import get, post

from app.accounts import queries as accounts
from app.accounts.actions import SignedIn
from app.accounts.routes import answers
from app.catalogue import queries as catalogue
from app.core import access, clock, cookies, pages, signing
from app.core.access import Agent, Right
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.staff import actions, forms, queries
from app.staff.rules import factor, refusals
from app.staff.rules.refusals import Refusal
from app.staff.rules.rights import May
from components.ui import ErrorSummary

CODE, SET_UP, CODES = "/agents/connexion/code", "/agents/connexion/second-facteur", "/agents/compte/codes-de-secours"
UNFINISHED: dict[str, Any] = {"right": Right.ACCOUNT, "before_factor": True, "forget_form": True}
OWN: dict[str, Any] = {"right": Right.STAFF, "may": May.ENTER, "fresh_proof": True}
PURPOSE = "staff.new-factor"
SECRET_LASTS_SECONDS = 30 * 60
CODE_HINT = "Six chiffres, dans votre application de codes. Téléphone perdu\u00a0? Saisissez un de vos codes de secours."
SET_UP_HINT = "Les six chiffres que l’application montre après avoir lu l’image."


@get(CODE, opt=UNFINISHED)
async def show_code(request: Request) -> Response:
    agent, wanted = access.agent_of(request), request.query_params.get(forms.NEXT, "")
    if agent.is_complete:
        return pages.redirect("/agents")
    if not await queries.has_factor(agent.member_id):
        return await _set_up_page(request, forms.EMPTY, wanted=wanted)
    return await _code_page(request, forms.EMPTY, wanted=wanted)


@post(CODE, status_code=303, opt=UNFINISHED)
async def give_code(request: Request) -> Response:
    sent, agent = await forms.read_code(request), access.agent_of(request)
    wanted = sent.raw(forms.NEXT)
    if sent.problems:
        return await _code_page(request, sent, wanted=wanted)
    done = await actions.confirm_factor(agent, code=sent.raw(forms.CODE), caller=answers.caller_of(request), now=clock.now())
    if isinstance(done, Refusal):
        sent.refuse(forms.CODE, done.sentence)
        return await _code_page(request, sent, wanted=wanted)
    return answers.opened(request, done, wanted=wanted)


@get(SET_UP, opt=UNFINISHED)
async def before_setting_up() -> Response:
    return pages.redirect(CODE)


@post(SET_UP, status_code=303, opt=UNFINISHED)
async def set_up(request: Request) -> Response:
    """Answers with the codes on paper, which are shown this once: the one form that no redirection follows."""
    sent, agent = await forms.read_code(request), access.agent_of(request)
    wanted, secret = sent.raw(forms.NEXT), _secret_in(sent, agent=agent)
    if secret is None:
        sent.refuse(forms.CODE, refusals.TOO_OLD.sentence)
    if secret is None or sent.problems:
        return await _set_up_page(request, sent, wanted=wanted, secret=secret)
    done = await actions.set_up_factor(agent, secret=secret, code=sent.raw(forms.CODE), caller=answers.caller_of(request), now=clock.now())
    if isinstance(done, Refusal):
        sent.refuse(forms.CODE, done.sentence)
        return await _set_up_page(request, sent, wanted=wanted, secret=secret)
    return await _codes_page(request, done.codes, signed_in=done.signed_in)


def _secret_in(sent: Submitted, *, agent: Agent) -> str | None:
    """The one that the page made for this account; nothing was written when it was shown."""
    kept = signing.unseal(sent.raw(forms.SECRET), purpose=PURPOSE, max_age_seconds=SECRET_LASTS_SECONDS)
    return kept[1] if kept and kept[0] == str(agent.account_id) else None


@get(CODES, opt=OWN)
async def show_codes(request: Request) -> Response:
    left = await queries.codes_left(access.agent_of(request).member_id)
    return await pages.respond(request, "staff/codes.html", left=left)


@post(CODES, status_code=200, opt=OWN)
async def renew_codes(request: Request) -> Response:
    codes = await actions.renew_codes(access.agent_of(request), caller=answers.caller_of(request), now=clock.now())
    return await _codes_page(request, codes)


async def _code_page(request: Request, sent: Submitted, *, wanted: str) -> Response:
    return await _form_page(request, "staff/code.html", sent, hint=CODE_HINT, wanted=wanted)


async def _set_up_page(request: Request, sent: Submitted, *, wanted: str, secret: str | None = None) -> Response:
    import segno  # noqa: PLC0415 - 10 MB, for agents who set a factor up

    agent, kept = access.agent_of(request), secret or factor.new_secret()
    account, commune = await accounts.account_of(agent.account_id), await catalogue.look()
    address = factor.address_of(kept, name=account.email if account else "", issuer=f"Portail Familles – {commune.name}")
    return await _form_page(
        request,
        "staff/set_up.html",
        sent,
        hint=SET_UP_HINT,
        wanted=wanted,
        picture=segno.make(address, error="m").svg_data_uri(scale=5, dark="#000", light="#fff"),
        spelled=" ".join(kept[start : start + 4] for start in range(0, len(kept), 4)),
        sealed=signing.seal([str(agent.account_id), kept], purpose=PURPOSE),
    )


async def _form_page(request: Request, template: str, sent: Submitted, *, hint: str, wanted: str, **context: object) -> Response:
    field = forms.code_field(sent, hint=hint)
    summary = ErrorSummary.of([field])
    status = answers.UNPROCESSABLE if summary else 200
    return await pages.respond(request, template, status=status, field=field, summary=summary, wanted=wanted, **context)


async def _codes_page(request: Request, codes: tuple[str, ...], *, signed_in: SignedIn | None = None) -> Response:
    page = await pages.respond(request, "staff/new_codes.html", codes=codes)
    if signed_in:
        page.cookies.append(cookies.opened(request, signed_in.token))
    return page


handlers = [show_code, give_code, before_setting_up, set_up, show_codes, renew_codes]
