"""How actualités, documents and messages read in lists."""

import textwrap
from collections.abc import Sequence
from datetime import datetime

from app.core import clock
from app.documents import showing as pieces
from app.messages.inbox.queries import MessageLine
from app.messages.news.queries import NewsView
from app.messages.published.queries import DocumentView
from components import french
from components.ui import DataList, DataRow, Status

OPENING = 110  # letters


def news(found: Sequence[NewsView]) -> DataList | None:
    rows = tuple(DataRow(title=item.title, note=_opening(item.body), href=f"/actualites/{item.id}", at=day_of(item.published_from)) for item in found)
    return DataList(rows=rows) if rows else None


def documents(found: Sequence[DocumentView]) -> DataList | None:
    rows = tuple(DataRow(title=each.title, note=_about(each), href=f"/documents-publies/{each.id}/fichier", at=day_of(each.published_from)) for each in found)
    return DataList(rows=rows) if rows else None


def _about(document: DocumentView) -> str:
    """What it is, then what a download costs."""
    weight = f"PDF, {french.count(document.pages, one='page', many='pages')}, {pieces.size_words(document.size_bytes)}"
    return f"{document.summary} ({weight})" if document.summary else weight


def messages(found: Sequence[MessageLine]) -> DataList | None:
    rows = tuple(
        DataRow(
            title=line.title,
            note=_opening(line.body),
            href=f"/messages/{line.id}",
            at=day_of(line.sent_at),
            status=None if line.is_read else Status(word="Non lu", tone="warn"),
        )
        for line in found
    )
    return DataList(rows=rows) if rows else None


def _opening(body: str) -> str:
    return textwrap.shorten(body, OPENING, placeholder="…")


def day_of(at: datetime) -> str:
    day = at.astimezone(clock.PARIS).date()
    return french.capitalised(f"le {french.plain_date(day)} {day.year}")
