"""What the service decides of a document, in the transaction of whoever decides it."""

from datetime import datetime
from uuid import UUID

from app.core import audit, database
from app.core.authors import Author
from app.documents import queries
from app.documents.rules.states import Verdict


@database.retried
async def review(by: Author, document_id: UUID, *, household_id: UUID, verdict: Verdict, reason: str = "", now: datetime) -> bool:
    """The desk's verb, on a pièce that stands and that the antivirus has let through. False for any other: it was replaced meanwhile, for example."""
    async with database.transaction():
        stands = await database.fetch(
            "select id from supporting_document where id = {} and household = {} and retired_at is null and scanned_at is not null for update",
            *(document_id, household_id),
        )
        if stands:
            await apply_verdict(document_id, verdict, reason=reason, by=by, now=now)
        return bool(stands)


async def apply_verdict(document_id: UUID, verdict: Verdict, *, reason: str, by: Author, now: datetime) -> None:
    """`reason`: why another one is asked for, as the family reads it."""
    database.require_transaction()
    before: str = await database.fetch_value("select status from supporting_document where id = {} for update", document_id)
    await database.fetch("update supporting_document set status = {}, reason = {} where id = {}", verdict.value, reason, document_id)
    await audit.record(
        f"document {verdict}",
        actor=by.account_id,
        role=by.role,
        now=now,
        about=(queries.KIND, document_id),
        details={"status_before": before, "status": verdict.value},
        origin=by.origin,
    )
