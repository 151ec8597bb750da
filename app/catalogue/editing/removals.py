"""Taking something away from the file, with what names it: a unit leaves the places, the deadlines and the closures where it was written."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.catalogue.editing.blocks import Path
from app.catalogue.editing.document import Document

LEAST_OF_A_DAY = 2


def without(document: Document, path: Path) -> Document:
    """What would close or decide something else once the name is gone is taken away too. What cannot do without it, the reader of the file refuses."""
    match path:
        case ("activite", int(at), "unite", int()):
            return _without_unit(document.remove(path), activity=at, code=document.at(path)["code"])
        case ("activite", int()):
            return _without_name(document.remove(path), key="activites", code=document.at(path)["code"])
        case ("site", int()):
            return _without_name(document.remove(path), key="sites", code=document.at(path)["code"])
        case _:
            return document.remove(path)


def _without_unit(document: Document, *, activity: int, code: str) -> Document:
    here: Path = ("activite", activity)
    written = document.at(here)
    whole_day = [each for each in written.get("journee", []) if each != code]
    if code in written.get("journee", []):
        document = document.change(here, {"journee": whole_day if len(whole_day) >= LEAST_OF_A_DAY else None})
    for at in _reversed(written.get("groupe", [])):
        document = _without_in((*here, "groupe", at, "places"), document, key="unites", code=code)
    for kind in ("delai", "ouverture"):
        document = _without_in((*here, kind), document, key="unites", code=code)
    return _without_closed_unit(document, activity=written["code"], code=code, left={unit["code"] for each in _others(document, activity) for unit in each})


def _others(document: Document, activity: int) -> Iterator[list[Mapping[str, Any]]]:
    for at, each in enumerate(document.values["activite"], start=1):
        if at != activity:
            yield each.get("unite", [])


def _without_closed_unit(document: Document, *, activity: str, code: str, left: set[str]) -> Document:
    """A closure of units names their activities beside them."""
    for at in _reversed(document.values.get("fermeture", [])):
        closure = document.at(("fermeture", at))
        if code in closure.get("unites", []) and activity in closure.get("activites", []) and (code not in left or closure["activites"] == [activity]):
            document = _without_code(("fermeture", at), document, key="unites", code=code)
    return document


def _without_name(document: Document, *, key: str, code: str) -> Document:
    return _without_in(("fermeture",), document, key=key, code=code)


def _without_in(tables: Path, document: Document, *, key: str, code: str) -> Document:
    for at in _reversed(document.at(tables[:-1]).get(str(tables[-1]), [])):
        if code in document.at((*tables, at)).get(key, []):
            document = _without_code((*tables, at), document, key=key, code=code)
    return document


def _without_code(path: Path, document: Document, *, key: str, code: str) -> Document:
    """A table that named this one alone goes: without names it would mean everything."""
    written = document.at(path)[key]
    left = [each for each in ([written] if isinstance(written, str) else written) if each != code]
    return document.change(path, {key: left}) if left else document.remove(path)


def _reversed(tables: list[Any]) -> range:
    """Positions, the last first: taking one away does not move those before it."""
    return range(len(tables), 0, -1)
