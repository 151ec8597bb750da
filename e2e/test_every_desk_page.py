"""Every page of the desk, found by following its links from the home of two agents: what axe, a keyboard and the smallest phone have to say of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from playwright.sync_api import Browser, Page, ViewportSize
from selectolax.lexbor import LexborHTMLParser

from app import main, settings
from app.staff.rules.rights import Role
from e2e.agents import sign_in_agent
from e2e.conftest import PATIENCE, watch
from e2e.looks import SMALLEST, faults, sideways, unseen_by_keyboard, violations
from tests.serving.portals import Portal

pytestmark = pytest.mark.timeout(400)
WIDE = ViewportSize(width=1024, height=768)
MOST = 160  # pages of the desk looked at for a link; one of each kind is enough

INTAKE = "/agents/imports"
DEMANDE, CHANGE = "/agents/demandes/{number}", "/agents/demandes/changements/{change_id}"
DECISIONS = ("acceptation", "refus", "prise-en-charge", "liberation")
ACCOUNT, MEMBER = "/agents/compte", "/agents/equipe/{member_id}"
FAMILY = "/agents/familles/{household_id}"
RESERVING = f"{FAMILY}/reservations"
PUBLISHED = "/agents/publications/documents/{published_id}"
ELSEWHERE = {
    *("/agents/connexion", "/agents/mot-de-passe-oublie", "/agents/mot-de-passe-oublie/envoi", "/agents/activation/{token}", "/agents/mot-de-passe/{token}"),
    *("/agents/connexion/confirmation", "/agents/connexion/reprise", "/agents/connexion/code"),
    *(RESERVING, *(f"{RESERVING}/{{enrolment_id}}{end}" for end in ("", "/recapitulatif", "/abandon"))),
    # `e2e/test_desk_family.py` makes what they show; the demo's activities have one group each.
    *(f"{FAMILY}/enfants/{{child_id}}/{page}" for page in ("garde", "interdictions/{barred_id}/levee", "sante/{first_year}")),
    *(f"{FAMILY}/pieces/{{document_id}}", f"{FAMILY}/inscriptions/{{enrolment_id}}/groupe"),
    # `e2e/test_desk_publications.py` publishes one.
    *(PUBLISHED, f"{PUBLISHED}/retrait"),
    *(f"{INTAKE}/{place}" for place in ("{import_id}", "{import_id}/confirmation", "fusion", "fusions/{merge_id}", "invitations/envoi")),
    *(f"{DEMANDE}/sante", f"{DEMANDE}/pieces/{{document_id}}", "/agents/demandes/acceptations"),
}
"""Pages before the desk, the same as those of families, and pages of a state that the demo does not have: journeys of their own look at them."""

NOT_PAGES = {
    *(
        "/agents/deconnexion",
        "/agents/connexion/prolongation",
        "/agents/connexion/second-facteur",
        "/agents/journal/export.csv",
        "/agents/journal/verification",
        "/agents/catalogue/fichier",
        "/agents/catalogue/regles/enfants",
    ),
    *(f"{RESERVING}/{{enrolment_id}}/{end}" for end in ("cases", "annulation")),
    *("/agents/demandes/recherche", f"{DEMANDE}/complement", *(f"{case}/{act}" for case in (DEMANDE, CHANGE) for act in DECISIONS)),
    *(f"{DEMANDE}/pieces/{{document_id}}/fichier", f"{DEMANDE}/pieces/{{document_id}}/examen"),
    *(f"{ACCOUNT}/connexions/fermeture", f"{ACCOUNT}/connexions/{{session_id}}/fermeture"),
    *("/agents/plannings/liste/sante", "/agents/plannings/liste/export", "/agents/plannings/semaine/export", f"{PUBLISHED}/fichier"),
    *(f"{INTAKE}/{place}" for place in ("modele.csv", "doublons/recherche", "doublons/avis", "invitations/export", "{import_id}/abandon")),
    *(f"{INTAKE}/{{import_id}}/compte-rendu", f"{INTAKE}/fusions/{{merge_id}}/annulation"),
    *(f"{MEMBER}/invitation", *(f"{MEMBER}/second-facteur/{act}" for act in ("retrait", "annulation", "confirmation"))),
    *(f"{FAMILY}/pieces/{{document_id}}/{act}" for act in ("fichier", "lecture", "refus", "verification")),
}
"""Files, and addresses of forms that lead to their page."""


def routes() -> dict[str, re.Pattern[str]]:
    """The pages of the desk as the application declares them, the most precise first."""
    served = Litestar(route_handlers=main.handlers(), openapi_config=None).routes
    declared = [route.path_format for route in served if isinstance(route, HTTPRoute) and "GET" in route.methods and route.path.split("/")[1] == "agents"]
    return {path: re.compile(re.sub(r"\{\w+\}", "[^/]+", path)) for path in sorted(declared, key=lambda path: (path.count("{"), path))}


@dataclass
class Found:
    """An address of each page, and what was said of it."""

    addresses: dict[str, str] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)


def follow_links(page: Page, *, known: dict[str, re.Pattern[str]]) -> dict[str, str]:
    """An address for each route that links lead to from the home of the desk."""
    waiting, met, found = ["/agents"], {"/agents"}, dict[str, str]()
    while waiting and len(met) < MOST:
        address = waiting.pop(0)
        answer = page.request.get(address)
        route = route_of(address, known=known)
        if not answer.ok or "text/html" not in answer.headers["content-type"] or route is None or route_of(answer.url, known=known) != route:
            continue
        found.setdefault(route, address)
        for link in links_in(answer.text()):
            to = route_of(link, known=known)
            if link not in met and to is not None and to not in {route_of(each, known=known) for each in waiting} and to not in found:
                met.add(link)
                waiting.append(link)
    return found


def links_in(text: str) -> Iterable[str]:
    for node in LexborHTMLParser(text).css("main a[href], nav a[href]"):
        if (href := node.attributes["href"] or "").startswith("/agents"):
            yield href.partition("#")[0]


def route_of(address: str, *, known: dict[str, re.Pattern[str]]) -> str | None:
    path = re.sub(r"^https?://[^/]+", "", address).partition("?")[0].rstrip("/")
    return next((route for route, pattern in known.items() if pattern.fullmatch(path)), None)


@pytest.fixture(scope="module")
def known(portal: Portal) -> dict[str, re.Pattern[str]]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PORTAIL_ENV", "test")
        patched.setenv("PICCOLO_CONF", "app.piccolo_conf")
        settings.current.cache_clear()
        found = routes()
    settings.current.cache_clear()
    return found


@pytest.fixture(scope="module")
def looked_at(browser: Browser, portal: Portal, known: dict[str, re.Pattern[str]]) -> Found:
    """One walk for all: each page is opened once."""
    found = Found()
    for role in (Role.DIRECTION, Role.ADMINISTRATION):
        context = browser.new_context(base_url=portal.url, viewport=WIDE, locale="fr-FR", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        complaints = list[str]()
        watch(page, complaints=complaints)
        sign_in_agent(page, role)
        addresses = {route: address for route, address in follow_links(page, known=known).items() if route not in found.addresses}
        for route, address in addresses.items():
            found.addresses[route] = address
            complaints.clear()
            found.said[route] = told_of(page, address) + complaints
        context.close()
    return found


def told_of(page: Page, address: str) -> list[Any]:
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    page.goto(address)
    said = [*violations(page, scheme="light"), *faults(page), *sideways(page), *violations(page, scheme="dark")]
    page.set_viewport_size(SMALLEST)
    return [*said, *(f"320 px: {each}" for each in sideways(page)), *unseen_by_keyboard(page)]


def test_axe_the_keyboard_and_the_smallest_phone_find_nothing_to_say_of_any_page(looked_at: Found) -> None:
    assert {looked_at.addresses[route]: said for route, said in looked_at.said.items() if said} == {}


def test_every_address_of_the_desk_is_one_of_these_pages(looked_at: Found, known: dict[str, re.Pattern[str]]) -> None:
    assert sorted(known.keys() - looked_at.addresses.keys() - ELSEWHERE - NOT_PAGES) == []
