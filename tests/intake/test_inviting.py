"""Invitations by the batch: who is chosen, that each receives one, that a batch cut anywhere goes on."""

import asyncio
import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.core import clock, database
from app.core.access import Agent
from app.core.outbox import Announcement
from app.intake import actions
from app.intake.actions import inviting as verbs
from app.intake.queries import inviting
from app.intake.rules.invitations import Standing
from app.staff.rules.rights import Role
from tests.accounts.people import announced
from tests.intake.files import MARTIN, imported
from tests.queries import failing
from tests.staff.people import agent


@pytest.fixture
async def desk(chavagne: str) -> Agent:
    """Nobody of the demo is left to invite: Martin, Petit and Bernard are, and Rose has no address."""
    await database.fetch("update account set password_hash = 'x'")
    people = (("Martin", "anne@exemple.fr", "elementaire-publique"), ("Petit", "zoe@exemple.fr", ""), ("Bernard", "paul@exemple.fr", ""), ("Rose", "", ""))
    for rank, (name, email, school) in enumerate(people):
        line = {"code famille": f"F{rank}", "responsable 1 nom": name, "responsable 1 courriel": email, "école": school, "enfant nom": name, "activité": ""}
        assert (await imported(MARTIN | line)).is_done
    await database.fetch("delete from outbox")
    return await agent(Role.DIRECTION)


async def ask(desk: Agent, *, school_id: UUID | None = None, batch_id: UUID | None = None) -> int:
    return await actions.invite_all(desk, batch_id or uuid4(), school_id=school_id, before=clock.now() - timedelta(days=7), now=clock.now())


async def run() -> int:
    """All that is announced and due, as the runner would; how many times."""
    rows = await database.fetch("select id, ids from outbox where event = {} and done_at is null and due_at <= {}", verbs.INVITE, clock.now())
    for row in rows:
        await actions.invite_some(Announcement(key=row["id"], event=verbs.INVITE, ids=json.loads(row["ids"])), now=clock.now())
        await database.fetch("update outbox set done_at = {} where id = {}", clock.now(), row["id"])
    return len(rows)


async def invited() -> list[str]:
    rows = await database.fetch(
        "select a.email from outbox o join account a on a.id = (o.ids ->> 'account_id')::uuid where o.event = 'accounts:invited' order by a.email"
    )
    return [row["email"] for row in rows]


async def test_who_is_where_on_the_way_to_their_access(desk: Agent) -> None:
    counted = await inviting.figures(None)
    assert (counted[Standing.NEVER], counted[Standing.NO_ADDRESS], counted[Standing.INVITED]) == (3, 1, 0)
    page = await inviting.page_of(school_id=None, standing=Standing.NO_ADDRESS, number=1)
    assert [line.last_name for line in page.lines] == ["Rose"]


async def test_all_of_a_selection_are_invited_once(desk: Agent) -> None:
    assert await ask(desk) == 3
    await run()
    assert await invited() == ["anne@exemple.fr", "paul@exemple.fr", "zoe@exemple.fr"]
    assert await ask(desk) == 0
    batch = next(batch for batch in await inviting.batches() if batch.total)
    assert (batch.total, batch.sent, batch.waiting, batch.asked_by) == (3, 3, 0, "Sophie Le Gall")
    assert (await inviting.figures(None))[Standing.INVITED] == 3
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert await ask(desk) == 3


async def test_a_school_alone(desk: Agent) -> None:
    (school,) = await inviting.schools()
    assert await ask(desk, school_id=school.id) == 1
    await run()
    assert await invited() == ["anne@exemple.fr"]


async def test_a_form_sent_twice_is_one_batch(desk: Agent) -> None:
    batch = uuid4()
    both = await asyncio.gather(*(ask(desk, batch_id=batch) for _ in range(2)))
    assert both == [3, 3]
    assert len(await inviting.batches()) == 1


async def test_two_agents_at_once_invite_each_adult_once(desk: Agent) -> None:
    assert sorted(await asyncio.gather(ask(desk), ask(desk))) == [0, 3]


async def test_a_batch_goes_on_little_by_little(desk: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "AT_ONCE", 2)
    await ask(desk)
    assert await run() == 1
    assert len(await invited()) == 2
    assert await run() == 0  # not before the pause
    with clock.frozen(clock.now() + verbs.PAUSE):
        assert await run() == 1
    assert len(await invited()) == 3


@pytest.mark.parametrize("at", [2, 6, 12])
async def test_a_batch_cut_anywhere_invites_each_once(desk: Agent, at: int) -> None:
    await ask(desk)
    with failing(at=at), pytest.raises(ConnectionResetError):
        await run()
    assert await invited() == []
    await run()
    await run()
    assert len(await invited()) == 3


async def test_who_came_meanwhile_is_left_alone(desk: Agent) -> None:
    await ask(desk)
    await database.fetch("update account set password_hash = 'x' where email = 'zoe@exemple.fr'")
    await database.fetch("update account set disabled_at = {} where email = 'paul@exemple.fr'", clock.now())
    await run()
    assert await invited() == ["anne@exemple.fr"]
    (batch,) = await inviting.batches()
    assert (batch.sent, batch.passed) == (1, 2)
    assert [event for event, _ in await announced()].count("accounts:invited") == 1
