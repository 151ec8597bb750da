"""Opening a document: whoever opens a sensitive one is written in the audit trail first, and its family can read who and when."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from app.core import audit, database
from app.documents import queries, storage
from app.documents.queries import Opening


async def open_for(account_id: UUID, document_id: UUID, *, origin: str, now: datetime) -> tuple[Opening, Iterator[bytes]] | None:
    """For an adult of the household that gave it; None for anybody else, and before it was looked at for viruses."""
    opening = await queries.opening_of(account_id, document_id)
    if opening is None or not opening.is_scanned:
        return None
    if opening.sensitive:
        async with database.transaction():
            await audit.record(queries.READ, actor=account_id, role="family", now=now, about=(queries.KIND, document_id), origin=origin)
    return opening, storage.pieces_of(document_id)
