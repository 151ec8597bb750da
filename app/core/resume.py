"""A form that was posted when its session had just ended, or the password had to be given again: kept in the browser until one is back.

Encrypted: it may say something of a child's health, and the browser may be anybody's.
"""

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler

from app.core import clock, cookies, csrf, doors, sealing
from app.core.web import Request

PURPOSE, NO_ROW = "cookie.resume", UUID(int=0)
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
    """What the answer that leads to sign in carries away: sealed, so that the browser hands back what was posted and reads nothing of it."""
    interrupted = getattr(request.state, "interrupted", None)
    if interrupted is None:
        return ()
    sealed = _sealed(interrupted)
    if len(sealed) > LONGEST_COOKIE:
        sealed = _sealed([interrupted[0], None])
    return (cookies.make(cookies.RESUME, sealed, max_age=LASTS_SECONDS),)


def interrupted_in(request: Request) -> Interrupted | None:
    """What was posted at the door where one is: behind the other one, in the same browser, may be somebody else."""
    sealed = cookies.value_of(request, cookies.RESUME)
    kept = _unsealed(sealed) if sealed else None
    if kept is None:
        return None
    at, address, fields = kept
    if int(clock.now().timestamp()) - at > LASTS_SECONDS or doors.of_path(urlsplit(address).path) is not doors.of(request):
        return None
    return Interrupted(address=address, fields=None if fields is None else tuple((name, value) for name, value in fields))


def _sealed(interrupted: list[Any]) -> str:
    told = json.dumps([int(clock.now().timestamp()), *interrupted], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(sealing.seal(zlib.compress(told, 9), purpose=PURPOSE, bound_to=NO_ROW)).decode()


def _unsealed(text: str) -> list[Any] | None:
    """None when it is not ours, or of a key that the settings no longer have."""
    try:
        told: list[Any] = json.loads(zlib.decompress(sealing.unseal(base64.urlsafe_b64decode(text), purpose=PURPOSE, bound_to=NO_ROW)))
    except (ValueError, sealing.Unreadable):
        return None
    return told


def _address_of(request: Request) -> str:
    url = urlsplit(str(request.url))
    return url.path + (f"?{url.query}" if url.query else "")
