"""What distinguishes two files of a commune, table by table and key by key: what the desk changed since a load, and what a new file would undo of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from app.catalogue.editing.document import CODED, USUAL_CODE

Place: TypeAlias = tuple[str, ...]
"""Keys, and codes within lists: ("activite", "cantine", "unite", "repas", "prix-centimes")."""

# Their order decides: they are compared whole.
ORDERED = frozenset({"delai", "ouverture"})
CLOSURES = "fermeture"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """None on the side where nothing is written. A closure, which has neither code nor order, is its own place."""

    place: Place
    before: Any
    after: Any

    def is_kept_by(self, values: Mapping[str, Any]) -> bool:
        """Whether a third file says the same as the second here."""
        return _equal(value_at(values, self.place), self.after)


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """In the order of the second file, then what only the first has."""
    return tuple(_in_tables((), before=before, after=after))


def undone_by(values: Mapping[str, Any], edits: Sequence[Difference]) -> tuple[Difference, ...]:
    return tuple(edit for edit in edits if not edit.is_kept_by(values))


def value_at(values: Mapping[str, Any], place: Place) -> Any:  # noqa: ANN401 - whatever TOML says
    here: Any = values
    words = list(place)
    while words and here is not None:
        key = words.pop(0)
        if key == CLOSURES and words:
            here = _closures(here.get(key, [])).get(words.pop(0))
        elif key in CODED and words:
            here = _by_code(here.get(key, [])).get(words.pop(0))
        else:
            here = here.get(key)
    return here


def _in_tables(place: Place, *, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for key in (*after, *(key for key in before if key not in after)):
        old, new = before.get(key), after.get(key)
        if _equal(old, new):
            continue
        if key in CODED:
            yield from _in_list((*place, key), before=_by_code(old or []), after=_by_code(new or []))
        elif key == CLOSURES:
            yield from _in_list((*place, key), before=_closures(old or []), after=_closures(new or []))
        elif key not in ORDERED and isinstance(old or new, Mapping):
            yield from _in_tables((*place, key), before=old or {}, after=new or {})
        else:
            yield Difference(place=(*place, key), before=old, after=new)


def _in_list(place: Place, *, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for code in (*after, *(code for code in before if code not in after)):
        old, new = before.get(code), after.get(code)
        if old is None or new is None:
            yield Difference(place=(*place, code), before=old, after=new)
        elif not _equal(old, new):
            yield from _in_tables((*place, code), before=old, after=new)


def _by_code(tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {table.get("code", USUAL_CODE): table for table in tables}


def _closures(tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {json.dumps(table, default=str, sort_keys=True, ensure_ascii=False): table for table in tables}


def _equal(one: object, other: object) -> bool:
    """1 is not true, as TOML sees it."""
    return type(one) is type(other) and one == other
