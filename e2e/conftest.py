"""A portal of its own for the run: demo commune, a Monday morning that runs, a phone, a browser with and without JavaScript."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

ROOT = Path(__file__).parent.parent
CLOCK = "2026-11-30T08:00:00+01:00"
PHONE = {"width": 390, "height": 844}
STARTS_WITHIN_SECONDS = 60
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@dataclass(frozen=True, kw_only=True)
class Portal:
    """A running portal and where its files are."""

    url: str
    data_dir: Path
    process: subprocess.Popen[bytes]


@contextmanager
def running_portal(data_dir: Path, *, clock: str = CLOCK, workers: int = 1) -> Iterator[Portal]:
    """Started by its own command, as a commune would, and asked to stop at the end."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAIL_")}
    asked = {"PORTAIL_ENV": "demo", "PORT": str(port), "PORTAIL_DATA_DIR": str(data_dir), "PORTAIL_CLOCK": clock, "PORTAIL_WORKERS": str(workers)}
    process = subprocess.Popen([sys.executable, "-m", "app", "serve"], cwd=ROOT, env=kept | asked, stdout=subprocess.DEVNULL)
    portal = Portal(url=f"http://localhost:{port}", data_dir=data_dir, process=process)
    try:
        wait_until_healthy(portal)
        yield portal
    finally:
        process.terminate()
        process.wait(30)


def wait_until_healthy(portal: Portal) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if portal.process.poll() is not None:
            raise RuntimeError("the portal stopped while starting: its own words are above")
        try:
            with urllib.request.urlopen(f"{portal.url}/sante", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError("the portal did not start in time")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with running_portal(tmp_path_factory.mktemp("portal")) as started:
        yield started


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield launched
    launched.close()


@pytest.fixture
def phone(browser: Browser, portal: Portal) -> Iterator[Page]:
    """A page on a phone. A word of the browser against our security policy, or an error of our script, fails the test."""
    context = browser.new_context(base_url=portal.url, viewport=PHONE, locale="fr-FR", has_touch=True)
    context.set_default_timeout(10_000)
    page, complaints = context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def phone_without_script(browser: Browser, portal: Portal) -> Iterator[Page]:
    context = browser.new_context(base_url=portal.url, viewport=PHONE, locale="fr-FR", java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
