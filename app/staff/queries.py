"""What is read about agents. `identify` reads their rights at each request: one that is lost is lost at the next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.accounts import queries as accounts
from app.accounts.rules import lifetimes
from app.core import database
from app.core.access import Agent
from app.core.doors import Door
from app.staff.rules.rights import NEEDS_SITES, Role, granted

IDENTIFIED = f"""
with {accounts.FOUND}
select found.id, found.account, found.ends_at, found.proved_at, found.factor_at, coalesce((select seen_at from seen), found.seen_at) as seen_at,
       m.id as member_id, m.first_name, m.last_name, m.role, array(select ss.site from staff_site ss where ss.member = m.id order by ss.site) as sites
from found join staff_member m on m.account = found.account and m.ended_at is null
"""  # noqa: S608 - constants


async def identify(token: str, now: datetime) -> Agent | None:
    """Which agent this session token belongs to, with what they may do now, in one statement."""
    row = await database.fetch_one(IDENTIFIED, *accounts.found_by(token, door=Door.STAFF, now=now))
    return None if row is None else _agent(row)


def _agent(row: dict[str, Any]) -> Agent:
    role = Role(row["role"])
    is_bound = bool(row["sites"]) or role in NEEDS_SITES
    return Agent(
        session_id=row["id"],
        account_id=row["account"],
        ends_at=lifetimes.session_end(seen_at=row["seen_at"], ends_at=row["ends_at"]),
        proved_at=row["proved_at"],
        is_complete=row["factor_at"] is not None,
        member_id=row["member_id"],
        name=f"{row['first_name']} {row['last_name']}",
        role=role,
        may=frozenset(granted(role, is_bound=is_bound)),
        sites=tuple(row["sites"]) if is_bound else None,
    )


async def has_factor(member_id: UUID) -> bool:
    return bool(await database.fetch_value("select totp_secret is not null from staff_member where id = {}", member_id))


async def codes_left(member_id: UUID) -> int:
    return int(await database.fetch_value("select count(*) from recovery_code where member = {} and used_at is null", member_id))


@dataclass(frozen=True, kw_only=True)
class SiteName:
    id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class ResetAsked:
    """A second factor that somebody asks to take away."""

    by: UUID
    by_name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class MemberView:
    """`invited`: waits for its first password. `reset`: its second factor is about to be taken away."""

    id: UUID
    account_id: UUID
    first_name: str
    last_name: str
    role: Role
    email: str
    invited: bool
    has_factor: bool
    sites: tuple[SiteName, ...]
    seen_at: datetime | None
    ended_at: datetime | None
    reset: ResetAsked | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


MEMBERS = """
select m.id, m.account as account_id, m.first_name, m.last_name, m.role, a.email, a.password_hash is null as invited, m.totp_secret is not null as has_factor,
       coalesce((select json_agg(json_build_object('id', s.id, 'name', s.name) order by s.position, s.name)
                 from staff_site ss join site s on s.id = ss.site where ss.member = m.id), '[]') as sites,
       (select max(se.seen_at) from session se where se.account = m.account) as seen_at, m.ended_at,
       (select json_build_object('by', r.asked_by, 'by_name', b.first_name || ' ' || b.last_name, 'at', r.asked_at)
        from factor_reset r join staff_member b on b.id = r.asked_by where r.member = m.id and r.confirmed_at is null) as reset
from staff_member m join account a on a.id = m.account
"""


async def team() -> list[MemberView]:
    """Those who work here first, then those who left, by name."""
    return [_member(row) for row in await database.fetch(f"{MEMBERS} order by m.ended_at is not null, m.last_name, m.first_name, m.id")]


async def member(member_id: UUID) -> MemberView | None:
    row = await database.fetch_one(f"{MEMBERS} where m.id = {{}}", member_id)
    return None if row is None else _member(row)


def _member(row: dict[str, Any]) -> MemberView:
    return MemberView(
        **row
        | {
            "role": Role(row["role"]),
            "sites": msgspec.json.decode(row["sites"], type=tuple[SiteName, ...]),
            "reset": msgspec.json.decode(row["reset"], type=ResetAsked) if row["reset"] else None,
        }
    )


async def sites() -> tuple[SiteName, ...]:
    rows = await database.fetch("select id, name from site where retired_at is null order by position, name")
    return tuple(SiteName(**row) for row in rows)
