"""Lists a page at a time, and the words of an address that narrow them: a damaged one asks nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

LONGEST_NUMBER = 18  # digits: what a bigint of PostgreSQL holds
LONGEST_PAGE = 6
Line = TypeVar("Line")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Line]):
    """`number` is that of a page that exists: beyond the last one, the last is shown. `total`: of the lines of all pages."""

    lines: list[Line]
    number: int
    pages: int
    total: int


def page_of(lines: list[Line], *, asked: int, total: int, per_page: int) -> Page[Line]:
    pages = pages_of(total, per_page=per_page)
    return Page(lines=lines, number=min(asked, pages), pages=pages, total=total)


def pages_of(total: int, *, per_page: int) -> int:
    """An empty list has one page."""
    return max(1, -(-total // per_page))


def skipped(asked: int, *, total: int, per_page: int) -> int:
    """How many lines stand before the page that is shown."""
    return (min(asked, pages_of(total, per_page=per_page)) - 1) * per_page


def asked_in(words: Mapping[str, str]) -> int:
    """Which page an address asks for, from 1."""
    typed = words.get("page", "")
    return max(1, (number_in(typed) or 1) if len(typed) <= LONGEST_PAGE else 1)


def number_in(word: str | None) -> int | None:
    """A whole number, from 0."""
    return int(word) if word and word.isascii() and word.isdecimal() and len(word) <= LONGEST_NUMBER else None


def id_in(word: str | None) -> UUID | None:
    try:
        return UUID(word) if word else None
    except ValueError:
        return None
