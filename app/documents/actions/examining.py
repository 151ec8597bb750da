"""The antivirus, where the commune has one: a pièce waits, closed to everybody, until it was found clean. Without an answer it goes on waiting."""

from datetime import datetime
from uuid import UUID

from app.core import audit, database, outbox
from app.core.outbox import Announcement
from app.documents import queries, scanning, storage
from app.documents.actions import removing

GIVEN = "documents:given"
INFECTED = "L’antivirus y a trouvé un programme dangereux, et le fichier a été détruit. Prenez la pièce en photo, puis envoyez la photo."


async def apply_ask(document_id: UUID, *, now: datetime) -> None:
    await outbox.announce(GIVEN, key=document_id, ids={"document_id": document_id}, now=now)


async def examine(announcement: Announcement, *, now: datetime) -> None:
    document_id = UUID(announcement.ids["document_id"])
    waiting = "select household from supporting_document where id = {} and scanned_at is null and status = 'received' and retired_at is null"
    household_id = await database.fetch_value(waiting, document_id)
    if household_id is None or not storage.exists(document_id):
        return
    try:
        clean = await scanning.is_clean(storage.pieces_of(document_id))
    except scanning.NoAnswer as away:
        raise outbox.TryLater("antivirus-away") from away
    await (_let_in if clean else _refuse)(document_id, household_id=household_id, now=now)


@database.retried
async def _let_in(document_id: UUID, *, household_id: UUID, now: datetime) -> None:
    """Only now does it take the place of the one that stood."""
    async with database.transaction():
        await database.fetch("select id from household where id = {} for update", household_id)
        await database.fetch("update supporting_document set scanned_at = {} where id = {}", now, document_id)
        retired = await removing.apply_retire_older(document_id, now=now)
    removing.forget(retired)


@database.retried
async def _refuse(document_id: UUID, *, household_id: UUID, now: datetime) -> None:
    """Its row stays, to say why; its file does not."""
    async with database.transaction():
        await database.fetch("select id from household where id = {} for update", household_id)
        await database.fetch("update supporting_document set status = 'rejected', reason = {} where id = {}", INFECTED, document_id)
        await audit.record("document infected", actor=None, role="system", now=now, about=(queries.KIND, document_id))
    removing.forget([document_id])
