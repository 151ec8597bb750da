"""Asking for pages as a browser does: a client of the whole application, signed in or not, with its forms' tokens."""

import functools
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

import httpx
from litestar.types import ASGIApp
from selectolax.lexbor import LexborHTMLParser, LexborNode

from app import main, settings
from app.core import headers, logs
from app.settings import Environment

BASE_URL = "https://portail.test"


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """One browser."""

    client: httpx.AsyncClient

    async def get(self, address: str, *, target: str | None = None) -> httpx.Response:
        return await self.client.get(address, headers=as_htmx(target))

    async def post(self, address: str, fields: Mapping[str, Any], *, page: str, target: str | None = None) -> httpx.Response:
        """Posts with the token of `page`, as a form of that page would."""
        return await self.client.post(address, data={"_csrf": await self.token(page), **fields}, headers=as_htmx(target))

    async def token(self, page: str) -> str:
        field = LexborHTMLParser((await self.client.get(page)).text).css_first("input[name=_csrf]")
        assert field is not None, f"{page} has no form"
        return field.attributes["value"] or ""

    async def sign_in(self, email: str, *, password: str) -> None:
        answer = await self.post("/connexion", {"adresse": email, "mot_de_passe": password}, page="/connexion")
        assert answer.status_code == 303, answer.text


@asynccontextmanager
async def visiting() -> AsyncIterator[Visitor]:
    """A fresh browser on the application, without its background jobs (tests run those by hand)."""
    transport = httpx.ASGITransport(app=cast("Any", application()), raise_app_exceptions=False)  # httpx has its own words for the same protocol
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield Visitor(client=client)


def application() -> ASGIApp:
    """The application under today's settings, logging to where this test listens."""
    logs.configure()
    return _built(settings.current().environment, is_secure=settings.current().is_secure)


@functools.cache
def _built(_environment: Environment, *, is_secure: bool) -> ASGIApp:
    """Once for all that its routes and headers depend on: it keeps nothing of what it answers, and building it takes longer than most tests."""
    return headers.secured(main.create_app())


def as_htmx(target: str | None) -> dict[str, str]:
    return {} if target is None else {"HX-Request": "true", "HX-Target": target}


def parsed(answer: httpx.Response) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


def words(node: LexborNode) -> str:
    """What a person reads: one space between two words, no-break spaces as they are."""
    return re.sub(r"[ \n]+", " ", node.text(separator=" ")).strip()
