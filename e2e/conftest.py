"""A portal of its own for each module: demo commune, a Monday morning that runs, a phone, a browser with and without JavaScript."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, StorageState, ViewportSize, expect, sync_playwright

from app.staff.rules.rights import Role
from e2e import agents
from tests import memory
from tests.serving import portals
from tests.serving.portals import Portal

memory.use()

PHONE = ViewportSize(width=390, height=844)
DESK, LARGE_DESK = ViewportSize(width=1024, height=768), ViewportSize(width=1440, height=900)
PATIENCE = 20_000  # milliseconds
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
# The contexts share one process: starting another costs more than most journeys.
SHARED = ["--renderer-process-limit=1", "--disable-site-isolation-trials", "--in-process-gpu"]

REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (401|404|409|410|413|422|429) ")

expect.set_options(timeout=PATIENCE)
NewPhone = Callable[..., Page]
NewScreen = Callable[..., Page]
NewDesk = Callable[[Role], Page]


@pytest.fixture(scope="session")
def prepared() -> Iterator[Path]:
    with portals.prepared() as folder:
        yield folder


@pytest.fixture(scope="module")
def portal(prepared: Path) -> Iterator[Portal]:
    """What the journeys of another module leave is not there."""
    with portals.copied(prepared) as folder, portals.running(folder, PORTAIL_WORKERS="1") as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET + SHARED)
    yield launched
    launched.close()


@pytest.fixture
def new_phone(browser: Browser, portal: Portal) -> Iterator[NewPhone]:
    """Phones of their own, with their cookies. What a browser complains of, or asks of anybody else than the portal, fails the test."""
    contexts, complaints = list[BrowserContext](), list[str]()

    def new(*, script: bool = True, kept: StorageState | None = None) -> Page:
        page = phone_page(browser, portal, script=script, kept=kept)
        contexts.append(page.context)
        watch(page, complaints=complaints)
        return page

    yield new
    for context in contexts:
        context.close()
    assert complaints == []


def phone_page(browser: Browser, portal: Portal, *, script: bool = True, kept: StorageState | None = None) -> Page:
    """`kept` is what another phone had in its cookies."""
    context = browser.new_context(
        base_url=portal.url,
        viewport=PHONE,
        locale="fr-FR",
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
        java_script_enabled=script,
        storage_state=kept,
    )
    context.set_default_timeout(PATIENCE)
    return context.new_page()


@pytest.fixture
def new_screen(browser: Browser, portal: Portal) -> Iterator[NewScreen]:
    """Screens of agents, each with its cookies, watched as phones are."""
    contexts, complaints = list[BrowserContext](), list[str]()

    def new(*, script: bool = True, size: ViewportSize = DESK, touch: bool = False, kept: StorageState | None = None) -> Page:
        context = browser.new_context(
            base_url=portal.url,
            viewport=size,
            locale="fr-FR",
            has_touch=touch,
            reduced_motion="reduce",
            java_script_enabled=script,
            storage_state=kept,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch(page, complaints=complaints)
        return page

    yield new
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def new_desk(new_screen: NewScreen) -> NewDesk:
    """The desk of an agent of this role; each role once in half a minute, as its code is."""

    def new(role: Role) -> Page:
        page = new_screen(touch=True)
        agents.sign_in_agent(page, role)
        return page

    return new


@pytest.fixture
def phone(new_phone: NewPhone) -> Page:
    return new_phone()


@pytest.fixture
def phone_without_script(new_phone: NewPhone) -> Page:
    return new_phone(script=False)


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def any_phone(request: pytest.FixtureRequest, new_phone: NewPhone) -> Page:
    return new_phone(script=request.param)


def watch(page: Page, *, complaints: list[str]) -> None:
    """Errors of our script, words of the browser on its console, requests for anybody but the portal."""

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not is_our_refusal(message, page=page):
            complaints.append(message.text)

    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", listen)
    page.on("request", lambda request: complaints.append(request.url) if not is_ours(request.url) else None)


def is_ours(address: str) -> bool:
    """The viewer of PDF is a part of the browser, which asks itself for it."""
    there = urlsplit(address)
    return there.scheme in {"chrome", "chrome-extension"} or there.hostname in {"localhost", None}


def is_our_refusal(message: ConsoleMessage, *, page: Page) -> bool:
    """A browser tells of any answer that is not a success, a form shown again or a page that we said does not exist."""
    told = REFUSED.match(message.text)
    return told is not None and (told[1] != "404" or message.location["url"] == page.url)
