"""A form that was posted when its session had just ended, or the password had to be given again: kept in the browser until one is back."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler

from app.core import cookies, csrf, signing
from app.core.web import Request

PURPOSE = "resume"
LASTS_SECONDS = 30 * 60
LONGEST_COOKIE = 3_000  # characters; browsers keep 4 096 bytes of a cookie, name and attributes included


@dataclass(frozen=True, kw_only=True)
class Interrupted:
    """`fields` is None when the form could not be kept (a file, or too long): it must be filled in again."""

    address: str
    fields: tuple[tuple[str, str], ...] | None


async def note(request: Request, handler: BaseRouteHandler) -> None:
    """Remember, in this request only, what its form sent. Not for a route that says `forget_form`: a password is never written in a cookie.
    A tap is kept by the page's own script: its answer carries no cookie."""
    if request.method != "POST" or handler.opt.get("forget_form"):
        return
    sent = await request.form()
    fields = [(name, value) for name, value in sent.multi_items() if name != csrf.FIELD]
    await sent.close()  # files are not kept
    request.state.interrupted = [_address_of(request), fields if all(isinstance(value, str) for _, value in fields) else None]


def cookies_of(request: Request) -> Sequence[Cookie]:
    """What the answer that leads to sign in carries away: signed, so that the browser hands back what was posted and nothing else."""
    interrupted = getattr(request.state, "interrupted", None)
    if interrupted is None:
        return ()
    sealed = signing.seal(interrupted, purpose=PURPOSE)
    if len(sealed) > LONGEST_COOKIE:
        sealed = signing.seal([interrupted[0], None], purpose=PURPOSE)
    return (cookies.make(cookies.RESUME, sealed, max_age=LASTS_SECONDS),)


def interrupted_in(request: Request) -> Interrupted | None:
    sealed = cookies.value_of(request, cookies.RESUME)
    kept = signing.unseal(sealed, purpose=PURPOSE, max_age_seconds=LASTS_SECONDS) if sealed else None
    if kept is None:
        return None
    address, fields = kept
    return Interrupted(address=address, fields=None if fields is None else tuple((name, value) for name, value in fields))


def _address_of(request: Request) -> str:
    url = urlsplit(str(request.url))
    return url.path + (f"?{url.query}" if url.query else "")
