"""Whatever is killed without a word, the portal answers again by itself or at its next start, and nothing of what was written is lost."""

import httpx
import pytest

from tests.core import postgres_owners
from tests.serving import portals
from tests.serving.portals import Portal


@pytest.fixture
def family(portal: Portal) -> httpx.Client:
    """Signed in."""
    client = httpx.Client(base_url=portal.url, timeout=30)
    assert portals.sign_in(client).status_code == httpx.codes.SEE_OTHER
    return client


def is_signed_in(family: httpx.Client) -> bool:
    """What was written is still there: the session is a row."""
    family.close()
    with httpx.Client(base_url=family.base_url, cookies=family.cookies, timeout=30) as again:
        return again.get("/tableau-de-bord").status_code == httpx.codes.OK


def test_workers_end_with_their_killed_parent_and_the_next_start_takes_up_the_database(portal: Portal, family: httpx.Client) -> None:
    workers, server = portal.workers(), postgres_owners.postmaster(portal.data_dir)
    portal.kill()
    portals.wait_until(lambda: not any(portals.lives(pid) for pid in workers))
    assert portals.lives(server)
    with portals.running(portal.folder, PORT=str(portal.port)) as next_one:
        assert postgres_owners.postmaster(portal.data_dir) == server
        assert is_signed_in(family)
    assert next_one.process.returncode == 0
    assert postgres_owners.processes_below(portal.folder) == set()


def test_a_killed_postgresql_is_started_again_under_the_running_portal(portal: Portal, family: httpx.Client) -> None:
    workers, server = portal.workers(), postgres_owners.postmaster(portal.data_dir)
    portals.kill(server)
    portals.wait_until(lambda: "postgres_started_again" in portal.logged)
    portals.wait_until(portal.answers)
    assert is_signed_in(family)
    assert portal.workers() == workers
    assert postgres_owners.postmaster(portal.data_dir) != server
    assert portal.stop() == 0
    assert postgres_owners.processes_below(portal.folder) == set()


def test_everything_killed_at_once_starts_again_on_the_same_data(portal: Portal, family: httpx.Client) -> None:
    for pid in {portal.process.pid, *portal.workers(), postgres_owners.postmaster(portal.data_dir)}:
        portals.kill(pid)
    portal.process.wait(portals.PATIENCE_SECONDS)
    with portals.running(portal.folder, PORT=str(portal.port)):
        assert is_signed_in(family)
