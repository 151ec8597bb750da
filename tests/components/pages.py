"""Pages to look at without a server: the layout around a sample shell."""

from datetime import UTC, datetime, timedelta

from selectolax.lexbor import LexborHTMLParser, LexborNode

from components import rendering
from components.base import Component
from components.ui.shell import CommuneLook, Shell, SignedIn

NOW = datetime(2026, 11, 30, 17, tzinfo=UTC)
COMMUNE = CommuneLook(
    name="Ville de Chavagne",
    crest="C",
    stylesheet="/commune.css",
    office="Service Enfance",
    phone="02\u00a000\u00a000\u00a000\u00a000",
    email="enfance@exemple.fr",
    accessibility="non conforme",
)
ANNE = SignedIn(first_name="Anne", ends_at=NOW + timedelta(minutes=30))


def shell(*, account: SignedIn | None = ANNE, path: str = "/tableau-de-bord", said: str | None = None, demo: bool = False) -> Shell:
    return Shell(commune=COMMUNE, account=account, csrf_token="jeton", path=path, now=NOW, said=said, demo=demo)


def page_of(blocks: str, *, around: Shell | None = None) -> LexborHTMLParser:
    """A page of the layout whose blocks are written in place."""
    source = '{% extends "layout.html" %}{% block title %}Essai{% endblock %}' + blocks
    return LexborHTMLParser(rendering.environment().from_string(source).render(shell=around or shell()))


def parsed(component: Component) -> LexborHTMLParser:
    return LexborHTMLParser(str(component.render()))


def one(page: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    """The only element that the selector finds."""
    found = page.css(selector)
    assert len(found) == 1, f"{selector} finds {len(found)} elements"
    return found[0]


def texts(page: LexborHTMLParser | LexborNode, selector: str) -> list[str]:
    return [node.text().strip() for node in page.css(selector)]
