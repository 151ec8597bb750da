"""A file that comes through the desk: kept sealed, examined and then imported by jobs, so that no request waits and a process that dies changes nothing."""

import asyncio
import contextvars
import io
import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.core import audit, database, outbox
from app.core.access import Agent
from app.core.outbox import Announcement, GiveUp
from app.intake import sheet, storing
from app.intake.actions import looking
from app.intake.actions.importing import Asked, Imported, import_families
from app.intake.rules.findings import Finding, Kind, Report
from app.intake.rules.states import State

EXAMINE, APPLY = "intake:examine", "intake:apply"
UNCONFIRMED, TOLD, KEPT = timedelta(days=7), timedelta(days=30), timedelta(days=730)
LONGEST_NAME = 120


async def why_not_a_sheet(content: bytes) -> tuple[str, ...]:
    """What is wrong with the file as a whole, told while the agent waits."""
    return await asyncio.to_thread(_problems, content)


def _problems(content: bytes) -> tuple[str, ...]:
    file = io.BytesIO(content)
    try:
        with sheet.opened(file, encoding=sheet.encoding_of(file)):
            return ()
    except sheet.NotASheet as refused:
        return refused.problems


@database.retried
async def receive(agent: Agent, import_id: UUID, *, name: str, content: bytes, origin: str = "", now: datetime) -> UUID:
    """To be examined. Sent twice under the same id, it is received once."""
    async with database.transaction():
        made = await database.fetch(
            """
            insert into family_import (id, file_name, state, sent_by, sent_at, changed_at) values ({}, {}, {}, {}, {}, {})
            on conflict do nothing returning id
            """,
            *(import_id, name[:LONGEST_NAME], State.RECEIVED, agent.account_id, now, now),
        )
        if made:
            await storing.apply_keep(import_id, content)
            await outbox.announce(EXAMINE, key=import_id, ids={"import_id": import_id}, now=now)
            await _note("import_received", import_id, agent=agent, origin=origin, now=now)
    return import_id


async def examine(announcement: Announcement, *, now: datetime) -> None:
    """All of it is done and undone; what it would do is written down."""
    import_id = UUID(announcement.ids["import_id"])
    if await _state(import_id) is not State.RECEIVED:
        return
    file = await storing.opened(import_id)
    try:
        looked = await import_families(file, Asked(apply=False), now=now, follow=lambda lines: _follow(import_id, lines))
    except sheet.NotASheet as refused:
        await _refuse(import_id, refused, now=now)
        return
    async with database.transaction():
        if await _apply_state(import_id, State.EXAMINED, before=State.RECEIVED, now=now):
            await _apply_tell(import_id, looked.report)


@database.retried
async def confirm(agent: Agent, import_id: UUID, *, skip_errors: bool, origin: str = "", now: datetime) -> bool:
    """False when it is no longer to be confirmed, or has errors that nobody sets aside."""
    async with database.transaction():
        confirmed = await database.fetch(
            """
            update family_import set state = {}, skip_errors = {}, lines_read = 0, changed_at = {}
            where id = {} and state = {} and ({} or (tally ->> 'errors')::integer = 0) returning id
            """,
            *(State.CONFIRMED, skip_errors, now, import_id, State.EXAMINED, skip_errors),
        )
        if confirmed:
            ids: dict[str, UUID | int | str] = {"import_id": import_id, "agent_id": agent.account_id, "role": agent.role}
            await outbox.announce(APPLY, key=uuid4(), ids=ids, now=now)
            await _note("import_confirmed", import_id, agent=agent, origin=origin, now=now)
        return bool(confirmed)


class _DoneAlready(Exception):
    """By a runner that was thought dead: nothing of this one is kept."""


async def carry_out(announcement: Announcement, *, now: datetime) -> None:
    """The import and its mark in one transaction: killed anywhere, it is done once or not yet. What was right when it was examined and no longer is comes
    back to be confirmed."""
    ids = announcement.ids
    import_id = UUID(ids["import_id"])
    row = await database.fetch_one("select state, skip_errors from family_import where id = {}", import_id)
    if row is None or row["state"] != State.CONFIRMED:
        return

    async def also(report: Report) -> None:
        if not await _apply_state(import_id, State.IMPORTED, before=State.CONFIRMED, now=now):
            raise _DoneAlready
        await _apply_tell(import_id, report)
        await storing.apply_forget(import_id)
        await looking.apply_ask_to_look(now=now)

    asked = Asked(apply=True, skip_errors=row["skip_errors"], agent_id=UUID(ids["agent_id"]), role=ids["role"], import_id=import_id, also=also)
    try:
        done = await import_families(await storing.opened(import_id), asked, now=now, follow=lambda lines: _follow(import_id, lines))
    except _DoneAlready:
        return
    except sheet.NotASheet as refused:
        raise GiveUp("not-a-sheet") from refused
    if not done.is_done:
        await _come_back(import_id, done, now=now)


