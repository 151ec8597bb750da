"""Every page, in both colour schemes: what axe, a keyboard, the smallest phone and a browser's console have to say of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from litestar import Litestar
from playwright.sync_api import Browser, Page, ViewportSize

from app import main, settings
from e2e import every_page
from e2e.conftest import PHONE, NewPhone, phone_page, watch
from e2e.every_page import STOPS, Ground, Stop, Visitor
from tests.serving.portals import Portal

AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
# A scheme changes colours and nothing else: axe's other rules would say the same twice.
COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
# The first waits for the ground of all: a portal, and what its visitors have done.
pytestmark = pytest.mark.timeout(400)
SMALLEST = ViewportSize(width=320, height=640)
KEYS_PRESSED = 12  # the first stops of the keyboard, the same on every page, then those of the page


@pytest.fixture(scope="module")
def ground(browser: Browser, portal: Portal) -> Iterator[Ground]:
    page = phone_page(browser, portal)
    yield every_page.prepare(page, portal=portal)
    page.context.close()


@pytest.fixture(scope="module")
def titles() -> dict[str, set[str]]:
    """Where each title was met."""
    return defaultdict(set)


@dataclass(frozen=True, kw_only=True)
class Walker:
    """A visitor who goes from page to page with one phone, and what the browser complained of on the way."""

    page: Page
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def walkers(browser: Browser, portal: Portal, ground: Ground) -> Iterator[Mapping[Visitor, Walker]]:
    walking = {who: Walker(page=phone_page(browser, portal, kept=kept)) for who, kept in ground.kept.items()}
    for walker in walking.values():
        watch(walker.page, complaints=walker.complaints)
    yield walking
    for walker in walking.values():
        walker.page.context.close()


@pytest.fixture
def page(stop: Stop, ground: Ground, walkers: Mapping[Visitor, Walker], new_phone: NewPhone) -> Iterator[Page]:
    if stop.apart:
        page = new_phone(kept=ground.kept[stop.who])
        ground.open(stop, page=page)
        yield page
    else:
        walker = walkers[stop.who]
        walker.complaints.clear()
        walker.page.set_viewport_size(PHONE)
        walker.page.emulate_media(color_scheme="light")
        ground.open(stop, page=walker.page)
        yield walker.page
        assert walker.complaints == []


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
def test_axe_the_keyboard_and_the_smallest_phone_find_nothing_to_say_of(stop: Stop, page: Page, titles: dict[str, set[str]]) -> None:
    assert violations(page, scheme="light") == []
    assert violations(page, scheme="dark") == []
    titles[page.title()].add(stop.route or stop.name)
    assert len(titles[page.title()]) == 1, "a title tells one page from the others"
    assert faults(page) == []
    page.set_viewport_size(SMALLEST)
    assert sideways(page) == []
    assert unseen_by_keyboard(page) == []


def violations(page: Page, *, scheme: Literal["light", "dark"]) -> list[tuple[str, list[str]]]:
    page.emulate_media(color_scheme=scheme)
    page.evaluate("Promise.all(document.getAnimations().map((fading) => fading.finished))")
    if scheme == "dark" and page.evaluate("'axe' in window"):
        found = page.evaluate("async (options) => (await axe.run(document, options)).violations", COLOURS)
    else:
        found = Axe().run(page, options=AXE).response["violations"]
    return [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found]


def faults(page: Page) -> list[str]:
    """What axe leaves aside."""
    return list(
        page.evaluate(
            """() => {
              const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
              const checks = {
                "one title of the page": document.querySelectorAll("h1").length === 1,
                "a title in the tab": document.title.trim().length > 0,
                "its language": document.documentElement.lang === "fr",
                "each id once": new Set(ids).size === ids.length,
                "no style or handler in the page": !document.querySelector("[style], [onclick], style, script:not([src])"),
              };
              return Object.keys(checks).filter((name) => !checks[name]);
            }"""
        )
    )


def sideways(page: Page) -> list[str]:
    """What stands out of the screen, when the page can be pushed sideways."""
    return list(
        page.evaluate(
            """() => {
              const root = document.documentElement;
              if (root.scrollWidth <= root.clientWidth) return [];
              const out = [...document.querySelectorAll("body *")].filter((part) => part.getBoundingClientRect().right > root.clientWidth + 1);
              return [`${root.scrollWidth} px`, ...out.slice(0, 5).map((part) => part.outerHTML.slice(0, 120))];
            }"""
        )
    )


def unseen_by_keyboard(page: Page) -> list[str]:
    """The first places that Tab leads to: "Aller au contenu" before all, and each shows that it has the focus."""
    page.evaluate(f"() => {{ document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); ({NOTED})({FOCUSED}); }}")
    for _ in range(KEYS_PRESSED):
        page.keyboard.press("Tab")
    met = page.evaluate("window.met")
    wrong = [place["html"] for place in met if not place["seen"]]
    return wrong if met[0]["skip"] else [f"first: {met[0]['html']}", *wrong]


# What each key led to, looked at when it comes up again: what the focus is drawn with has settled by then.
NOTED = """(look) => {
  window.met = [];
  document.addEventListener("keyup", ({ key }) => { if (key === "Tab") window.met.push(look()); });
}"""
# A ring, on the element itself or on what is drawn in its place.
FOCUSED = """() => {
  const at = document.activeElement;
  const ringed = (part) => part && getComputedStyle(part).outlineStyle !== "none" && parseFloat(getComputedStyle(part).outlineWidth) > 0;
  const { bottom, top, width } = at.getBoundingClientRect();
  const seen = at === document.body || (width > 0 && bottom > 0 && top < innerHeight && [at, at.nextElementSibling, at.closest("label")].some(ringed));
  return { html: at.outerHTML.slice(0, 160), seen, skip: at.matches(".skip") };
}"""


def test_every_address_of_the_portal_is_one_of_these_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAIL_ENV", "test")
    monkeypatch.setenv("PICCOLO_CONF", "app.piccolo_conf")
    settings.current.cache_clear()
    served = Litestar(route_handlers=main.handlers(), openapi_config=None).routes
    settings.current.cache_clear()
    shown = {route.path_format for route in served if "GET" in getattr(route, "methods", ())}
    assert shown == {stop.route for stop in STOPS if stop.route} | every_page.ELSEWHERE | every_page.NOT_PAGES
