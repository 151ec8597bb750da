"""Transactions: one at a time, tried again on deadlock, and steps that refuse to stand alone."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from piccolo.engine.exceptions import TransactionError

from app.core import audit, database, outbox

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)


async def test_a_transaction_inside_a_transaction_is_refused(empty_database: str) -> None:
    async with database.transaction():
        with pytest.raises(TransactionError):
            async with database.transaction():
                pass


async def test_a_step_outside_a_transaction_is_refused(empty_database: str) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        await outbox.announce("accounts:invited", key=uuid4(), ids={}, now=NOW)


async def test_an_action_in_a_deadlock_is_run_again(empty_database: str) -> None:
    first, second = uuid4(), uuid4()
    async with database.transaction():
        for key in (first, second):
            await outbox.announce("a", key=key, ids={}, now=NOW)
    both_hold_one = asyncio.Barrier(2)
    runs = 0

    @database.retried
    async def touch(*, one: object, other: object) -> None:
        nonlocal runs
        runs += 1
        async with database.transaction():
            await database.fetch("update outbox set attempts = attempts + 1 where id = {}", one)
            if runs <= 2:
                await both_hold_one.wait()
            await database.fetch("update outbox set attempts = attempts + 1 where id = {}", other)

    await asyncio.gather(touch(one=first, other=second), touch(one=second, other=first))
    assert runs == 3
    assert await database.fetch_value("select sum(attempts) from outbox") == 4


async def test_an_event_announced_twice_is_one_row(empty_database: str) -> None:
    key = uuid4()
    for _ in range(2):
        async with database.transaction():
            await outbox.announce("accounts:invited", key=key, ids={"account_id": key}, now=NOW)
    assert await database.fetch_value("select count(*) from outbox") == 1


@pytest.mark.rule(67)
async def test_an_altered_audit_entry_breaks_the_chain(empty_database: str) -> None:
    async with database.transaction():
        for act in ("signed in", "changed password", "signed out"):
            await audit.record(act, actor=None, role="family", now=NOW, about=("account", 1), origin="192.0.2.77")
    assert await audit.seal_pending() == 3
    assert await audit.first_broken() is None
    await database.fetch("alter table audit_entry disable trigger audit_entry_append_only")
    altered = await database.fetch_value("update audit_entry set act = 'nothing' where act = 'changed password' returning id")
    assert await audit.first_broken() == altered


@pytest.mark.rule(67)
async def test_the_audit_trail_refuses_changes_and_keeps_the_network_only(empty_database: str) -> None:
    async with database.transaction():
        await audit.record("signed in", actor=None, role="family", now=NOW, origin="192.0.2.77")
    assert await database.fetch_value("select origin from audit_entry") == "192.0.2.0/24"
    for statement in ("delete from audit_entry", "update audit_entry set act = 'x'"):
        with pytest.raises(Exception, match="append-only"):
            await database.fetch(statement)
