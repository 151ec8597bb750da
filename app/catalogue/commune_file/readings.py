"""What a value of the file may be: how it is read, and how the expectation is told in French."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Generic, TypeVar

from app.catalogue.rules.wall_clock import PARIS

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Reading(Generic[T]):
    """`accept` answers None for what is refused; reading goes on with `blank`."""

    expected: str
    accept: Callable[[object], T | None]
    blank: T


def folded(word: str) -> str:
    """« École » is read as « ecole »: people write accents or not."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter)).strip().lower()


def shown(value: object) -> str:
    match value:
        case str():
            return f"« {value} »"
        case bool():
            return "true" if value else "false"
        case list():
            return f"la liste {', '.join(shown(each) for each in value)}" if value else "une liste vide"
        case dict():
            return "une table"
        case _:
            return str(value)


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _matching(pattern: str) -> Callable[[object], str | None]:
    return lambda value: value if isinstance(value, str) and re.fullmatch(pattern, value) else None


def _hour(value: object) -> time | None:
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    found = re.fullmatch(r"([01]?\d|2[0-3])[:hH]([0-5]\d)?", value.replace(" ", "")) if isinstance(value, str) else None
    return time(int(found[1]), int(found[2] or 0)) if found else None


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _moment(value: object) -> datetime | None:
    """Without an offset it is the clock of Paris."""
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=PARIS)


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


TEXT = Reading(expected="un texte", accept=_text, blank="")
CODE = Reading(expected="un code en minuscules sans accent, comme « garderie-matin »", accept=_matching(r"[a-z0-9]+(-[a-z0-9]+)*"), blank="")
EMAIL = Reading(expected="une adresse e-mail, comme « enfance@commune.fr »", accept=_matching(r"[^@\s]+@[^@\s]+\.[^@\s.]+"), blank="")
PHONE = Reading(expected="dix chiffres, comme « 02 99 00 00 00 »", accept=_matching(r"0\d( ?\d\d){4}"), blank="")
HOUR = Reading(expected="une heure, comme « 07:30 »", accept=_hour, blank=time(0))
DAY = Reading(expected="une date sans guillemets, comme 2026-12-24", accept=_day, blank=date.min)
MOMENT = Reading(expected="une date et une heure sans guillemets, comme 2026-12-01T09:00:00", accept=_moment, blank=datetime.min.replace(tzinfo=PARIS))
COUNT = Reading(expected="un nombre entier, zéro ou plus", accept=_count, blank=0)
FLAG = Reading(expected="true ou false", accept=_flag, blank=False)


def choice(words: Mapping[str, T]) -> Reading[T]:
    """One word of a list, with or without accents and capitals."""
    meanings = {folded(word): meaning for word, meaning in words.items()}
    return Reading(
        expected=f"l’un de : {', '.join(words)}",
        accept=lambda value: meanings.get(folded(value)) if isinstance(value, str) else None,
        blank=next(iter(words.values())),
    )


def choices(words: Mapping[str, frozenset[T]]) -> Reading[frozenset[T]]:
    """A word or a list of words; together they mean all that each means."""
    return Reading(expected=f"un ou plusieurs mots parmi : {', '.join(words)}", accept=lambda value: _united(value, words=words), blank=frozenset())


def _united(value: object, *, words: Mapping[str, frozenset[T]]) -> frozenset[T] | None:
    meanings = listed(choice(words), what="mots").accept(value if isinstance(value, list) else [value])
    return frozenset().union(*meanings) if meanings else None


def listed(reading: Reading[T], *, what: str) -> Reading[tuple[T, ...]]:
    """A list, each of its values read the same way."""
    return Reading(expected=f"une liste de {what}", accept=lambda value: _each(value, reading=reading), blank=())


def _each(value: object, *, reading: Reading[T]) -> tuple[T, ...] | None:
    if not isinstance(value, list):
        return None
    read = [reading.accept(each) for each in value]
    known = tuple(each for each in read if each is not None)
    return known if len(known) == len(read) else None


DAYS = listed(DAY, what="dates sans guillemets, comme [2026-12-24]")
