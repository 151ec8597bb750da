"""A second factor that is lost with its codes on paper: one agent asks to take it away, another confirms (docs/security.md, rule 20)."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from app.accounts.actions import steps
from app.core import audit, database
from app.core.access import Agent
from app.staff.actions.factor import apply_tell_changed
from app.staff.rules import refusals
from app.staff.rules.refusals import Refusal

RESET_LASTS = timedelta(days=1)


@database.retried
async def ask_reset(member_id: UUID, *, by: Agent, origin: str = "", now: datetime) -> Refusal | None:
    """Nothing is taken away yet. Asked again, it is the same demande."""
    if member_id == by.member_id:
        return refusals.NOT_ALONE
    async with database.transaction():
        if not await database.fetch("select 1 from staff_member where id = {} and ended_at is null and totp_secret is not null for update", member_id):
            return refusals.GONE
        asked = await database.fetch(
            """
            insert into factor_reset (id, member, asked_by, asked_at) values ({}, {}, {}, {})
            on conflict (member) where confirmed_at is null do nothing returning id
            """,
            *(uuid4(), member_id, by.member_id, now),
        )
        if asked:
            await _apply_note("reset_asked", member_id, by=by, origin=origin, now=now)
        return None


@database.retried
async def confirm_reset(member_id: UUID, *, by: Agent, origin: str = "", now: datetime) -> Refusal | None:
    """By another agent than who asked, and than who lost it, of the team already when it was asked: its sessions end, and it sets up a new one at its
    next sign-in."""
    async with database.transaction():
        asked = await database.fetch_one(
            """
            select r.id, r.asked_by, c.created_at > r.asked_at as is_too_new from factor_reset r, staff_member c
            where r.member = {} and r.confirmed_at is null and c.id = {} for update of r
            """,
            *(member_id, by.member_id),
        )
        if asked is None:
            return refusals.NO_RESET
        if by.member_id in {asked["asked_by"], member_id} or asked["is_too_new"]:
            return refusals.NOT_ALONE
        await database.fetch("update factor_reset set confirmed_by = {}, confirmed_at = {} where id = {}", by.member_id, now, asked["id"])
        row = await database.fetch_one("update staff_member set totp_secret = null where id = {} returning account", member_id)
        await database.fetch("delete from recovery_code where member = {}", member_id)
        if row:
            await steps.apply_close_sessions(row["account"])
            await apply_tell_changed(row["account"], now=now)
        await _apply_note("reset_confirmed", member_id, by=by, origin=origin, now=now)
        return None


@database.retried
async def withdraw_reset(member_id: UUID, *, by: Agent, origin: str = "", now: datetime) -> Refusal | None:
    async with database.transaction():
        gone = await database.fetch("delete from factor_reset where member = {} and confirmed_at is null returning id", member_id)
        if not gone:
            return refusals.NO_RESET
        await _apply_note("reset_withdrawn", member_id, by=by, origin=origin, now=now)
        return None


async def forget_resets(*, now: datetime) -> int:
    """For the schedule: what nobody confirmed in a day was a person who had to be there, and is no longer."""
    gone = await database.fetch("delete from factor_reset where confirmed_at is null and asked_at < {} returning id", now - RESET_LASTS)
    return len(gone)


async def _apply_note(act: str, member_id: UUID, *, by: Agent, origin: str, now: datetime) -> None:
    await audit.record(f"staff:{act}", actor=by.account_id, role=by.role, now=now, about=("staff_member", member_id), origin=origin)
