"""The portal starts once, says so when it answers, and leaves nothing behind when it is asked to stop."""

import asyncio
import json
import signal
import socket
from pathlib import Path

import asyncpg
import httpx
import pytest

from app.core import postgres
from app.demo import sign_ins
from tests.core import postgres_owners
from tests.serving import portals
from tests.serving.portals import Portal

DEAF = "refused to gracefully stop"  # what Granian says of a worker that did not hear, before it kills it


def everything_left(portal: Portal, *, workers: set[int]) -> set[int]:
    """Processes of the portal that live on: its workers, and PostgreSQL's."""
    return {pid for pid in workers | postgres_owners.processes_below(portal.data_dir) if portals.lives(pid)}


def ended_by_themselves(portal: Portal) -> bool:
    """The portal and its workers, which heard that they were to end."""
    return portal.process.wait(portals.PATIENCE_SECONDS) == 0 and DEAF not in portal.logged + portal.printed


def test_the_address_and_the_sign_ins_are_printed_and_a_second_portal_on_the_same_port_is_refused(portal: Portal) -> None:
    told = f"Le portail est ouvert : {portal.url}\n{portals.plain(sign_ins.told())}\n"
    portals.wait_until(lambda: portal.printed == told)
    health = httpx.get(f"{portal.url}/sante")
    assert (health.status_code, health.json()["base"], health.json()["travaux"]) == (200, "ok", {"etat": "ok", "abandonnes": 0})
    portals.wait_until(lambda: portal.run("jobs") == "En attente : 0. Abandonnés : 0.\n")
    assert portals.run("serve", environment=portal.environment).code == 1
    assert portal.answers()
    assert {json.loads(line)["level"] for line in portal.logged.splitlines()} <= {"info"}, portal.logged


def test_a_start_changes_nothing_in_a_database_that_is_ready(folder: Path) -> None:
    counted = "select string_agg(name || ran_on, ' ' order by id) || (select count(*) from slot) || (select max(at) from audit_entry)::text from migration"
    with postgres.start(portals.data_below(folder)) as server:
        before = postgres_owners.ask(server.url, counted)
        with portals.running(folder):
            pass
        assert postgres_owners.ask(server.url, counted) == before


def test_a_used_port_is_refused_with_a_sentence(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = portals.run("serve", environment=portals.settings(folder, port=port))
    assert refused.code == 1
    assert refused.refused == (
        f"Le port {port} n’est pas libre sur 127.0.0.1 : arrêtez ce qui l’utilise, ou choisissez-en un autre, par exemple PORT={port + 1}.\n"
    )
    assert postgres_owners.processes_below(folder) == set()


async def test_a_request_in_flight_is_answered_before_a_portal_that_is_told_to_end_ends_whole(portal: Portal) -> None:
    workers = portal.workers()
    assert len(workers) == 2
    blocker = await asyncpg.connect(await asyncio.to_thread(lambda: portal.database_url))
    holding = blocker.transaction()
    await holding.start()
    await blocker.execute("lock table throttle")
    with httpx.Client(base_url=portal.url, timeout=30) as family:
        answer = asyncio.create_task(asyncio.to_thread(portals.sign_in, family))
        while not await blocker.fetchval("select count(*) from pg_locks where not granted"):  # noqa: ASYNC110 - no table sends an event
            await asyncio.sleep(0.02)
        portal.process.terminate()
        await asyncio.to_thread(portals.wait_until, lambda: not portal.accepts())
        assert not answer.done()
        await holding.rollback()
        await blocker.close()
        assert (await answer).headers["location"] == "/tableau-de-bord"
    assert await asyncio.to_thread(portal.process.wait, portals.PATIENCE_SECONDS) == 0
    assert everything_left(portal, workers=workers) == set()


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGHUP])
def test_the_portal_ends_whole_when_ctrl_c_is_pressed_and_when_its_terminal_is_closed(portal: Portal, asked: signal.Signals) -> None:
    workers = portal.workers()
    assert len(workers) == 2
    portal.tell_its_terminal(asked)
    assert ended_by_themselves(portal)
    assert everything_left(portal, workers=workers) == set()


def test_a_portal_that_is_told_to_end_while_its_workers_start_ends_by_itself(folder: Path) -> None:
    with portals.starting(folder) as portal:
        portals.wait_until(lambda: len(portal.workers()) == 2)
        portal.process.terminate()
        assert ended_by_themselves(portal)
    assert everything_left(portal, workers=set()) == set()
