"""Agents of the tests, and their way in: `signed_in` opens a desk in a visitor's browser, with the second factor given."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from app.accounts.actions import Caller, steps
from app.core import clock, cookies, database
from app.core.access import Agent
from app.core.doors import Door
from app.staff import queries, sealed
from app.staff.rules.rights import Role
from tests.pages import Visitor

PASSWORD = "lanterne cuivre horizon vingt"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def add_agent(
    role: Role = Role.RECEPTION,
    *,
    sites: Sequence[UUID] = (),
    name: tuple[str, str] = ("Sophie", "Le Gall"),
    password_hash: str | None = "unusable",
    has_factor: bool = True,
) -> UUID:
    """Its id as a member of the team. Its address is made of it."""
    member_id, account_id, now = uuid4(), uuid4(), clock.now()
    await database.fetch(
        "insert into account (id, kind, email, password_hash, created_at, password_changed_at) values ({}, {}, {}, {}, {}, {})",
        *(account_id, Door.STAFF, f"{member_id}@agents.exemple.fr", password_hash, now, now if password_hash else None),
    )
    await database.fetch(
        "insert into staff_member (id, account, first_name, last_name, role, totp_secret, created_at) values ({}, {}, {}, {}, {}, {}, {})",
        *(member_id, account_id, *name, role, sealed.sealed_secret(SECRET, of=member_id) if has_factor else None, now),
    )
    await database.fetch("insert into staff_site (member, site) select {}, unnest({}::uuid[])", member_id, list(sites))
    return member_id


async def agent(role: Role = Role.RECEPTION, *, sites: Sequence[UUID] = (), name: tuple[str, str] = ("Sophie", "Le Gall")) -> Agent:
    """A new agent at the desk, for actions and queries: as the guard of the application would know it."""
    token = await open_session(await add_agent(role, sites=sites, name=name), now=clock.now())
    known = await queries.identify(token, clock.now())
    assert known is not None
    return known


async def open_session(member_id: UUID, *, now: datetime, has_given_factor: bool = True) -> str:
    """The token of a session of this agent."""
    account_id = await database.fetch_value("select account from staff_member where id = {}", member_id)
    async with database.transaction():
        signed_in = await steps.apply_open_session(account_id, caller=Caller(door=Door.STAFF), now=now)
        if has_given_factor:
            await database.fetch("update session set factor_at = {} where id = {}", now, signed_in.session_id)
    return signed_in.token


async def signed_in(
    visitor: Visitor, role: Role = Role.RECEPTION, *, sites: Sequence[UUID] = (), name: tuple[str, str] = ("Sophie", "Le Gall"), has_given_factor: bool = True
) -> UUID:
    """A new agent, whose desk is open in this browser; its id as a member of the team."""
    member_id = await add_agent(role, sites=sites, name=name)
    token = await open_session(member_id, now=clock.now(), has_given_factor=has_given_factor)
    visitor.client.cookies.set(cookies.named(cookies.SESSIONS[Door.STAFF]), token)
    return member_id
