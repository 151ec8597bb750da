"""Asking for pages as a browser does: a client of the whole application, signed in or not, with its forms' tokens."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

import httpx
from selectolax.lexbor import LexborHTMLParser, LexborNode

from app import main
from app.core import headers

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
    application = cast("Any", headers.secured(main.create_app()))  # httpx has its own words for the same protocol
    transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield Visitor(client=client)


def as_htmx(target: str | None) -> dict[str, str]:
    return {} if target is None else {"HX-Request": "true", "HX-Target": target}


def parsed(answer: httpx.Response) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


def words(node: LexborNode) -> str:
    """What a person reads: one space between two words, no-break spaces as they are."""
    return re.sub(r"[ \n]+", " ", node.text(separator=" ")).strip()
