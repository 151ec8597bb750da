"""Opening a document: whoever opens a sensitive one is written in the audit trail first, and its family can read who and when."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from app.core import readings
from app.core.readings import Confidential, Reader
from app.documents import queries, storage
from app.documents.queries import Opening


async def open_for(account_id: UUID, document_id: UUID, *, origin: str, now: datetime) -> tuple[Opening, Iterator[bytes]] | None:
    """For an adult of the household that gave it; None for anybody else, and before it was looked at for viruses."""
    opening = await queries.opening_of(account_id, document_id)
    if opening is None or not opening.is_scanned:
        return None
    if opening.sensitive:
        await readings.note(Reader(account_id=account_id, origin=origin), _told(opening), why="Pour l’ouvrir depuis le portail", now=now)
    return opening, storage.pieces_of(document_id)


async def note_opening(reader: Reader, opening: Opening, *, why: str, now: datetime) -> None:
    """An agent is about to open a sensitive document, and says why: in a transaction that ends before anything of it is shown."""
    await readings.note(reader, _told(opening), why=why, now=now)


def _told(opening: Opening) -> Confidential:
    return Confidential(kind=queries.KIND, id=opening.id, household_id=opening.household_id, child_id=opening.child_id, words=opening.kind)
