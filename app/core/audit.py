"""The audit trail: who did what to which object. Entries are only ever added; a job seals them in a hash chain that a command verifies."""

import hashlib
import ipaddress
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core import database

BATCH = 1_000
VERIFIED = "verified the audit trail"
FIRST_SEAL = b"\0" * 32
COLUMNS = "id, at, actor, role, act, object_kind, object_id, details, origin"


async def record(
    act: str,
    *,
    actor: UUID | None,
    role: str,
    now: datetime,
    about: tuple[str, object] = ("", ""),
    details: Mapping[str, str | int | bool | None] | None = None,
    origin: str = "",
) -> None:
    """Part of the transaction of the act itself. `details` holds codes and ids, before and after; never a secret."""
    database.require_transaction()
    await database.fetch(
        "insert into audit_entry (at, actor, role, act, object_kind, object_id, details, origin) values ({}, {}, {}, {}, {}, {}, {}, {})",
        now,
        actor,
        role,
        act,
        about[0],
        str(about[1]),
        json.dumps(dict(details or {})),
        truncated_origin(origin),
    )


async def record_each(
    act: str, *, actor: UUID | None, role: str, now: datetime, about: Iterable[tuple[str, object, Mapping[str, str | int | bool | None]]], origin: str = ""
) -> None:
    """The same act on many things, in one statement: `about` gives the kind, the id and the details of each."""
    database.require_transaction()
    entries = list(about)
    await database.fetch(
        """
        insert into audit_entry (at, actor, role, act, object_kind, object_id, details, origin)
        select {}, {}, {}, {}, kind, id, details, {} from unnest({}::text[], {}::text[], {}::jsonb[]) with ordinality as entry (kind, id, details, rank)
        order by rank
        """,
        *(now, actor, role, act, truncated_origin(origin)),
        *([kind for kind, _, _ in entries], [str(each) for _, each, _ in entries], [json.dumps(dict(details)) for _, _, details in entries]),
    )


def truncated_origin(address: str) -> str:
    """The network and not the machine: /24 for IPv4, /48 for IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))  # noqa: PLR2004


@database.retried
async def seal_pending() -> int:
    """Chain what is not sealed yet: each seal hashes the entry and the seal before it. One runner at a time (row lock order is the chain)."""
    async with database.transaction():
        await database.fetch("select pg_advisory_xact_lock(7305002)")
        last = await database.fetch_one("select seal_number, seal from audit_entry where seal is not null order by seal_number desc limit 1")
        number, previous = (last["seal_number"], last["seal"]) if last else (0, FIRST_SEAL)
        waiting = await database.fetch(f"select {COLUMNS} from audit_entry where seal is null order by id limit {BATCH}")  # noqa: S608 - constants
        for entry in waiting:
            number, previous = number + 1, seal_of(entry, after=previous)
            await database.fetch("update audit_entry set seal_number = {}, seal = {} where id = {}", number, previous, entry["id"])
        return len(waiting)


async def first_broken() -> int | None:
    """The id of the first sealed entry that was altered, or that follows one that was removed; None when the chain holds."""
    previous, expected, number = FIRST_SEAL, 1, 0
    while rows := await _sealed_after(number):
        for row in rows:
            number = row["seal_number"]
            if number != expected or row["seal"] != seal_of(row, after=previous):
                return int(row["id"])
            previous, expected = row["seal"], expected + 1
    return None


@database.retried
async def note_verified(*, actor: UUID, role: str, broken: int | None, now: datetime, origin: str) -> None:
    """That somebody had the chain verified, and what was found."""
    async with database.transaction():
        await record(VERIFIED, actor=actor, role=role, now=now, details={"broken": broken}, origin=origin)


async def _sealed_after(number: int) -> list[dict[str, Any]]:
    sql = f"select {COLUMNS}, seal_number, seal from audit_entry where seal_number > {{}} order by seal_number limit {BATCH}"  # noqa: S608 - constants
    return await database.fetch(sql, number)


def seal_of(entry: Mapping[str, Any], *, after: bytes) -> bytes:
    told = [entry[name] if not isinstance(entry[name], datetime) else entry[name].isoformat() for name in COLUMNS.split(", ")]
    return hashlib.sha256(after + json.dumps(told, default=str, sort_keys=True).encode()).digest()
