"""How actualités, documents and messages read in lists."""

import textwrap
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.core import clock
from app.documents import showing as pieces
from app.messages.audience import Offered
from app.messages.inbox.queries import MessageLine, SentLine
from app.messages.news.queries import NewsAtDesk, NewsView
from app.messages.published.queries import DocumentAtDesk, DocumentView
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


# At the desk


def news_at_desk(found: Sequence[NewsAtDesk], *, offered: Offered, now: datetime) -> DataList | None:
    rows = tuple(
        DataRow(
            title=item.title,
            note=offered.words_of(item.audience),
            href=f"/agents/publications/actualites/{item.id}",
            at=span_of(item.published_from, item.published_until),
            status=state_of(item.published_from, item.published_until, now=now),
        )
        for item in found
    )
    return DataList(rows=rows) if rows else None


def documents_at_desk(found: Sequence[DocumentAtDesk], *, offered: Offered, now: datetime) -> DataList | None:
    rows = tuple(
        DataRow(
            title=each.title,
            note=offered.words_of(each.audience),
            href=f"/agents/publications/documents/{each.id}",
            at=span_of(each.published_from, each.published_until),
            status=state_of(each.published_from, each.published_until, now=now),
        )
        for each in found
    )
    return DataList(rows=rows) if rows else None


def state_of(since: datetime, until: datetime | None, *, now: datetime) -> Status:
    if until is not None and until <= now:
        return Status(word="Terminé", tone="neutral")
    return Status(word="À venir", tone="warn") if since > now else Status(word="En ligne", tone="good")


def span_of(since: datetime, until: datetime | None) -> str:
    """From when until when, in days."""
    first = since.astimezone(clock.PARIS).date()
    if until is None:
        return f"Depuis le {french.plain_date(first)}\u00a0{first.year}, sans fin"
    last = max(first, (until - timedelta(microseconds=1)).astimezone(clock.PARIS).date())
    return french.capitalised(french.dated_range(first, last)) if first != last else f"Le {french.plain_date(first)}\u00a0{first.year}"


def sent_at_desk(found: Sequence[SentLine]) -> DataList | None:
    rows = tuple(
        DataRow(
            title=line.title, note=to_words(line), href=f"/agents/messages/{line.id}", at=sent_words(line), status=Status(word=read_words(line), tone="neutral")
        )
        for line in found
    )
    return DataList(rows=rows) if rows else None


def to_words(line: SentLine) -> str:
    if line.booked_on is None:
        return f"Famille {line.to}"
    return f"Familles qui ont réservé le {french.day_words(line.booked_on)}" + (f", {line.aimed_at}" if line.aimed_at else "")


def sent_words(line: SentLine) -> str:
    return french.capitalised(french.stamp(line.sent_at)) + (f", par {line.by}" if line.by else "")


def read_words(line: SentLine) -> str:
    """Of one family: read or not. Of several: how many of them."""
    if line.households == 1:
        return "Lu" if line.read else "Non lu"
    return f"Lu par {line.read} sur {french.count(line.households, one='famille', many='familles')}"


# Messages


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
