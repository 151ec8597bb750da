"""Published documents as a family finds them, and as who publishes them does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core import clock, database
from app.messages import audience
from app.messages.audience import Audience

MOST = 100


@dataclass(frozen=True, kw_only=True)
class DocumentView:
    id: UUID
    title: str
    summary: str
    file_name: str
    size_bytes: int
    pages: int
    published_from: datetime
    published_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class DocumentAtDesk(DocumentView):
    audience: Audience


COLUMNS = "d.id, d.title, d.summary, d.file_name, d.size_bytes, d.pages, d.published_from, d.published_until"
VISIBLE = f"""
with {audience.CONCERNED}
select {COLUMNS} from published_document d
where d.published_from <= {{}} and coalesce(d.published_until, 'infinity') > {{}}
  and {audience.concerns(table="document_audience", column="document", of="d.id")}
"""  # noqa: S608 - constants
LATEST = f"{VISIBLE} order by d.published_from desc, d.title limit {{}}"
ONE = f"{VISIBLE} and d.id = {{}}"
AUDIENCE = audience.read(table="document_audience", column="document", of="d.id")
# An agent of some sites finds what is for these, and nothing that is for others too.
AT_DESK = f"""
select {COLUMNS}, {AUDIENCE} from published_document d
where ({{}}::uuid[] is null or (exists (select 1 from document_audience a where a.document = d.id)
       and not exists (select 1 from document_audience a where a.document = d.id and (a.site = any({{}}::uuid[])) is not true)))
"""  # noqa: S608 - constants
ALL_AT_DESK = f"{AT_DESK} order by d.published_from desc, d.title limit {MOST}"
ONE_AT_DESK = f"{AT_DESK} and d.id = {{}}"


async def latest_of(account_id: UUID, *, now: datetime, most: int = MOST) -> list[DocumentView]:
    """Those that concern the family, the newest first."""
    return [DocumentView(**row) for row in await database.fetch(LATEST, *_asked(account_id, now=now), most)]


async def document_of(account_id: UUID, document_id: UUID, *, now: datetime) -> DocumentView | None:
    """None for what is not, or no longer, published for this family."""
    row = await database.fetch_one(ONE, *_asked(account_id, now=now), document_id)
    return None if row is None else DocumentView(**row)


def _asked(account_id: UUID, *, now: datetime) -> tuple[object, ...]:
    return account_id, now.astimezone(clock.PARIS).date(), account_id, now, now


async def all_at_desk(sites: tuple[UUID, ...] | None) -> list[DocumentAtDesk]:
    return [_at_desk(row) for row in await database.fetch(ALL_AT_DESK, sites, sites)]


async def one_at_desk(document_id: UUID, *, sites: tuple[UUID, ...] | None) -> DocumentAtDesk | None:
    row = await database.fetch_one(ONE_AT_DESK, sites, sites, document_id)
    return None if row is None else _at_desk(row)


def _at_desk(row: dict[str, Any]) -> DocumentAtDesk:
    return DocumentAtDesk(audience=audience.taken_from(row), **row)
