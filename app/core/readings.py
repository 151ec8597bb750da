"""Reading what is confidential: written in the audit trail before anything is opened, and shown to the household to which it belongs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core import audit, database

READ = "confidential read"
FAMILY = "family"


@dataclass(frozen=True, kw_only=True)
class Reader:
    """`name`: of an agent, with the function, as the family will read it. An adult of the household has none here: the household knows them."""

    account_id: UUID | None
    role: str = FAMILY
    name: str = ""
    origin: str = ""

    def __post_init__(self) -> None:
        if (self.role == FAMILY) is bool(self.name):
            raise ValueError("an agent who reads what is confidential is named; an adult of the household is known there")


@dataclass(frozen=True, kw_only=True)
class Confidential:
    """`kind` and `id`: its table and row. `words`: what it is called, as the family reads it, and nothing of what it says."""

    kind: str
    id: UUID
    household_id: UUID
    child_id: UUID | None
    words: str


@database.retried
async def note(reader: Reader, *read: Confidential, why: str, now: datetime) -> None:
    """Before anything is shown, in a transaction of its own (docs/security.md, rule 27): one statement, however many are read. `why` is read by the
    family: "Pour préparer le séjour de février"."""
    about = [(what.kind, what.id, _details(what, reader=reader, why=why)) for what in read]
    async with database.transaction():
        await audit.record_each(READ, actor=reader.account_id, role=reader.role, now=now, about=about, origin=reader.origin)


def _details(what: Confidential, *, reader: Reader, why: str) -> dict[str, str | None]:
    child = str(what.child_id) if what.child_id else None
    return {"household": str(what.household_id), "child": child, "what": what.words, "why": why, "by": reader.name}
