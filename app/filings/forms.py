"""What an address asks of the list of demandes. A value that the household has nothing of, or that is damaged, narrows nothing."""

import unicodedata
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlencode

from app.filings import procedures
from app.filings.queries import Had, Narrowing
from app.filings.rules import Status

T = TypeVar("T")
ADDRESS = "/demandes"
CHILD, PROCEDURE, STATUS, YEAR = "enfant", "demarche", "etat", "annee"


def narrowing(asked: Mapping[str, str], *, had: Had) -> Narrowing:
    return Narrowing(
        child_id=_found(asked.get(CHILD), {str(child.id): child.id for child in had.children}),
        procedure=_found(asked.get(PROCEDURE), {procedure_word(code): code for code in had.procedures}),
        status=_found(asked.get(STATUS), {status_word(status): status for status in had.statuses}),
        year=_found(asked.get(YEAR), {str(year): year for year in had.years}),
    )


def _found(word: str | None, offered: Mapping[str, T]) -> T | None:
    return offered.get(word or "")


def address_of(narrowing: Narrowing) -> str:
    """Of its first page, without what narrows nothing."""
    words = urlencode([(name, word) for name, word in words_of(narrowing).items() if word])
    return f"{ADDRESS}?{words}" if words else ADDRESS


def words_of(narrowing: Narrowing) -> dict[str, str]:
    """As the address writes them; empty for what narrows nothing."""
    return {
        CHILD: str(narrowing.child_id or ""),
        PROCEDURE: procedure_word(narrowing.procedure) if narrowing.procedure else "",
        STATUS: status_word(narrowing.status) if narrowing.status else "",
        YEAR: str(narrowing.year or ""),
    }


def procedure_word(code: str) -> str:
    return _in_address(procedures.of_code(code).title)


def status_word(status: Status) -> str:
    return _in_address(status.words)


def _in_address(words: str) -> str:
    """Traitée positivement: "traitee-positivement"."""
    return "-".join(unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode().split())
