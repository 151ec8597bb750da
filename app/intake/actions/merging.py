"""Two households become one, and two again: each in one transaction, what was moved written down row by row."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from app.bookings import places
from app.core import audit, clock, database
from app.core.access import Agent
from app.households import sealed
from app.intake import moving
from app.intake.moving import Doubles, Move, Stuck
from app.intake.queries import merging
from app.intake.queries.merging import Preview
from app.intake.references import MOVED
from app.intake.rules import merges
from app.intake.rules.merges import Refusal

LATE = timedelta(minutes=5)  # longer than any transaction
SLOTS = """
select distinct slot from (
    select b.slot from booking b where b.child = any({}::uuid[]) and b.withdrawn_at is null and b.slot is not null
    union all
    select dc.slot from draft_cell dc join draft d on d.id = dc.draft join enrolment e on e.id = d.enrolment
    where e.child = any({}::uuid[]) and dc.held_until is not null
) held order by slot
"""
LEFT_TIED = sorted(((moved.table, moved.household, moved.child) for moved in MOVED if moved.household and moved.child), key=lambda each: each[0])


@dataclass(frozen=True, kw_only=True)
class Merged:
    merge_id: UUID


@dataclass(frozen=True, kw_only=True)
class NotUndone:
    """The sentence names what has changed since."""

    sentence: str


@database.retried
async def merge(agent: Agent, kept: UUID, *, absorbed: UUID, mark: str, origin: str = "", now: datetime) -> Merged | Refusal:
    """All of the absorbed household goes to the kept one. `mark`: of the preview that was read."""
    async with database.transaction():
        await _lock(kept, absorbed)
        preview = await merging.preview(kept, absorbed=absorbed, today=now.astimezone(clock.PARIS).date())
        if isinstance(preview, Refusal):
            return preview
        if preview.refusals:
            return preview.refusals[0]
        if preview.mark != mark:
            return Refusal.STALE
        move = Move(merge_id=uuid4(), kept=kept, absorbed=absorbed, doubles=preview.doubles)
        await database.fetch(
            "insert into household_merge (id, kept, absorbed, merged_by, merged_at, doubles) values ({}, {}, {}, {}, {}, {})",
            *(move.merge_id, kept, absorbed, agent.account_id, now, _told(move.doubles)),
        )
        await _apply_merge(move, preview=preview, now=now)
        await _note("merged", agent=agent, move=move, origin=origin, now=now)
        return Merged(merge_id=move.merge_id)


async def _lock(kept: UUID, absorbed: UUID) -> None:
    """No tap and no validation from here on, and nobody of these households acts: what they began before is there, what they do next is done in one."""
    database.require_transaction()
    await database.fetch("select pg_advisory_xact_lock({})", places.LOADING)
    both = sorted((kept, absorbed))
    await database.fetch("select 1 from household where id = any({}) order by id for update", both)
    await database.fetch("select 1 from guardian where household = any({}) order by id for update", both)
    await database.fetch("select 1 from child where id in (select child from household_child where household = any({})) order by id for no key update", both)


async def _apply_merge(move: Move, *, preview: Preview, now: datetime) -> None:
    for change in preview.changes:
        await moving.apply_set(move, change.table, row_id=change.row_id, **change.values)
    await _apply_close_accounts(move, preview.closed_accounts, now=now)
    await _apply_turns(move)
    await _apply_widen(move)
    slots = await _slots(move)
    await moving.apply_move_all(move)
    await _apply_bar(move)
    if slots:
        await places.apply_recount(slots)
    await moving.apply_set(move, "household", row_id=move.absorbed, merged_into=move.kept)


async def _apply_close_accounts(move: Move, accounts: Sequence[UUID], *, now: datetime) -> None:
    """An adult who was there twice keeps one access; the other would open an empty household."""
    for account_id in accounts:
        await moving.apply_set(move, "account", row_id=account_id, disabled_at=now)


async def _apply_turns(move: Move) -> None:
    """Contacts of a child who was there twice are called after those of the household that is kept."""
    rows = await database.fetch(
        """
        select cc.contact, cc.child, cc.emergency_rank + (select coalesce(max(o.emergency_rank), 0) from contact_child o
               where o.household = {} and o.child = coalesce(double.stays, cc.child)) as rank
        from contact_child cc left join unnest({}::uuid[], {}::uuid[]) as double (goes, stays) on double.goes = cc.child
        where cc.household = {} and cc.emergency_rank is not null order by cc.child, cc.emergency_rank desc
        """,
        *(move.kept, list(move.doubles.children), list(move.doubles.children.values()), move.absorbed),
    )
    for row in rows:
        await moving.apply_set_where(move, "contact_child", key={"contact": row["contact"], "child": row["child"]}, emergency_rank=row["rank"])


async def _apply_widen(move: Move) -> None:
    """The enrolment that stays covers the days of the one that is not written twice."""
    rows = await database.fetch(
        """
        select mine.id, least(mine.starts_on, theirs.starts_on) as starts_on, greatest(mine.ends_on, theirs.ends_on) as ends_on
        from enrolment theirs left join unnest({}::uuid[], {}::uuid[]) as double (goes, stays) on double.goes = theirs.child
        join enrolment mine on mine.household = {} and mine.child = coalesce(double.stays, theirs.child) and mine.age_group = theirs.age_group
             and mine.starts_on <= theirs.ends_on and theirs.starts_on <= mine.ends_on
        where theirs.household = {} order by mine.id
        """,
        *(list(move.doubles.children), list(move.doubles.children.values()), move.kept, move.absorbed),
    )
    for row in rows:
        await moving.apply_set(move, "enrolment", row_id=row["id"], starts_on=row["starts_on"], ends_on=row["ends_on"])


async def _slots(move: Move) -> list[int]:
    """Where children who were there twice have places, to be counted again; the other children keep theirs."""
    children = [*move.doubles.children, *move.doubles.children.values()] if move.doubles.children else []
    return [row["slot"] for row in await database.fetch(SLOTS, children, children)]


async def _apply_bar(move: Move) -> None:
    """Whoever must not collect one of the two must not collect the child: what the service has barred wins over what a family ticked."""
    rows = await database.fetch(
        "select id, child, person from barred_pickup where child = any({}::uuid[]) and lifted_at is null", list(move.doubles.children.values())
    )
    for row in rows:
        key = sealed.person(row["person"], of=row["id"]).key
        contacts = await database.fetch(
            "select cc.contact from contact_child cc join contact k on k.id = cc.contact where cc.child = {} and k.person_key = {}", row["child"], key
        )
        for contact in contacts:
            await moving.apply_set_where(move, "contact_child", key={"contact": contact["contact"], "child": row["child"]}, may_collect=False, barred=True)


# Undoing


class _Refused(Exception):
    def __init__(self, why: NotUndone) -> None:
        super().__init__()
        self.why = why


@database.retried
async def undo(agent: Agent, merge_id: UUID, *, origin: str = "", now: datetime) -> NotUndone | Refusal | None:
    """Both households as they were; None once it is done. Refused, and nothing is changed, when what was lived since cannot be told apart."""
    try:
        async with database.transaction():
            return await _apply_undo(agent, merge_id, origin=origin, now=now)
    except _Refused as refused:
        return refused.why
    except Stuck as stuck:
        return NotUndone(sentence=merges.lived_since(stuck.table))
    except asyncpg.CheckViolationError as full:
        return NotUndone(sentence=(Refusal.PLACE_GONE if full.table_name == "capacity_counter" else Refusal.LIVED_SINCE).sentence)
    except asyncpg.IntegrityConstraintViolationError as tied:
        return NotUndone(sentence=merges.lived_since(tied.table_name or ""))


async def _apply_undo(agent: Agent, merge_id: UUID, *, origin: str, now: datetime) -> Refusal | None:
    database.require_transaction()
    row = await database.fetch_one("select kept, absorbed, doubles, undone_at from household_merge where id = {}", merge_id)
    if row is None:
        return Refusal.GONE
    await _lock(row["kept"], row["absorbed"])
    standing = await database.fetch_one("select undone_at from household_merge where id = {} for update", merge_id)
    if standing is None or standing["undone_at"]:
        return Refusal.UNDONE_ALREADY
    if await database.fetch("select 1 from household where id = {} and merged_into is not null", row["kept"]):
        return Refusal.MERGED_SINCE
    move = Move(merge_id=merge_id, kept=row["kept"], absorbed=row["absorbed"], doubles=_read(row["doubles"]))
    slots = await _slots(move)
    await moving.apply_put_back(merge_id)
    await _refuse_ties(move)
    await database.fetch("set constraints all immediate")
    slots = sorted({*slots, *await _slots(move)})
    if slots:
        await places.apply_recount(slots)
    await database.fetch("update household_merge set undone_by = {}, undone_at = {} where id = {}", agent.account_id, now, merge_id)
    await _note("unmerged", agent=agent, move=move, origin=origin, now=now)
    return None


async def _refuse_ties(move: Move) -> None:
    """What the kept household has written since of a child who goes back would be left with strangers."""
    for table, household, child in LEFT_TIED:
        statement = f"""
        select 1 from {table} t where t.{household} = {{}} and t.{child} is not null
        and not exists (select 1 from household_child hc where hc.household = t.{household} and hc.child = t.{child})
        and exists (select 1 from household_child hc where hc.household = {{}} and hc.child = t.{child}) limit 1
        """  # noqa: S608 - names of `references`
        if await database.fetch(statement, move.kept, move.absorbed):
            raise _Refused(NotUndone(sentence=merges.lived_since(table)))


async def carry_late(*, now: datetime) -> int:
    """What a family was writing at the very instant of a merge may have stayed in the shell: it follows. How many rows did."""
    rows = await database.fetch("select id, kept, absorbed, doubles from household_merge where undone_at is null and merged_at > {}", now - LATE)
    return sum([await _carry(row) for row in rows])


@database.retried
async def _carry(row: dict[str, Any]) -> int:
    async with database.transaction():
        await _lock(row["kept"], row["absorbed"])
        if await database.fetch("select 1 from household_merge where id = {} and undone_at is not null", row["id"]):
            return 0
        counted = "select count(*) from merge_step where merge = {}"
        before = await database.fetch_value(counted, row["id"])
        move = Move(merge_id=row["id"], kept=row["kept"], absorbed=row["absorbed"], doubles=_read(row["doubles"]))
        slots = await _slots(move)
        await moving.apply_move_all(move)
        if slots:
            await places.apply_recount(slots)
        return int(await database.fetch_value(counted, row["id"])) - int(before)


async def _note(act: str, *, agent: Agent, move: Move, origin: str, now: datetime) -> None:
    details = {"absorbed": str(move.absorbed), "merge": str(move.merge_id)}
    about = ("household", move.kept)
    await audit.record(f"intake:{act}", actor=agent.account_id, role=agent.role, now=now, about=about, details=details, origin=origin)


def _told(doubles: Doubles) -> str:
    kinds = {"children": doubles.children, "guardians": doubles.guardians, "contacts": doubles.contacts}
    return json.dumps({kind: {str(goes): str(stays) for goes, stays in pairs.items()} for kind, pairs in kinds.items()})


def _read(told: str) -> Doubles:
    return Doubles(**{kind: {UUID(goes): UUID(stays) for goes, stays in pairs.items()} for kind, pairs in json.loads(told).items()})
