"""Who may ask for what. Each route states one right; a route that states none answers nobody."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast
from uuid import UUID

from litestar.exceptions import ClientException, NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from app import settings
from app.core import clock, cookies, csrf, doors, resume
from app.core.authors import Author
from app.core.doors import Door
from app.core.web import Connection, Request

PROOF_LASTS = timedelta(minutes=10)
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class Right(StrEnum):
    """ASSET: the same for everybody, so who asks is not even looked up. PUBLIC: anybody. ACCOUNT: who is signed in at this door.
    FAMILY: the same, on what their household owns (queries load through the owner). STAFF: an agent who `may` do what the route names."""

    ASSET = "asset"
    PUBLIC = "public"
    ACCOUNT = "account"
    FAMILY = "family"
    STAFF = "staff"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who is signed in, in this request."""

    session_id: UUID
    account_id: UUID
    ends_at: datetime  # when the session ends if nothing more is asked
    proved_at: datetime  # when the password was last given
    is_complete: bool = True  # False for an agent who has not given the second factor in this session

    def has_just_proved(self, now: datetime) -> bool:
        """ASVS 7.5.1: what is sensitive asks for the password again after ten minutes."""
        return now - self.proved_at < PROOF_LASTS


@dataclass(frozen=True, kw_only=True)
class Agent(Identity):
    """An agent at the desk, with the rights of this very request. `may` holds what `app/staff/rules/rights.py` names; `sites` is None for who sees them all."""

    member_id: UUID
    name: str
    role: str
    may: frozenset[str]
    sites: tuple[UUID, ...] | None

    def can(self, what: str) -> bool:
        return what in self.may


Identify = Callable[[str, datetime], Awaitable[Identity | None]]


class NotSignedIn(NotAuthorizedException):
    """401: the person is led to sign in, then back to the same place."""


class NotProved(PermissionDeniedException):
    """403: the password must be given again; the person is led there, then back."""


class NotComplete(PermissionDeniedException):
    """403: the agent's second factor is asked for; the person is led there, then back."""


def guard(identify: Mapping[Door, Identify]) -> Callable[[Connection, BaseRouteHandler], Awaitable[None]]:
    """The one guard of the application. `identify` finds who a session token of each door belongs to."""

    async def check(connection: Connection, handler: BaseRouteHandler) -> None:
        request = cast("Request", connection)  # the portal has no other kind of connection
        _require_own_host(request)
        await csrf.require_genuine(request)
        right = handler.opt.get("right")
        if not isinstance(right, Right):
            raise PermissionDeniedException(detail="no right declared")
        token = cookies.session_of(request)
        request.state.identity = await identify[doors.of(request)](token, clock.now()) if token and right is not Right.ASSET else None
        try:
            _require_right(request, handler, right=right)
        except (NotSignedIn, NotProved, NotComplete):
            await resume.note(request, handler)
            raise

    return check


def _require_right(request: Request, handler: BaseRouteHandler, *, right: Right) -> None:
    """A route that says `fresh_proof` asks for the password again when it was given more than ten minutes ago. One that says `before_factor` is for an
    agent who has yet to give the second factor. A route of the desk that does not say what one must be allowed to do answers nobody."""
    if right in {Right.ASSET, Right.PUBLIC}:
        return
    identity = identity_of(request)
    if not identity.is_complete and not handler.opt.get("before_factor"):
        raise NotComplete
    if right is Right.STAFF and not (isinstance(identity, Agent) and identity.can(str(handler.opt.get("may", "")))):
        raise PermissionDeniedException(detail="not allowed")
    if handler.opt.get("fresh_proof") and not identity.has_just_proved(clock.now()):
        raise NotProved


def identity_of(request: Request) -> Identity:
    """Who is signed in; raises 401 where nobody is."""
    identity = optional_identity_of(request)
    if identity is None:
        raise NotSignedIn
    return identity


def agent_of(request: Request) -> Agent:
    """Who works at the desk; raises 401 where nobody does."""
    identity = identity_of(request)
    if not isinstance(identity, Agent):
        raise NotSignedIn
    return identity


def author_of(request: Request) -> Author:
    """Who works at the desk, as what they do is signed."""
    agent = agent_of(request)
    return Author(account_id=agent.account_id, role=agent.role, name=agent.name, origin=origin_of(request))


def optional_identity_of(request: Request) -> Identity | None:
    return getattr(request.state, "identity", None)


def origin_of(request: Request) -> str:
    """The network address of who asks. What a header says of it is believed from the configured proxies alone (docs/security.md, rule 39):
    the last address of the chain that is not one of them."""
    proxies, seen = settings.current().proxies, request.client.host if request.client else ""
    if seen not in proxies:
        return seen
    told = [address.strip() for address in request.headers.get("x-forwarded-for", "").split(",")]
    return next((address for address in reversed(told) if address and address not in proxies), seen)


def _require_own_host(request: Request) -> None:
    """A request for another host is not ours. Forwarded headers are never believed."""
    host = request.headers.get("host", "")
    if host == settings.current().public_host:
        return
    if settings.current().is_production or host.rsplit(":", 1)[0] not in LOOPBACK:
        raise ClientException(detail="host")
