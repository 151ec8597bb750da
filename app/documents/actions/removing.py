"""What goes: replaced, deleted by its family, left by a kill. A document that a demande uses stays, out of sight."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

import structlog

from app.core import audit, database
from app.documents import queries, storage
from app.documents.rules.refusals import Refusal

log = structlog.get_logger()

FILES_LOCK = 7_305_004  # any number, the same in every process
# Kills leave a few. More than this, and more than there are rows: another database was restored or is being tried on this folder.
MOST_ORPHANS = 50
UNUSED = "retired_at is not null and not exists (select 1 from document_use where document = supporting_document.id)"


async def apply_hold_files() -> None:
    """Until the end of the transaction, a file may stand without its row: the sweep waits."""
    database.require_transaction()
    await database.fetch("select pg_advisory_xact_lock_shared({})", FILES_LOCK)


async def apply_retire_older(document_id: UUID, *, now: datetime) -> list[UUID]:
    """The new one is there: those of the same kind that it replaces go. Returns the ids whose files are to be forgotten after the commit."""
    database.require_transaction()
    rows = await database.fetch(
        """
        update supporting_document set retired_at = {} from supporting_document newer
        where newer.id = {} and supporting_document.id <> newer.id and supporting_document.household = newer.household
          and supporting_document.kind = newer.kind and supporting_document.child is not distinct from newer.child
          and supporting_document.retired_at is null and supporting_document.given_at <= newer.given_at
        returning supporting_document.id
        """,
        now,
        document_id,
    )
    return await _apply_delete_unused([row["id"] for row in rows])


async def _apply_delete_unused(ids: Iterable[UUID]) -> list[UUID]:
    statement = f"delete from supporting_document where id = any({{}}::uuid[]) and {UNUSED} returning id"  # noqa: S608 - constants
    return [row["id"] for row in await database.fetch(statement, list(ids))]


def forget(ids: Iterable[UUID]) -> None:
    """After the commit: a kill before it leaves files to the sweep, never a row without its file."""
    for document_id in ids:
        storage.forget(document_id)


@database.retried
async def delete(account_id: UUID, document_id: UUID, *, now: datetime) -> Refusal | bool:
    """By an adult of the household. False for another household's, or one that no longer stands."""
    async with database.transaction():
        row = await database.fetch_one(
            """
            select d.id from supporting_document d join guardian g on g.household = d.household
            where g.account = {} and d.id = {} and d.retired_at is null for update of d
            """,
            account_id,
            document_id,
        )
        if row is None:
            return False
        if await database.fetch("select 1 from document_use where document = {} limit 1", document_id):
            return Refusal.IN_USE
        await database.fetch("delete from supporting_document where id = {}", document_id)
        await audit.record("document deleted", actor=account_id, role="family", now=now, about=(queries.KIND, document_id))
    forget([document_id])
    return True


# What demandes keep


async def apply_use(document_ids: Collection[UUID], *, holder: UUID) -> bool:
    """A demande (`holder`) rests on these documents from now on. False when one of them was replaced or deleted meanwhile: nothing is written."""
    database.require_transaction()
    standing = await database.fetch(
        "select id from supporting_document where id = any({}::uuid[]) and retired_at is null order by id for key share", list(document_ids)
    )
    if len(standing) < len(set(document_ids)):
        return False
    await database.fetch(
        "insert into document_use (document, holder) select id, {} from unnest({}::uuid[]) as used (id) on conflict do nothing",
        holder,
        [row["id"] for row in standing],
    )
    return True


async def apply_release(holder: UUID) -> None:
    """A draft that is given up rests on nothing any more."""
    database.require_transaction()
    await database.fetch("delete from document_use where holder = {}", holder)


# The schedule


@database.retried
async def sweep(*, now: datetime) -> None:
    """Rows that nothing holds any more, files without a row, files whose writing was cut. Pièces that arrive meanwhile wait for a moment."""
    async with database.transaction():
        await database.fetch("select pg_advisory_xact_lock({})", FILES_LOCK)
        statement = f"delete from supporting_document where {UNUSED} returning id"  # noqa: S608 - constants
        gone = {row["id"] for row in await database.fetch(statement)}
        kept = {row["id"] for row in await database.fetch("select id from supporting_document")}
        orphans = [document_id for document_id in storage.ids() if document_id not in kept]
    if len(set(orphans) - gone) <= max(MOST_ORPHANS, len(kept)):
        forget(orphans)
    else:
        log.error("files_of_another_database", files=len(orphans), rows=len(kept))
    storage.forget_abandoned(now=now)
