"""The portal's only cookies: the session of each door, the visitor's (protects forms before signing in), the flash (a sentence shown once), what the end
of a session interrupted, and what an agent last looked for, sealed."""

import secrets
from typing import Literal

from litestar.datastructures import Cookie

from app import settings
from app.core import doors
from app.core.doors import Door
from app.core.web import Request

SESSIONS = {Door.FAMILY: "session", Door.STAFF: "session-agent"}
VISITOR = "visiteur"
FLASH = "message"
RESUME = "reprise"
SEARCH = "recherche"


def named(name: str) -> str:
    """`__Host-` ties the cookie to this host and to https; a browser refuses it on the plain http of a demo."""
    return f"__Host-{name}" if settings.current().is_secure else name


def make(name: str, value: str, *, max_age: int | None = None) -> Cookie:
    same_site: Literal["lax"] = "lax"
    return Cookie(key=named(name), value=value, path="/", httponly=True, secure=settings.current().is_secure, samesite=same_site, max_age=max_age)


def expired(name: str) -> Cookie:
    return make(name, "", max_age=0)


def value_of(request: Request, name: str) -> str | None:
    return request.cookies.get(named(name)) or None


def session_of(request: Request) -> str | None:
    """The session token of the door that the request is for."""
    return value_of(request, SESSIONS[doors.of(request)])


def opened(request: Request, token: str) -> Cookie:
    return make(SESSIONS[doors.of(request)], token)


def closed(request: Request) -> Cookie:
    return expired(SESSIONS[doors.of(request)])


def seed_of(request: Request) -> str | None:
    """What the forged-request token is bound to: the session when there is one, else the visitor."""
    return session_of(request) or value_of(request, VISITOR)


def new_visitor() -> str:
    return secrets.token_urlsafe(16)
