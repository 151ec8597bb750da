"""What the service decides of a document, in the transaction of whoever decides it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core import audit, database
from app.documents import queries
from app.documents.rules.states import Verdict

AGENT = "agent"


@dataclass(frozen=True, kw_only=True)
class Reviewer:
    """`role`: of an agent at the desk."""

    account_id: UUID
    role: str = AGENT
    origin: str = ""


@database.retried
async def review(reviewer: Reviewer, document_id: UUID, *, household_id: UUID, verdict: Verdict, reason: str = "", now: datetime) -> bool:
    """The desk's verb, on a pièce that stands and that the antivirus has let through. False for any other: it was replaced meanwhile, for example."""
    async with database.transaction():
        stands = await database.fetch(
            "select id from supporting_document where id = {} and household = {} and retired_at is null and scanned_at is not null for update",
            *(document_id, household_id),
        )
        if stands:
            await apply_verdict(document_id, verdict, reason=reason, reviewer=reviewer, now=now)
        return bool(stands)


async def apply_verify(document_id: UUID, *, by: UUID, now: datetime) -> None:
    await apply_verdict(document_id, Verdict.VERIFIED, reason="", reviewer=Reviewer(account_id=by), now=now)


async def apply_reject(document_id: UUID, *, reason: str, by: UUID, now: datetime) -> None:
    """`reason` is read by the family, who are asked for another one."""
    await apply_verdict(document_id, Verdict.REJECTED, reason=reason, reviewer=Reviewer(account_id=by), now=now)


async def apply_verdict(document_id: UUID, verdict: Verdict, *, reason: str, reviewer: Reviewer, now: datetime) -> None:
    database.require_transaction()
    before: str = await database.fetch_value("select status from supporting_document where id = {} for update", document_id)
    await database.fetch("update supporting_document set status = {}, reason = {} where id = {}", verdict.value, reason, document_id)
    await audit.record(
        f"document {verdict}",
        actor=reviewer.account_id,
        role=reviewer.role,
        now=now,
        about=(queries.KIND, document_id),
        details={"status_before": before, "status": verdict.value},
        origin=reviewer.origin,
    )
