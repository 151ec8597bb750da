"""A file that an agent sent, cut anywhere: it is examined or imported once, or not yet."""

from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from app.core import clock, database
from app.core.access import Agent
from app.core.outbox import Announcement
from app.intake import actions, staging
from app.intake.queries import imports
from app.intake.rules.findings import Kind
from app.intake.rules.states import State
from app.staff.rules.rights import Role
from tests.intake.files import MARTIN, everything, written
from tests.queries import failing
from tests.staff.people import agent

FAMILIES = ("household", "guardian", "child", "household_child", "enrolment", "household_key", "import_mark")
TOM = MARTIN | {"code famille": "F002", "responsable 1 nom": "Petit", "responsable 1 courriel": "zoe@exemple.fr", "enfant prénom": "Tom"}


@pytest.fixture
async def desk(chavagne: str) -> Agent:
    return await agent(Role.DIRECTION)


async def received(desk: Agent, *rows: dict[str, str]) -> UUID:
    return await actions.receive(desk, uuid4(), name="familles.csv", content=written(rows).getvalue(), now=clock.now())


async def run(import_id: UUID, desk: Agent, *, event: str) -> None:
    ids = {"import_id": str(import_id), "agent_id": str(desk.account_id), "role": desk.role}
    await (actions.examine if event == actions.EXAMINE else actions.carry_out)(Announcement(key=uuid4(), event=event, ids=ids), now=clock.now())


async def confirmed(desk: Agent, *rows: dict[str, str]) -> UUID:
    import_id = await received(desk, *rows)
    await run(import_id, desk, event=actions.EXAMINE)
    assert await actions.confirm(desk, import_id, skip_errors=False, now=clock.now())
    return import_id


async def state(import_id: UUID) -> State:
    found = await imports.one(import_id)
    assert found is not None
    return found.state


@pytest.mark.parametrize("at", [1, 4, 9, 15, 21, 27, 30])
async def test_an_import_cut_anywhere_is_done_once_or_not_yet(desk: Agent, at: int) -> None:
    import_id = await confirmed(desk, MARTIN, TOM)
    before = await everything(FAMILIES)
    with failing(at=at), pytest.raises(ConnectionResetError):
        await run(import_id, desk, event=actions.APPLY)
    assert await everything(FAMILIES) == before
    assert await state(import_id) is State.CONFIRMED
    await run(import_id, desk, event=actions.APPLY)
    done = await everything(FAMILIES)
    assert await state(import_id) is State.IMPORTED
    await run(import_id, desk, event=actions.APPLY)
    assert await everything(FAMILIES) == done
    assert await database.fetch_value("select count(*) from audit_entry where act = 'intake:imported'") == 1


@pytest.mark.parametrize("at", [1, 6, 20])
async def test_a_reading_cut_anywhere_is_begun_again(desk: Agent, at: int) -> None:
    import_id = await received(desk, MARTIN)
    with failing(at=at), pytest.raises(ConnectionResetError):
        await run(import_id, desk, event=actions.EXAMINE)
    await run(import_id, desk, event=actions.EXAMINE)
    assert await state(import_id) is State.EXAMINED


async def test_what_is_no_longer_right_comes_back_to_be_confirmed(desk: Agent) -> None:
    """The school was there when the file was read, and is closed when it is imported."""
    import_id = await confirmed(desk, MARTIN)
    await database.fetch("update school set retired_at = {}", clock.now())
    await run(import_id, desk, event=actions.APPLY)
    assert await state(import_id) is State.EXAMINED
    told = await imports.findings_of(import_id, kind=Kind.ERROR, number=1)
    assert [line.column for line in told.lines] == ["école"]


async def test_progress_is_seen_from_outside_while_the_import_goes_on(chavagne: str, desk: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    """By another connection than that of the transaction under way."""
    import_id, seen = await received(desk, MARTIN, TOM), list[int]()
    outside, plain = await asyncpg.connect(chavagne), staging.apply_order

    async def looked() -> int:
        seen.append(await outside.fetchval("select lines_read from family_import where id = $1", import_id))
        return await plain()

    monkeypatch.setattr(staging, "apply_order", looked)
    await run(import_id, desk, event=actions.EXAMINE)
    await outside.close()
    assert seen == [2]


async def test_a_file_that_nobody_confirms_is_forgotten(desk: Agent) -> None:
    import_id = await received(desk, MARTIN)
    await run(import_id, desk, event=actions.EXAMINE)
    await actions.purge(now=clock.now() + timedelta(days=6))
    assert await state(import_id) is State.EXAMINED
    await actions.purge(now=clock.now() + timedelta(days=8))
    assert await state(import_id) is State.ABANDONED
    for table in ("family_import_piece", "family_import_finding"):
        statement = f"select count(*) from {table}"  # noqa: S608 - the names above
        assert await database.fetch_value(statement) == 0
