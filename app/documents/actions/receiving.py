"""A pièce that arrives: looked into, sealed on the disk, then written with its place and its quota in one transaction."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from app.catalogue import queries as catalogue
from app.catalogue.rules import validity
from app.catalogue.rules.validity import SchoolYearEnd, Validity
from app.core import audit, clock, database, sealing
from app.documents import inspecting, queries, scanning, storage
from app.documents.actions import examining, removing
from app.documents.inspecting import Made, Sent
from app.documents.queries import Piece
from app.documents.rules import names, states
from app.documents.rules.refusals import MOST_DOCUMENTS, MOST_STORED, Refusal

LONGEST_VALIDITY = 20  # years
# Who left the household while the file was looked into gives nothing any more.
STILL_THERE = "select h.id from household h join guardian g on g.household = h.id and g.account = {} where h.id = {} for update of h"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the form says: `valid_until` counts for the kinds that ask for it; `submission_id` is received once."""

    kind_id: UUID
    child_id: UUID | None
    submission_id: UUID
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Received:
    document_id: UUID


async def receive(account_id: UUID, wanted: Wanted, *, files: Sequence[Sent], now: datetime) -> Received | Refusal | None:
    """Give a pièce, or replace the one that stands, which goes when the new one is there. None for another household's."""
    piece = await queries.piece_of(account_id, wanted.kind_id, child_id=wanted.child_id)
    if piece is None:
        return None
    until = await _last_good_day(piece, stated=wanted.valid_until, now=now)
    refusal = until if isinstance(until, Refusal) else await _why_full(piece.household_id, size=0)
    if refusal:
        return refusal
    document_id = uuid4()
    with storage.incoming(document_id, now=now) as file:
        made = await inspecting.made_of(files, into=file)
        if isinstance(made, Refusal):
            return made
        await asyncio.to_thread(file.finish)
        assert not isinstance(until, Refusal)  # noqa: S101 - refused above
        name = names.shown(files[0].name, media_type=made.media_type)
        return await _write(
            New(piece=piece, document_id=document_id, account_id=account_id, wanted=wanted, until=until, name=name, made=made, file=file), now=now
        )


async def _last_good_day(piece: Piece, *, stated: date | None, now: datetime) -> date | Refusal | None:
    """None without a limit."""
    today = now.astimezone(clock.PARIS).date()
    if piece.validity is Validity.DATE:
        if stated is None:
            return Refusal.NO_DATE
        if stated < today:
            return Refusal.PAST_DATE
        if stated.year - today.year > LONGEST_VALIDITY:
            return Refusal.BAD_DATE
    years = await catalogue.school_years() if piece.validity is Validity.SCHOOL_YEAR else ()
    ends = tuple(SchoolYearEnd(last_class_day=year.last_class_day, last_day=year.last_day) for year in years)
    return validity.last_good_day(piece.validity, given_on=today, months=piece.valid_months, stated=stated, years=ends)


@dataclass(frozen=True, kw_only=True)
class New:
    """A document whose file is on the disk, without its row yet."""

    piece: Piece
    document_id: UUID
    account_id: UUID
    wanted: Wanted
    until: date | None
    name: str
    made: Made
    file: storage.Incoming


@database.retried
async def _write(new: New, *, now: datetime) -> Received | Refusal | None:
    async with database.transaction():
        # One at a time in a household: the quota, and which pièce replaces which.
        if not await database.fetch(STILL_THERE, new.account_id, new.piece.household_id):
            return None
        before = await database.fetch_value(
            "select id from supporting_document where submission_id = {} and household = {}", new.wanted.submission_id, new.piece.household_id
        )
        if before:
            return Received(document_id=before)
        if refusal := await _why_full(new.piece.household_id, size=new.made.size):
            return refusal
        await removing.apply_hold_files()
        await _apply_insert(new, now=now)
        new.file.keep()
        if scanning.is_wanted():
            await examining.apply_ask(new.document_id, now=now)
            return Received(document_id=new.document_id)
        retired = await removing.apply_retire_older(new.document_id, now=now)
    removing.forget(retired)
    return Received(document_id=new.document_id)


async def _why_full(household_id: UUID, *, size: int) -> Refusal | None:
    """ASVS 5.2.4: what one household may keep here."""
    row = await database.fetch_one(
        "select count(*) as number, coalesce(sum(size_bytes), 0) as size from supporting_document where household = {}", household_id
    )
    assert row is not None  # noqa: S101 - an aggregate has a row
    return Refusal.FULL if row["number"] >= MOST_DOCUMENTS or row["size"] + size > MOST_STORED else None


async def _apply_insert(new: New, *, now: datetime) -> None:
    database.require_transaction()
    today = now.astimezone(clock.PARIS).date()
    sealed_name = sealing.seal(new.name.encode(), purpose=queries.NAME, bound_to=new.document_id)
    await database.fetch(
        """
        insert into supporting_document (id, household, child, kind, status, given_by, given_at, valid_until, name, media_type, size_bytes, pages,
                                         checksum, submission_id, scanned_at, reminders)
        values ({}, {}, {}, {}, 'received', {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
        """,
        *(new.document_id, new.piece.household_id, new.piece.child_id, new.piece.kind_id, new.account_id, now, new.until, sealed_name),
        *(new.made.media_type, new.made.size, new.made.pages, new.made.checksum, new.wanted.submission_id),
        None if scanning.is_wanted() else now,
        states.reminders_spent(new.until, today=today),
    )
    await audit.record("document given", actor=new.account_id, role="family", now=now, about=(queries.KIND, new.document_id))
