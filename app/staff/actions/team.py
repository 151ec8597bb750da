"""Who is of the team, in which role and for which sites. All changes wait for each other: the last administrator cannot leave twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from app.accounts import actions as accounts
from app.accounts.actions import steps
from app.accounts.rules import email_addresses
from app.accounts.rules.refusals import Refusal as AccountRefusal
from app.core import audit, database
from app.core.access import Agent
from app.core.doors import Door
from app.staff.rules import refusals
from app.staff.rules.refusals import Refusal
from app.staff.rules.rights import NEEDS_SITES, SEES_ALL_SITES, Role

TEAM_LOCK = 7_305_012  # any number of its own


class AgentRefused(Exception):
    """For the command: one French sentence, nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class NewAgent:
    """`email` is normalised."""

    first_name: str
    last_name: str
    email: str
    role: Role
    sites: tuple[UUID, ...] = ()


async def add_from_console(*, first_name: str, last_name: str, email: str, role: Role, now: datetime) -> str:
    """The first administrator comes from here; the others from the desk."""
    address = email_addresses.normalised(email)
    if address is None:
        raise AgentRefused(email_addresses.INCOMPLETE)
    done = await add(NewAgent(first_name=first_name, last_name=last_name, email=address, role=role), by=None, now=now)
    if isinstance(done, Refusal):
        raise AgentRefused(done.sentence)
    return f"L’invitation part vers {address}\u00a0: son lien sera valable 72 heures."


@database.retried
async def add(new: NewAgent, *, by: Agent | None, origin: str = "", now: datetime) -> UUID | Refusal:
    """The agent is invited by mail. `by` is None from the console."""
    if refusal := _why_not(new.role, sites=new.sites):
        return refusal
    async with database.transaction():
        account_id = await accounts.apply_invite(new.email, door=Door.STAFF, by=by.account_id if by else None, origin=origin, now=now)
        if isinstance(account_id, AccountRefusal) or await database.fetch("select 1 from staff_member where account = {}", account_id):
            return refusals.KNOWN_ALREADY
        member_id = uuid4()
        await database.fetch(
            "insert into staff_member (id, account, first_name, last_name, role, created_at) values ({}, {}, {}, {}, {}, {})",
            *(member_id, account_id, new.first_name, new.last_name, new.role, now),
        )
        await _apply_sites(member_id, new.sites)
        await _apply_note("added", member_id, by=by, origin=origin, now=now, details={"role": new.role, "sites": _codes(new.sites)})
        return member_id


def _why_not(role: Role, *, sites: Sequence[UUID]) -> Refusal | None:
    if role in NEEDS_SITES and not sites:
        return refusals.NO_SITE
    return refusals.ALL_SITES if role in SEES_ALL_SITES and sites else None


@database.retried
async def change(member_id: UUID, *, role: Role, sites: Sequence[UUID], by: Agent, origin: str = "", now: datetime) -> Refusal | None:
    """Takes effect at the agent's next request."""
    if refusal := _why_not(role, sites=sites):
        return refusal
    async with database.transaction():
        before = await _locked(member_id)
        if before is None:
            return refusals.GONE
        if role is not Role.ADMINISTRATION and await _is_last_administrator(member_id):
            return refusals.LAST_ADMINISTRATOR
        await database.fetch("update staff_member set role = {} where id = {}", role, member_id)
        await _apply_sites(member_id, sites)
        details = {"role_before": before["role"], "role": role, "sites_before": _codes(before["sites"]), "sites": _codes(sites)}
        await _apply_note("changed", member_id, by=by, origin=origin, now=now, details=details)
        return None


@database.retried
async def end(member_id: UUID, *, by: Agent, origin: str = "", now: datetime) -> Refusal | None:
    """Leaves the team: its access closes at once, what it did stays in its name."""
    async with database.transaction():
        before = await _locked(member_id)
        if before is None:
            return refusals.GONE
        if await _is_last_administrator(member_id):
            return refusals.LAST_ADMINISTRATOR
        await database.fetch("update staff_member set ended_at = {} where id = {}", now, member_id)
        await database.fetch("update account set disabled_at = {} where id = {}", now, before["account"])
        await steps.apply_close_sessions(before["account"])
        await _apply_note("ended", member_id, by=by, origin=origin, now=now, details={"role": before["role"]})
        return None


@database.retried
async def invite_again(member_id: UUID, *, by: Agent, origin: str = "", now: datetime) -> Refusal | None:
    """For who has not chosen a password yet."""
    async with database.transaction():
        email = await database.fetch_value(
            """
            select a.email from staff_member m join account a on a.id = m.account
            where m.id = {} and m.ended_at is null and a.password_hash is null
            """,
            member_id,
        )
        if email is None:
            return refusals.GONE
        await accounts.apply_invite(email, door=Door.STAFF, by=by.account_id, origin=origin, now=now)
        return None


async def _locked(member_id: UUID) -> dict[str, Any] | None:
    """As it stands, when it is still of the team; nobody else changes the team until the transaction ends."""
    await database.fetch("select pg_advisory_xact_lock({})", TEAM_LOCK)
    return await database.fetch_one(
        """
        select m.account, m.role, array(select ss.site from staff_site ss where ss.member = m.id order by ss.site) as sites
        from staff_member m where m.id = {} and m.ended_at is null for update
        """,
        member_id,
    )


async def _is_last_administrator(member_id: UUID) -> bool:
    """Of those who can sign in: an invitation that nobody opened administers nothing."""
    others = await database.fetch_value(
        """
        select count(*) from staff_member m join account a on a.id = m.account and a.password_hash is not null
        where m.ended_at is null and m.role = {} and m.id <> {}
        """,
        *(Role.ADMINISTRATION, member_id),
    )
    role = await database.fetch_value("select role from staff_member where id = {}", member_id)
    return role == Role.ADMINISTRATION and not others


async def _apply_sites(member_id: UUID, sites: Sequence[UUID]) -> None:
    database.require_transaction()
    await database.fetch("delete from staff_site where member = {} and not site = any({}::uuid[])", member_id, list(sites))
    await database.fetch(
        "insert into staff_site (member, site) select {}, id from site where id = any({}::uuid[]) on conflict do nothing", member_id, list(sites)
    )


def _codes(sites: Sequence[UUID]) -> str:
    return " ".join(sorted(str(site) for site in sites))


async def _apply_note(act: str, member_id: UUID, *, by: Agent | None, origin: str, now: datetime, details: dict[str, str | int | bool | None]) -> None:
    actor, role = (by.account_id, by.role) if by else (None, "console")
    await audit.record(f"staff:{act}", actor=actor, role=role, now=now, about=("staff_member", member_id), details=details, origin=origin)
