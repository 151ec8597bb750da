"""What `python -m app jobs` tells and does."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from datetime import timedelta
from uuid import uuid4

import pytest

from app.core import clock, database
from app.core.outbox import GiveUp, TryLater
from jobs import dead_letters, execution, handlers
from tests.jobs.probe import EVENT, Probe, state
from tests.messages import ground
from tests.messages.ground import NOW

pytestmark = pytest.mark.usefixtures("empty_database")


async def test_waiting_late_and_dead_jobs_are_told_in_french_with_ids_and_codes_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "HANDLERS", {EVENT: Probe(GiveUp("smtp-550"), TryLater("smtp-unreachable"))})
    with clock.frozen(NOW):
        dead, late, _ = [await ground.announce(EVENT) for _ in range(3)]
        await execution.execute(dead)
        await execution.execute(late)
        told = await dead_letters.describe(now=NOW)
    assert told.splitlines() == [
        "En attente\u00a0: 2. Abandonnés\u00a0: 1.",
        f"  {late}  {EVENT}  1\u00a0essai, smtp-unreachable, sera retenté le 1er\u00a0décembre 2026 à 9\u00a0h",
        f"  {dead}  {EVENT}  1\u00a0essai, smtp-550, abandonné le 1er\u00a0décembre 2026 à 9\u00a0h",
        "Pour relancer un travail abandonné\u00a0: python -m app jobs --retry ID (ou «\u00a0all\u00a0» pour tous).",
    ]


async def test_a_dead_job_tried_again_starts_from_its_first_try(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = Probe(GiveUp("smtp-550"))
    monkeypatch.setattr(handlers, "HANDLERS", {EVENT: probe})
    row = await ground.announce(EVENT)
    await execution.execute(row)
    assert await dead_letters.retry(str(row), now=clock.now()) == "1\u00a0travail relancé."
    await execution.execute(row)
    assert await state(row) == "done"


async def test_all_dead_jobs_are_tried_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "HANDLERS", {})
    rows = [await ground.announce(EVENT) for _ in range(3)]
    for row in rows[:2]:
        await execution.execute(row)
    assert await dead_letters.retry("all", now=clock.now()) == "2\u00a0travaux relancés."
    assert {await state(row) for row in rows} == {"later: unknown-event", "waiting"}


@pytest.mark.parametrize("which", ["n’importe quoi", "6f1c1c0e-6d1b-4d3e-9a53-0d3a1f5f7c11", "all"])
async def test_nothing_to_try_again_is_said_and_changes_nothing(which: str) -> None:
    row = await ground.announce(EVENT)
    with pytest.raises(dead_letters.NoSuchJob, match="rien n’a été relancé"):
        await dead_letters.retry(which, now=clock.now())
    assert await state(row) == "waiting"


async def test_done_rows_are_forgotten_after_a_month_and_dead_ones_after_a_year() -> None:
    for column, kept in (("done_at", dead_letters.DONE_KEPT), ("dead_at", dead_letters.DEAD_KEPT)):
        for age in (kept, kept + timedelta(seconds=1)):
            row = await ground.announce(EVENT)
            await database.fetch(f"update outbox set {column} = {{}} where id = {{}}", NOW - age, row)  # noqa: S608 - constants
    waiting = await ground.announce(EVENT)
    await dead_letters.purge(now=NOW)
    assert await database.fetch_value("select count(*) from outbox") == 3
    assert await state(waiting) == "waiting"


async def test_the_command_lists_and_refuses_what_does_not_exist(empty_database: str) -> None:
    there = os.environ | {"PORTAIL_DATABASE_URL": empty_database}

    async def jobs(*arguments: str) -> tuple[int | None, str, str]:
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "app", "jobs", *arguments, env=there, stdout=PIPE, stderr=PIPE)
        told, refused = await process.communicate()
        return process.returncode, told.decode(), refused.decode()

    assert await jobs() == (0, "En attente\u00a0: 0. Abandonnés\u00a0: 0.\n", "")
    code, told, refused = await jobs("--retry", str(uuid4()))
    assert (code, told, len(refused.splitlines())) == (1, "", 1)
    assert "rien n’a été relancé" in refused
