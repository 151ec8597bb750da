"""Changing the text of a commune's file, one table at a time: what is not changed stays as it was written, comments and order included."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import tomlkit

from app.catalogue.editing import blocks
from app.catalogue.editing.blocks import Block, Path

# Lists whose tables have a code; the others are told by their position, from 1.
CODED = frozenset({"site", "ecole", "activite", "unite", "groupe", "places", "piece", "fiche"})
LISTS = CODED | {"delai", "ouverture", "fermeture"}
USUAL_CODE = "tous"  # of a group that does not write its own


class WrittenOtherwise(Exception):
    """A table that TOML allows to be written in one line: the desk does not find it. Nothing is lost, it is changed in the file."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file that was read without mistake."""

    text: str

    @cached_property
    def values(self) -> dict[str, Any]:
        return tomllib.loads(self.text)

    @cached_property
    def _blocks(self) -> list[Block]:
        return blocks.split(self.text)

    # Finding

    def path_of(self, place: str) -> Path | None:
        """« activite.cantine.unite.repas », « fermeture.2 », « commune.textes »; None when nothing stands there."""
        path, here = list[str | int](), self.values
        words = place.split(".")
        while words:
            key = words.pop(0)
            if key in LISTS:
                found = _position(here.get(key), words.pop(0) if words else "", coded=key in CODED)
                if found is None:
                    return None
                path += [key, found]
                here = here[key][found - 1]
            else:
                path.append(key)
                here = here.get(key, {})
                if not isinstance(here, dict):
                    return None
        return tuple(path)

    def at(self, path: Path) -> dict[str, Any]:
        """What is written there; nothing where a table is missing, as [commune.textes] may be."""
        here: Any = self.values
        for step in path:
            here = here[step - 1] if isinstance(step, int) else here.get(step, {})
        return dict(here)

    def line_of(self, path: Path) -> int | None:
        """Where its header stands in the file, from 1."""
        at = self._index(path)
        if at is None:
            return None
        return blocks.joined(self._blocks[:at]).count("\n") + self._blocks[at].lead.count("\n") + 1

    # Changing

    def change(self, path: Path, changes: Mapping[str, object]) -> "Document":
        """None takes a key away. Keys that are not named stay, and those that mean the same keep their words."""
        at = self._index(path)
        if at is None:
            return self._change_missing(path, changes)
        apart = next((key for key in changes if self._index((*path, key)) is not None), None)
        if apart is not None:  # written as a table of its own: it comes into one line
            return Document(text=blocks.joined([*self._blocks[: self._end_of((*path, apart)) - 1], *self._blocks[self._end_of((*path, apart)) :]])).change(
                path, changes
            )
        block = self._blocks[at]
        return self._with([*self._blocks[:at], replace(block, body=_written(block.body, changes)), *self._blocks[at + 1 :]])

    def _change_missing(self, path: Path, changes: Mapping[str, object]) -> "Document":
        """A table like [commune.textes] that is not there yet, or that its parent writes in one line."""
        *parent, key = path
        outer = self.at(tuple(parent))
        if isinstance(key, int) or self._index(tuple(parent)) is None:
            raise WrittenOtherwise
        if key in outer:
            return self.change(tuple(parent), {key: {**outer[key], **changes}})
        written = {name: value for name, value in changes.items() if value is not None}
        header = ".".join(str(step) for step in path if isinstance(step, str))
        return self._insert(f"[{header}]\n", written, at=self._end_of(tuple(parent))) if written else self

    def add(self, place: Path, values: Mapping[str, object], *, before: int | None = None) -> "Document":
        """One more table of a list, last unless it is to stand before another."""
        written = self.at(place[:-1]).get(str(place[-1]), [])
        if written and self._index((*place, 1)) is None:
            raise WrittenOtherwise
        header = ".".join(step for step in place if isinstance(step, str))
        if before is not None and before <= len(written):
            at = self._index((*place, before)) or 0
        else:
            at = self._end_of((*place, len(written)) if written else place[:-1])
        return self._insert(f"[[{header}]]\n", {name: value for name, value in values.items() if value is not None}, at=at)

    def remove(self, path: Path) -> "Document":
        """With all that stands below it, and the comment that touches its header; a comment apart, as the title of a part, stays."""
        at = self._index(path)
        if at is None:
            raise WrittenOtherwise
        end = self._end_of(path)
        left = _without_own_comment(self._blocks[at].lead)
        after = self._blocks[end:]
        if after:
            after = [replace(after[0], lead=_glued(left, after[0].lead)), *after[1:]]
        return self._with([*self._blocks[:at], *after] if after else [*self._blocks[:at], Block(path=(), lead="", header="", body=left.rstrip("\r\n"))])

    def _insert(self, header: str, values: Mapping[str, object], *, at: int) -> "Document":
        before, after = self._blocks[:at], self._blocks[at:]
        gap = "" if not before or not before[-1].text or before[-1].text.endswith("\n") else "\n"
        new = Block(path=(), lead=f"{gap}\n", header=header, body=_written("", values))
        return self._with([*before, new, *after])

    def _with(self, changed: Sequence[Block]) -> "Document":
        text = blocks.joined(changed)
        if "\r\n" in self.text:
            text = text.replace("\r\n", "\n").replace("\n", "\r\n")
        return Document(text=text if text.endswith("\n") else f"{text}\n")

    def _index(self, path: Path) -> int | None:
        return next((at for at, block in enumerate(self._blocks) if block.path == path), None)

    def _end_of(self, path: Path) -> int:
        """After the last table below this one."""
        return 1 + max(at for at, block in enumerate(self._blocks) if block.path[: len(path)] == path)


def _position(tables: object, word: str, *, coded: bool) -> int | None:
    if not isinstance(tables, list):
        return None
    if coded:
        return next((at for at, table in enumerate(tables, start=1) if table.get("code", USUAL_CODE) == word), None)
    return int(word) if word in map(str, range(1, len(tables) + 1)) else None


def _written(body: str, changes: Mapping[str, object]) -> str:
    keys = tomlkit.parse(body if not body or body.endswith("\n") else f"{body}\n")
    now = tomllib.loads(body)
    for key, value in changes.items():
        if value is None:
            if key in now:
                keys.remove(key)
        elif now.get(key) != value or type(now[key]) is not type(value):
            keys[key] = _item(value)
    return tomlkit.dumps(keys)


def _item(value: object) -> Any:  # noqa: ANN401 - whatever TOML writes
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        table.update({key: inner for key, inner in value.items() if inner is not None})
        return table
    return tomlkit.item(list(value) if isinstance(value, tuple) else value)


def _without_own_comment(lead: str) -> str:
    lines = lead.splitlines(keepends=True)
    while lines and lines[-1].strip():
        lines.pop()
    return "".join(lines)


def _glued(left: str, lead: str) -> str:
    """Two leads, with one empty line between them rather than two."""
    return left.rstrip("\r\n") + ("\n" if left.strip() else "") + lead if left.strip() else lead
