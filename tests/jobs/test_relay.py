"""Handing rows over: each to one runner, again when nobody began it, and free at once when handing over fails."""

import asyncio
from uuid import UUID

import pytest

from app.core import clock, database
from jobs import relay
from tests.jobs.probe import EVENT
from tests.messages import ground
from tests.messages.ground import NOW

pytestmark = pytest.mark.usefixtures("empty_database")


async def test_relays_at_once_never_take_the_same_row() -> None:
    rows = {await ground.announce(EVENT) for _ in range(40)}
    taken = await asyncio.gather(*(relay.claim(limit=7) for _ in range(8)))
    assert sorted(row for part in taken for row in part) == sorted(rows)
    assert max(len(part) for part in taken) <= 7


async def test_a_row_that_nobody_began_is_handed_over_again_after_a_minute() -> None:
    with clock.frozen(NOW):
        row = await ground.announce(EVENT)
        assert await relay.claim(limit=10) == [row]
        assert await relay.claim(limit=10) == []
    with clock.frozen(NOW + relay.CLAIM):
        assert await relay.claim(limit=10) == [row]


async def test_a_row_is_left_alone_before_it_is_due() -> None:
    with clock.frozen(NOW):
        row = await ground.announce(EVENT)
    await database.fetch("update outbox set due_at = {} where id = {}", clock.advanced(NOW, minutes=5), row)
    with clock.frozen(clock.advanced(NOW, minutes=5, seconds=-1)):
        assert await relay.claim(limit=10) == []
    with clock.frozen(clock.advanced(NOW, minutes=5)):
        assert await relay.claim(limit=10) == [row]


async def test_what_could_not_be_handed_over_is_free_at_once() -> None:
    for _ in range(3):
        await ground.announce(EVENT)
    handed: list[UUID] = []

    async def hand_over(row_id: UUID) -> None:
        if handed:
            raise ConnectionError
        handed.append(row_id)

    with pytest.raises(ConnectionError):
        await relay.relay(hand_over, limit=10)
    assert len(handed) == 1
    assert len(await relay.claim(limit=10)) == 2
