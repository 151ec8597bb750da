"""The things of the catalogue that the desk may change, by the address that names them: « activite.cantine.unite.repas »."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from app.bookings.offering import deadlines
from app.bookings.offering.sheets import SHEETS, Here, Sheet
from app.catalogue.commune_file import Source
from app.catalogue.editing import words
from app.catalogue.editing.blocks import Path
from app.catalogue.editing.document import Document
from app.catalogue.queries import Version

DEADLINE = "delai"
RULE = Sheet(noun="le délai", one="un délai", asked=deadlines.TARGET)
# What lists may be added to, by what stands above them.
WITHIN: Mapping[str, frozenset[str]] = {
    "": frozenset({"site", "ecole", "activite", "delai", "ouverture", "fermeture"}),
    "activite": frozenset({"unite", "groupe", "delai", "ouverture"}),
    "groupe": frozenset({"places"}),
}
TABLES = frozenset({"commune", "commune.textes", "calendrier"})


class Verb(StrEnum):
    """As the address says it."""

    CHANGE = "modification"
    ADD = "ajout"
    REMOVE = "retrait"


@dataclass(frozen=True, kw_only=True)
class Thing:
    """What a form is about, in the file that stands. `path`: of the thing, or of the list that it is added to."""

    verb: Verb
    version: Version
    document: Document
    place: tuple[str, ...]
    path: Path

    @property
    def kind(self) -> str:
        return self.place[-1] if self.verb is Verb.ADD or ".".join(self.place) in TABLES else self.place[-2]

    @property
    def sheet(self) -> Sheet:
        return RULE if self.kind == DEADLINE else SHEETS[self.kind]

    @property
    def here(self) -> Here:
        return Here(values=self.document.values, place=self.place)

    @cached_property
    def table(self) -> dict[str, Any]:
        """Its keys; none for what is to be added."""
        return {} if self.verb is Verb.ADD else self.document.at(self.path)

    @property
    def mark(self) -> str:
        """Of the thing alone: another one when somebody else changed this very thing, or put another at its position."""
        return hashlib.sha256(json.dumps(self.table, default=str, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def address(self) -> str:
        return f"/agents/catalogue/{self.verb}/{'.'.join(self.place)}"

    @property
    def back(self) -> str:
        """The page that shows it."""
        first, rest = self.place[0], self.place[1:]
        if first == "activite" and rest and not (self.verb is Verb.REMOVE and len(rest) == 1):
            return f"/agents/catalogue/activites/{rest[0]}"
        return {"fermeture": "/agents/catalogue/fermetures", "activite": "/agents/catalogue"}.get(first, "/agents/catalogue/commune")

    @property
    def name(self) -> str:
        """« Restauration scolaire, unité « Repas » »."""
        above = self.place[:-1] if self.verb is Verb.ADD else self.place[:-2]
        if self.kind in {DEADLINE, "ouverture"}:
            return words.title(above, values=self.document.values) or "Toutes les activités"
        if self.kind == "fermeture":
            return words.closure_words(self.table, values=self.document.values) if self.table else ""
        return words.title(self.place[:-1] if self.verb is Verb.ADD else self.place, values=self.document.values)

    def source(self, document: Document) -> Source:
        return Source(name=self.version.source.name, content=document.text.encode(), attached=self.version.source.attached)


def find(version: Version, *, verb: Verb, address: str) -> Thing | None:
    """None for what is not there, or not the desk's to change."""
    document, place = Document(text=version.source.text), tuple(address.split("."))
    if verb is Verb.ADD:
        path = _list(document, place)
    elif address in TABLES:
        path = tuple(place) if verb is Verb.CHANGE else None
    elif len(place) > 1 and place[-2] in WITHIN.get(_above(place[:-2]), frozenset()):
        path = document.path_of(address)
    else:
        path = None
    return None if path is None else Thing(verb=verb, version=version, document=document, place=place, path=path)


def _list(document: Document, place: tuple[str, ...]) -> Path | None:
    above, kind = place[:-1], place[-1]
    if kind not in WITHIN.get(_above(above), frozenset()):
        return None
    path = document.path_of(".".join(above)) if above else ()
    return None if path is None else (*path, kind)


def _above(place: tuple[str, ...]) -> str:
    """The kind of what stands above; nothing at the top of the file."""
    return place[-2] if len(place) > 1 else ""
