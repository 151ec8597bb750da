"""Publishing a document, correcting what is said of it, taking it down."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from app.core import audit, database
from app.core.authors import Author
from app.documents import inspecting, pdf, scanning
from app.documents.inspecting import Made, Sent
from app.documents.rules import names
from app.documents.rules.refusals import Refusal
from app.messages import audience
from app.messages.audience import Audience, Kind
from app.messages.published import storage

KIND = "published_document"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What is said of a document, and to whom. Without `published_until` it stays."""

    title: str
    summary: str
    published_from: datetime
    published_until: datetime | None
    audience: Audience


class WhyNot(StrEnum):
    """Besides what `documents` refuses of any file."""

    NO_FILE = "no_file"
    NOT_A_PDF = "not_a_pdf"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"

    @property
    def sentence(self) -> str:
        return SENTENCES[self]


SENTENCES = {
    WhyNot.NO_FILE: "Choisissez le PDF à publier.",
    WhyNot.NOT_A_PDF: "Publiez un PDF, et un seul\u00a0: enregistrez votre document en PDF, de préférence accessible, puis recommencez.",
    WhyNot.INFECTED: "L’antivirus a trouvé un programme dangereux dans ce fichier\u00a0: il n’est pas publié. Refaites le PDF depuis le document d’origine.",
    WhyNot.NOT_SCANNED: "L’antivirus ne répond pas\u00a0: rien n’est publié sans lui. Attendez quelques minutes, puis recommencez.",
}
ADDED = """
insert into published_document (id, title, summary, file_name, size_bytes, pages, checksum, published_from, published_until, submission_id)
values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}) on conflict (submission_id) do nothing returning id
"""
CORRECTED = "update published_document set title = {}, summary = {}, published_from = {}, published_until = {} where id = {} returning id"


async def publish(notice: Notice, *, files: Sequence[Sent], submission_id: UUID, by: Author, now: datetime) -> UUID | Refusal | WhyNot:
    """Looked into like what families send, then kept as it came. Sent twice, it is published once."""
    document_id = uuid4()
    with storage.incoming(document_id) as file:
        made = await _looked_into(files, file=file)
        if not isinstance(made, Made):
            return made
        new = New(document_id=document_id, notice=notice, name=names.shown(files[0].name, media_type=made.media_type), made=made, file=file)
        return await _write(new, submission_id=submission_id, by=by, now=now)


async def _looked_into(files: Sequence[Sent], *, file: storage.Incoming) -> Made | Refusal | WhyNot:
    if not files:
        return WhyNot.NO_FILE
    if len(files) > 1:
        return WhyNot.NOT_A_PDF
    made = await inspecting.made_of(files, into=file)
    if isinstance(made, Refusal):
        return made
    if made.media_type != pdf.MEDIA_TYPE or names.extension_of(files[0].name) != "pdf":
        return WhyNot.NOT_A_PDF
    await asyncio.to_thread(file.finish)
    return await _why_dangerous(file) or made


async def _why_dangerous(file: storage.Incoming) -> WhyNot | None:
    """Asked at once, while the agent waits: what is published must be clean."""
    if not scanning.is_wanted():
        return None
    try:
        clean = await scanning.is_clean([file.path.read_bytes()])
    except scanning.NoAnswer:
        return WhyNot.NOT_SCANNED
    return None if clean else WhyNot.INFECTED


@dataclass(frozen=True, kw_only=True)
class New:
    """A document whose file is on the disk, without its row yet."""

    document_id: UUID
    notice: Notice
    name: str
    made: Made
    file: storage.Incoming


@database.retried
async def _write(new: New, *, submission_id: UUID, by: Author, now: datetime) -> UUID:
    async with database.transaction():
        notice, made = new.notice, new.made
        added = await database.fetch(
            ADDED,
            *(new.document_id, notice.title, notice.summary, new.name, made.size, made.pages, made.checksum),
            *(notice.published_from, notice.published_until, submission_id),
        )
        if not added:
            before: UUID = await database.fetch_value("select id from published_document where submission_id = {}", submission_id)
            return before
        await audience.apply_write(Kind.DOCUMENT, of=new.document_id, audience=notice.audience)
        await _apply_record("publish document", new.document_id, by=by, now=now)
        new.file.keep()
        kept = [row["id"] for row in await database.fetch("select id from published_document")]
    storage.forget_others(kept, now=now)
    return new.document_id


@database.retried
async def correct(document_id: UUID, notice: Notice, *, by: Author, now: datetime) -> bool:
    """What is said of it; another file is another document. False when it is gone."""
    async with database.transaction():
        told = (notice.title, notice.summary, notice.published_from, notice.published_until)
        if not await database.fetch(CORRECTED, *told, document_id):
            return False
        await audience.apply_write(Kind.DOCUMENT, of=document_id, audience=notice.audience)
        await _apply_record("correct document", document_id, by=by, now=now)
        return True


@database.retried
async def take_down(document_id: UUID, *, by: Author, now: datetime) -> bool:
    """With its file: nobody downloads it any more, and its publication stays in the audit trail. False when it is gone already."""
    async with database.transaction():
        if not await database.fetch("delete from published_document where id = {} returning id", document_id):
            return False
        await _apply_record("take down document", document_id, by=by, now=now)
    storage.forget(document_id)
    return True


async def _apply_record(act: str, document_id: UUID, *, by: Author, now: datetime) -> None:
    database.require_transaction()
    await audit.record(act, actor=by.account_id, role=by.role, now=now, about=(KIND, document_id), origin=by.origin)
