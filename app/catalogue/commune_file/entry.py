"""One table of the file: it hands out values, notes what is wrong with them, and at the end names the keys that nobody asked for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeVar

from app.catalogue.commune_file.readings import CODE, Reading, listed, shown

T = TypeVar("T")
D = TypeVar("D")

CODES = listed(CODE, what="codes")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`problems` is shared by all the tables of the file. Reading goes on after a mistake, so that all are told at once."""

    values: Mapping[str, object]
    path: str
    problems: list[str]
    _known: set[str] = field(default_factory=set)

    def has(self, key: str) -> bool:
        self._known.add(key)
        return key in self.values

    def required(self, key: str, reading: Reading[T]) -> T:
        if self.has(key):
            return self._read(key, reading)
        self.refuse(key, f"manque ; attendu {reading.expected}.")
        return reading.blank

    def optional(self, key: str, reading: Reading[T], *, default: D) -> T | D:
        return self._read(key, reading) if self.has(key) else default

    def _read(self, key: str, reading: Reading[T]) -> T:
        value = reading.accept(self.values[key])
        if value is not None:
            return value
        self.refuse(key, f"lu {shown(self.values[key])}, attendu {reading.expected}.")
        return reading.blank

    # Tables inside

    def table(self, key: str) -> "Entry | None":
        """One `[key]`, or None when it is not written."""
        if not self.has(key):
            return None
        value = self.values[key]
        if isinstance(value, dict):
            return self._inside(value, self.path_to(key))
        self.refuse(key, f"lu {shown(value)}, attendu une table [{key}].")
        return None

    def tables(self, key: str, *, needed: str = "") -> list["Entry"]:
        """All `[[key]]`, counted from 1 as people do. `needed` says what is missing when there is none."""
        value = self.values[key] if self.has(key) else []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.refuse(key, f"lu {shown(value)}, attendu des tables [[{key}]].")
            return []
        if needed and not value:
            self.refuse(key, f"manque ; {needed}.")
        return [self._inside(each, f"{self.path_to(key)}[{position}]") for position, each in enumerate(value, start=1)]

    def _inside(self, values: Mapping[str, object], path: str) -> "Entry":
        return Entry(values=values, path=path, problems=self.problems)

    # Codes that name something written elsewhere

    def codes(self, key: str, *, known: Collection[str], what: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of them; required without a default."""
        codes = self.required(key, CODES) if default is None else self.optional(key, CODES, default=default)
        for code in codes:
            self.reference(key, code, known=known, what=what)
        return codes

    def reference(self, key: str, code: str, *, known: Collection[str], what: str) -> None:
        """Refuses a code that names nothing. An empty one was refused already."""
        if code and code not in known:
            self.refuse(key, f"« {code} » ne désigne {what}{ending(code, known)}")

    # Mistakes

    def path_to(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def refuse(self, key: str, sentence: str) -> None:
        self.problems.append(f"{self.path_to(key)} : {sentence}")

    def refuse_all(self, sentence: str) -> None:
        self.problems.append(f"{self.path} : {sentence}")

    def close(self) -> None:
        """Whatever was never asked for is a mistake: a misspelt key must not be ignored."""
        for key in self.values:
            if key not in self._known:
                self.refuse(key, f"clé inconnue{ending(key, self._known)}")


def ending(word: str, known: Collection[str]) -> str:
    """The end of a sentence about a word that nobody knows."""
    nearest = get_close_matches(word, known, n=1)
    return f" ; vouliez-vous dire « {nearest[0]} » ?" if nearest else "."
