"""How an agent comes to the desk of the demo, by the words that are on its pages."""

from urllib.parse import urlsplit

from playwright.sync_api import Page
from selectolax.lexbor import LexborHTMLParser

from app.demo import agents
from app.staff.rules.rights import Role


def sign_in_agent(page: Page, role: Role = Role.RECEPTION) -> None:
    """Ends on the home of the desk. The forms are sent without being drawn; the code is the one that the demo's telephone shows: the same one is not
    taken twice, so an agent signs in once in half a minute."""
    agent = next(each for each in agents.AGENTS if each.role is role)
    _send(page, "/agents/connexion", {"adresse": agent.email, "mot_de_passe": agents.PASSWORD})
    shown = LexborHTMLParser(page.request.get("/simulateur/codes").text())
    codes = {row.css_first("dt").text(strip=True): row.css_first("dd").text(strip=True) for row in shown.css("dl.summary > div")}  # type: ignore[union-attr]
    _send(page, "/agents/connexion/code", {"code": codes[agent.email]})
    page.goto("/agents")


def _send(page: Page, address: str, fields: dict[str, str]) -> None:
    token = LexborHTMLParser(page.request.get(address).text()).css_first("input[name=_csrf]")
    assert token is not None
    sent = page.request.post(address, form={"_csrf": token.attributes["value"] or "", **fields})
    assert urlsplit(sent.url).path != address, sent.text()
