"""Every page of families, in both colour schemes: what axe, a keyboard, the smallest phone and a browser's console have to say of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from litestar import Litestar
from playwright.sync_api import Browser, Page

from app import main, settings
from e2e import every_page
from e2e.conftest import PHONE, NewPhone, phone_page, watch
from e2e.every_page import STOPS, Ground, Stop, Visitor
from e2e.looks import SMALLEST, faults, sideways, unseen_by_keyboard, violations
from tests.serving.portals import Portal

# The first waits for the ground of all: a portal, and what its visitors have done.
pytestmark = pytest.mark.timeout(400)


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


def test_every_address_of_families_is_one_of_these_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAIL_ENV", "test")
    monkeypatch.setenv("PICCOLO_CONF", "app.piccolo_conf")
    settings.current.cache_clear()
    served = Litestar(route_handlers=main.handlers(), openapi_config=None).routes
    settings.current.cache_clear()
    shown = {route.path_format for route in served if "GET" in getattr(route, "methods", ()) and route.path_format.split("/")[1] != "agents"}
    assert shown == {stop.route for stop in STOPS if stop.route} | every_page.ELSEWHERE | every_page.NOT_PAGES
