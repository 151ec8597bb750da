"""What the service decides of a document, in the transaction of whoever decides it."""

from datetime import datetime
from uuid import UUID

from app.core import audit, database
from app.documents import queries


async def apply_verify(document_id: UUID, *, by: UUID, now: datetime) -> None:
    database.require_transaction()
    await database.fetch("update supporting_document set status = 'verified', reason = '' where id = {}", document_id)
    await audit.record("document verified", actor=by, role="agent", now=now, about=(queries.KIND, document_id))


async def apply_reject(document_id: UUID, *, reason: str, by: UUID, now: datetime) -> None:
    """`reason` is read by the family, who are asked for another one."""
    database.require_transaction()
    await database.fetch("update supporting_document set status = 'rejected', reason = {} where id = {}", reason, document_id)
    await audit.record("document rejected", actor=by, role="agent", now=now, about=(queries.KIND, document_id))
