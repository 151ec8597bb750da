"""Workers: a killed one is replaced while another answers; each lives at the moment of `PORTAIL_CLOCK`, whoever comes later too, and time runs on."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.serving import portals
from tests.serving.portals import Portal

STARTED_AT = datetime.fromisoformat(portals.CLOCK)
CONNECTIONS = 12  # the kernel spreads them over two workers: all on one is a matter of 1 in 2 000


@pytest.fixture(scope="module")
def portal(prepared: Path) -> Iterator[Portal]:
    """One for these tests, which leave it with two workers that answer."""
    with portals.copied(prepared) as folder, portals.running(folder) as running:
        yield running


def moments(portal: Portal, cookies: httpx.Cookies) -> list[datetime]:
    """What time it is for whoever answers, asked over as many connections."""
    pages = [httpx.get(f"{portal.url}/tableau-de-bord", cookies=cookies, timeout=30).text for _ in range(CONNECTIONS)]
    watched = [LexborHTMLParser(page).css_first("[data-session-ends]") for page in pages]
    return [datetime.fromisoformat(element.attributes["data-now"] or "") for element in watched if element]


def test_every_worker_and_whoever_replaces_it_lives_at_the_same_running_moment(portal: Portal) -> None:
    with httpx.Client(base_url=portal.url, timeout=30) as family:
        portals.sign_in(family)
    first = moments(portal, family.cookies)
    killed = portal.workers()
    for worker in killed:
        portals.kill(worker)
    portals.wait_until(lambda: len(portal.workers() - killed) == 2 and portal.answers())
    second = moments(portal, family.cookies)
    assert len(first) == len(second) == CONNECTIONS
    assert first[0] > STARTED_AT
    assert first + second == sorted(first + second)
    assert second[-1] < STARTED_AT + timedelta(seconds=2 * portals.PATIENCE_SECONDS)


def test_a_killed_worker_is_replaced_and_the_other_answers_meanwhile(portal: Portal) -> None:
    with httpx.Client(base_url=portal.url, timeout=30) as family:
        assert portals.sign_in(family).status_code == httpx.codes.SEE_OTHER
    killed, other = sorted(portal.workers())
    portals.kill(killed)
    portals.wait_until(portal.answers)
    portals.wait_until(lambda: len(portal.workers() - {killed}) == 2)
    assert other in portal.workers()
    assert httpx.get(f"{portal.url}/tableau-de-bord", cookies=family.cookies, timeout=30).status_code == httpx.codes.OK
