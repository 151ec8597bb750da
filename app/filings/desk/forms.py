"""What an address asks of the queue, and what its forms send. A damaged value narrows nothing. No name stands in an address: ids alone."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from app.core import paging
from app.core.forms import Submitted
from app.filings import forms, procedures
from app.filings.desk.cases import Ref
from app.filings.desk.queue import Key, Narrowing
from app.filings.desk.statements import CHANGES
from app.filings.rules.waiting import NOTE_LONGEST, Age, Care, Show, Written

T = TypeVar("T", bound=StrEnum)
ADDRESS = "/agents/demandes"
SHOW, PROCEDURE, HOUSEHOLD, CHILD, YEAR, AGE, CARE, AFTER = "etat", "demarche", "famille", "enfant", "annee", "age", "suivi", "apres"
SEARCH, CHOICE, SEEN, PHRASES, WORDS = "recherche", "choix", "vu", "phrases", "message"
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
BETWEEN = "~"
LONGEST_YEAR = 4  # digits


def narrowing(asked: Mapping[str, str]) -> Narrowing:
    year = asked.get(YEAR, "")
    return Narrowing(
        show=_of(Show, asked.get(SHOW)) or Show.TO_PROCESS,
        procedure={word_of_procedure(code): code for code in codes()}.get(asked.get(PROCEDURE, "")),
        household_id=paging.id_in(asked.get(HOUSEHOLD)),
        child_id=paging.id_in(asked.get(CHILD)),
        first_year=paging.number_in(year) if len(year) == LONGEST_YEAR else None,
        age=_of(Age, asked.get(AGE)),
        care=_of(Care, asked.get(CARE)),
    )


def codes() -> tuple[str, ...]:
    """Of the démarches by which the queue may be narrowed, the changes of « Ma famille » first."""
    return (CHANGES, *(each.code for each in procedures.known()))


def word_of_procedure(code: str) -> str:
    return CHANGES if code == CHANGES else forms.procedure_word(code)


def _of(kind: type[T], word: str | None) -> T | None:
    return kind(word) if word in list(kind) else None


def words_of(narrowed: Narrowing) -> dict[str, str]:
    """As the address writes them; without what narrows nothing."""
    words = {
        SHOW: "" if narrowed.show is Show.TO_PROCESS else narrowed.show.value,
        PROCEDURE: word_of_procedure(narrowed.procedure) if narrowed.procedure else "",
        HOUSEHOLD: str(narrowed.household_id or ""),
        CHILD: str(narrowed.child_id or ""),
        YEAR: str(narrowed.first_year or ""),
        AGE: narrowed.age or "",
        CARE: narrowed.care or "",
    }
    return {name: word for name, word in words.items() if word}


def address_of(narrowed: Narrowing, *, ref: Ref | None = None, tail: str = "", after: Key | None = None) -> str:
    """Of the queue or of one case in it, with what narrows the queue: after a decision, the next one is of the same queue."""
    words = words_of(narrowed) | ({AFTER: word_of_key(after)} if after else {})
    path = ADDRESS if ref is None else here(ref)
    return f"{path}{tail}?{urlencode(words)}" if words else f"{path}{tail}"


def here(ref: Ref) -> str:
    return f"{ADDRESS}/changements/{ref}" if isinstance(ref, UUID) else f"{ADDRESS}/{ref}"


def word_of_key(key: Key) -> str:
    return f"{(key.at - EPOCH) // MICROSECOND}.{key.id.hex}"


def key_of(word: str | None) -> Key | None:
    """None for a damaged one: the queue is read from its beginning."""
    at, _, identifier = (word or "").partition(".")
    known = paging.id_in(identifier)
    microseconds = paging.number_in(at)
    if known is None or microseconds is None:
        return None
    try:
        return Key(at=EPOCH + microseconds * MICROSECOND, id=known)
    except OverflowError:
        return None


def ref_of(word: str) -> Ref | None:
    number = paging.number_in(word)
    return paging.id_in(word) if number is None else number


def refs_of(words: Iterable[str]) -> list[Ref]:
    """In their order, each once."""
    return list(dict.fromkeys(ref for word in words if (ref := ref_of(word)) is not None))


def marked(ref: Ref, mark: str) -> str:
    """What a box of the preview sends: what is accepted, and what was shown of it."""
    return f"{ref}{BETWEEN}{mark}"


def marked_refs_of(words: Iterable[str]) -> list[tuple[Ref, str]]:
    parted = (word.partition(BETWEEN) for word in words)
    return [(ref, mark) for named, _, mark in parted if (ref := ref_of(named)) is not None]


def written_of(form: Submitted, *, phrases: tuple[str, ...]) -> Written:
    """Phrases are sent by their place in the list: what the family reads is never what a browser made up."""
    chosen = set(form.all(PHRASES))
    return Written(phrases=tuple(phrase for place, phrase in enumerate(phrases) if str(place) in chosen), words=form.text(WORDS, longest=NOTE_LONGEST))
