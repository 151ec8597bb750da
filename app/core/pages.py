"""Answers: one page or its fragment, from one context. The only reader of `HX-` headers."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from urllib.parse import quote, urlsplit

import litestar
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from markupsafe import Markup

from app.core import cookies, csrf, doors, resume, signing
from app.core.web import Request, Response
from components import Component, SwapTarget, rendering
from components.ui.shell import Shell
from components.ui.status_line import StatusLine

FLASH_PURPOSE = "flash"
FLASH_SECONDS = 60

ShellLoader = Callable[..., Awaitable[Shell]]


async def respond(request: Request, template: str, *, status: int = 200, **context: object) -> Response:
    """The component that htmx asked for when the context holds it, otherwise the whole page."""
    fragment = _component_named(_target(request), context.values())
    if fragment is None:
        return await _whole_page(request, template, status=status, context=context)
    return _html(fragment.render(), status=status)


def answer_tap(request: Request, row: Component, *, back_to: str, said: str, status: int = 200, also: Iterable[SwapTarget] = ()) -> Response:
    """The changed row, and out of band what the change made stale elsewhere. A plain form gets a 303 and the sentence as a flash."""
    if not is_partial(request):
        return redirect(back_to, said=said)
    parts = [row.render(), *(part.render(out_of_band=True) for part in also), StatusLine(said=said).render(out_of_band=True)]
    return _html(Markup("").join(parts), status=status)


def redirect(address: str, *, said: str | None = None, with_cookies: Iterable[Cookie] = ()) -> Response:
    """303 to the page that shows the result; `said` is shown there once."""
    flash = [] if said is None else [cookies.make(cookies.FLASH, signing.seal(said, purpose=FLASH_PURPOSE), max_age=FLASH_SECONDS)]
    return litestar.Response(
        "", status_code=303, headers={"Location": address, "Vary": "HX-Request"}, cookies=[*with_cookies, *flash], media_type=MediaType.HTML
    )


def sign_in_first(request: Request) -> Response:
    """The session ended: sign in, then come back to the same place. A form is kept; the page's own script keeps the taps under way."""
    return _lead_to("/connexion", request, status=401)


def prove_first(request: Request) -> Response:
    """Something sensitive: give the password again, then come back."""
    return _lead_to("/connexion/confirmation", request, status=403)


def complete_first(request: Request) -> Response:
    """An agent's password was right, and the second factor is still to give: then come back."""
    return _lead_to("/connexion/code", request, status=403)


def is_partial(request: Request) -> bool:
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-boosted") != "true"


async def load_shell(request: Request, *, said: str | None = None) -> tuple[Shell, list[Cookie]]:
    """What the layout shows, and the cookies that its forms need."""
    seed, new = cookies.seed_of(request), []
    if seed is None:
        seed = cookies.new_visitor()
        new = [cookies.make(cookies.VISITOR, seed)]
    loader: ShellLoader = request.app.state.load_shell
    return await loader(request, csrf_token=csrf.token_for(seed), said=said), new


async def _whole_page(request: Request, template: str, *, status: int, context: Mapping[str, object]) -> Response:
    flash = cookies.value_of(request, cookies.FLASH)
    said = signing.unseal(flash, purpose=FLASH_PURPOSE, max_age_seconds=FLASH_SECONDS) if flash else None
    shell, set_cookies = await load_shell(request, said=said)
    if flash:
        set_cookies.append(cookies.expired(cookies.FLASH))
    return _html(rendering.render(template, {**context, "shell": shell}), status=status, with_cookies=set_cookies)


def _html(body: str, *, status: int, with_cookies: Iterable[Cookie] = ()) -> Response:
    return litestar.Response(str(body), status_code=status, media_type=MediaType.HTML, headers={"Vary": "HX-Request"}, cookies=list(with_cookies))


def _lead_to(address: str, request: Request, *, status: int) -> Response:
    there = f"{doors.of(request).at(address)}?suite={quote(_place_of(request), safe='/')}"
    if is_partial(request):
        return litestar.Response("", status_code=status, headers={"HX-Redirect": there}, media_type=MediaType.HTML)
    return redirect(there, with_cookies=resume.cookies_of(request))


def _place_of(request: Request) -> str:
    """Where the person is: the page that htmx acts on, or the address asked for (each form's address also answers GET)."""
    shown = request.headers.get("hx-current-url")
    url = urlsplit(shown) if shown else urlsplit(str(request.url))
    return url.path + (f"?{url.query}" if url.query else "")


def _target(request: Request) -> str | None:
    """The id that htmx will replace. htmx 4 writes it as `tag#id`."""
    return request.headers.get("hx-target", "").rpartition("#")[2] or None if is_partial(request) else None


def _component_named(dom_id: str | None, values: Iterable[object]) -> SwapTarget | None:
    return next((value for value in values if isinstance(value, SwapTarget) and value.swap_id == dom_id), None) if dom_id else None
