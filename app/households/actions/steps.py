"""Steps that the verbs of a household share: who asks, whose household it is, what the audit trail keeps."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core import audit, database

FAMILY, SERVICE = "family", "service"


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks, and from which network address. `role`: of an agent."""

    account_id: UUID
    origin: str = ""
    role: str = SERVICE


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an account belongs: its household, and which of its adults it is."""

    household_id: UUID
    guardian_id: UUID


async def place_of(asker: Asker) -> Place | None:
    """None for who belongs to no household, or no longer. Locked: who leaves a household does nothing more in it."""
    database.require_transaction()
    row = await database.fetch_one("select household, id from guardian where account = {} for update", asker.account_id)
    return None if row is None else Place(household_id=row["household"], guardian_id=row["id"])


async def children_locked(place: Place, children: Collection[UUID]) -> set[UUID]:
    """Those of the household among these. What is said of who collects a child takes turns, whichever household or the service says it."""
    database.require_transaction()
    rows = await database.fetch(
        """
        select child.id from child where child.id = any({}::uuid[])
        and exists (select 1 from household_child hc where hc.child = child.id and hc.household = {}) order by child.id for no key update
        """,
        list(children),
        place.household_id,
    )
    return {row["id"] for row in rows}


async def apply_note(
    act: str, *, asker: Asker, now: datetime, about: tuple[str, object], details: Mapping[str, str | int | bool | None] | None = None, role: str = FAMILY
) -> None:
    """In the audit trail: codes and ids, no name and no number."""
    await audit.record(f"households:{act}", actor=asker.account_id, role=role, now=now, about=about, details=details, origin=asker.origin)
