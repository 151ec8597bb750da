"""Adults of the tests, and the browsers they use."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
from litestar.types import ASGIApp
from selectolax.lexbor import LexborHTMLParser, LexborNode

from app.accounts import passwords
from app.core import clock, database
from tests import pages

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
BASE = "https://portail.test"
MARTIN, DURAND = "anne.martin@exemple.fr", "paul.durand@exemple.fr"
PASSWORD, OTHER_PASSWORD = "tracteur violet nage loin", "girafe pluie bocal onze"
HOME_ORIGIN, ELSEWHERE = "192.0.2.10", "198.51.100.7"
PHONE = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"
COMPUTER = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


async def add_account(email: str = MARTIN, *, password: str | None = PASSWORD, at: datetime = NOON) -> UUID:
    account_id = uuid4()
    hashed = await passwords.hashed(password) if password else None
    changed_at = at if password else None
    await database.fetch(
        "insert into account (id, email, password_hash, created_at, password_changed_at) values ({}, {}, {}, {}, {})", account_id, email, hashed, at, changed_at
    )
    return account_id


class Browser:
    """One browser, with its cookies. It fills the forms of the pages it is shown, and follows no redirection unasked."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.answer = httpx.Response(0)

    @property
    def page(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.answer.text)

    @property
    def cookie(self) -> str | None:
        return self.client.cookies.get("__Host-session")

    @property
    def text(self) -> str:
        body = self.page.body
        return re.sub(r"\s+", " ", body.text() if body else "")

    @property
    def location(self) -> str:
        return str(self.answer.headers.get("location", ""))

    async def go(self, address: str) -> httpx.Response:
        self.answer = await self.client.get(address.removeprefix(BASE))
        return self.answer

    async def follow(self) -> httpx.Response:
        assert self.answer.status_code == 303, self.answer.status_code
        return await self.go(self.location)

    async def send(self, fields: dict[str, str] | None = None, *, action: str | None = None, anywhere: bool = False) -> httpx.Response:
        """The form of the page in view, with its hidden fields; `action` chooses it when there are several, `anywhere` looks outside of `main` too."""
        form = self.form(action, anywhere=anywhere)
        values = {str(node.attributes["name"]): node.attributes.get("value") or "" for node in form.css("input[name]") if _is_sent(node)}
        return await self.post(str(form.attributes["action"]), values | (fields or {}))

    async def post(self, address: str, values: dict[str, str], **headers: str) -> httpx.Response:
        self.answer = await self.client.post(address, data=values, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return self.answer

    def form(self, action: str | None = None, *, anywhere: bool = False) -> LexborNode:
        wanted = [form for form in self.page.css("form" if anywhere else "main form") if action is None or form.attributes["action"] == action]
        assert wanted, f"no form for {action}"
        return wanted[0]

    def node(self, selector: str) -> LexborNode:
        found = self.page.css_first(selector)
        assert found is not None, f"no {selector}"
        return found

    def token(self) -> str:
        return str(self.node("input[name=_csrf]").attributes["value"])

    async def sign_in(self, email: str = MARTIN, password: str = PASSWORD, *, suite: str | None = None) -> httpx.Response:
        await self.go("/connexion" if suite is None else f"/connexion?suite={suite}")
        return await self.send({"adresse": email, "mot_de_passe": password})


def _is_sent(node: LexborNode) -> bool:
    return node.attributes.get("type") != "checkbox" or "checked" in node.attributes


@asynccontextmanager
async def browser(*, origin: str = HOME_ORIGIN, user_agent: str = PHONE, app: ASGIApp | None = None) -> AsyncIterator[Browser]:
    transport = httpx.ASGITransport(app=app or pages.application(), client=(origin, 4242))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers={"user-agent": user_agent}) as client:
        yield Browser(client)


@contextmanager
def later(start: datetime = NOON, **elapsed: float) -> Iterator[datetime]:
    """The portal's clock stands still, that long after `start`."""
    at = start + timedelta(**elapsed)
    with clock.frozen(at):
        yield at


async def announced() -> list[tuple[str, dict[str, str]]]:
    """The events of the outbox, in the order in which they were written."""
    rows = await database.fetch("select event, ids from outbox order by created_at, event")
    return [(row["event"], json.loads(row["ids"])) for row in rows]


async def noted() -> list[str]:
    """The acts of the audit trail, in order."""
    return [row["act"] for row in await database.fetch("select act from audit_entry order by id")]