async def _come_back(import_id: UUID, imported: Imported, *, now: datetime) -> None:
    async with database.transaction():
        if await _apply_state(import_id, State.EXAMINED, before=State.CONFIRMED, now=now):
            await _apply_tell(import_id, imported.report)


@database.retried
async def abandon(agent: Agent, import_id: UUID, *, origin: str = "", now: datetime) -> bool:
    """The file and what was told of it go at once. False when it is imported, or about to be."""
    async with database.transaction():
        gone = await database.fetch(
            "update family_import set state = {}, changed_at = {} where id = {} and state = any({}::text[]) returning id",
            *(State.ABANDONED, now, import_id, [State.RECEIVED, State.EXAMINED, State.REFUSED]),
        )
        if gone:
            await storing.apply_forget(import_id)
            await database.fetch("delete from family_import_finding where family_import = {}", import_id)
            await _note("import_abandoned", import_id, agent=agent, origin=origin, now=now)
        return bool(gone)


async def purge(*, now: datetime) -> None:
    """Files that nobody confirmed, and what was told of families, are kept as long as they serve."""
    async with database.transaction():
        waited = [State.RECEIVED, State.EXAMINED, State.REFUSED]
        rows = await database.fetch(
            "update family_import set state = {} where state = any({}::text[]) and changed_at < {} returning id", State.ABANDONED, waited, now - UNCONFIRMED
        )
        await database.fetch("delete from family_import_piece where family_import = any({}::uuid[])", [row["id"] for row in rows])
        await database.fetch(
            "delete from family_import_finding f using family_import i where i.id = f.family_import and (i.changed_at < {} or i.state = {})",
            *(now - TOLD, State.ABANDONED),
        )
        await database.fetch("delete from family_import where changed_at < {}", now - KEPT)


async def _state(import_id: UUID) -> State | None:
    state = await database.fetch_value("select state from family_import where id = {}", import_id)
    return State(state) if state else None


async def _apply_state(import_id: UUID, state: State, *, before: State, now: datetime) -> bool:
    database.require_transaction()
    statement = "update family_import set state = {}, changed_at = {} where id = {} and state = {} returning id"
    return bool(await database.fetch(statement, state, now, import_id, before))


async def _apply_tell(import_id: UUID, report: Report) -> None:
    database.require_transaction()
    told: dict[str, Any] = asdict(report.tally)
    await database.fetch("update family_import set tally = {}::text::jsonb, lines_read = {} where id = {}", json.dumps(told), report.tally.lines, import_id)
    await database.fetch("delete from family_import_finding where family_import = {}", import_id)
    await database.apply_copy(
        "family_import_finding",
        columns=("family_import", "line", "kind", "column_name", "sentence"),
        rows=((import_id, each.line, each.kind.value, str(each.column), each.sentence) for each in report.in_order),
    )


async def _refuse(import_id: UUID, refused: sheet.NotASheet, *, now: datetime) -> None:
    report = Report()
    for sentence in refused.problems:
        report.tell(Finding(line=0, kind=Kind.ERROR, sentence=sentence))
    async with database.transaction():
        if await _apply_state(import_id, State.REFUSED, before=State.RECEIVED, now=now):
            await _apply_tell(import_id, report)
            await storing.apply_forget(import_id)


async def _follow(import_id: UUID, lines: int) -> None:
    """Out of the transaction under way, which nobody sees into: over another connection."""
    statement = "update family_import set lines_read = {} where id = {}"
    await asyncio.create_task(_sent(statement, lines, import_id), context=contextvars.Context())


async def _sent(statement: str, *values: object) -> None:
    await database.fetch(statement, *values)


async def _note(act: str, import_id: UUID, *, agent: Agent, origin: str, now: datetime) -> None:
    await audit.record(f"intake:{act}", actor=agent.account_id, role=agent.role, now=now, about=("import", import_id), origin=origin)
