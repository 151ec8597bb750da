"""What was written into the fields of a PDF form, already looked into: texts, boxes and choices, by the name of their field."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, Field

from app.documents.inspection.refused import RefusedFile
from app.documents.rules.refusals import Refusal

MOST_FIELDS, MOST_STATES = 1_000, 100
LONGEST_VALUE = 5_000  # characters: beyond, nothing of ours holds it
OFF = "Off"
TEXT, BUTTON, CHOICE = "text", "button", "choice"
KINDS = {"/Tx": TEXT, "/Btn": BUTTON, "/Ch": CHOICE}


def read(content: bytes) -> dict[str, dict[str, Any]]:
    """For each field its kind, its value, and the states it can have. A button that is off has an empty value, otherwise the name of its state."""
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            reader.decrypt("")
        return dict(_answerable(reader.get_fields() or {}))
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError) as damaged:  # what pypdf raises on a damaged file
        raise RefusedFile(Refusal.BROKEN) from damaged


def _answerable(found: dict[str, Field]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Neither groups of fields nor buttons that only do something, nor signatures."""
    if len(found) > MOST_FIELDS:
        raise RefusedFile(Refusal.TOO_COMPLEX)
    for name, field in found.items():
        kind = KINDS.get(str(field.field_type))
        states = _states(field)
        if kind == TEXT or (kind and states):
            value = _state(field) if kind == BUTTON else _text(field.value)
            yield str(name), {"kind": kind, "value": value, "states": [] if kind == TEXT else states}


def _states(field: Field) -> list[str]:
    """In which a button may be besides off, and what a list offers: the word that it exports."""
    told = field.get("/_States_", ArrayObject())
    states = [str(each[0] if isinstance(each, ArrayObject) else each).removeprefix("/") for each in told[:MOST_STATES]]
    return [state for state in dict.fromkeys(states) if state and state != OFF]


def _state(field: Field) -> str:
    """Some viewers of phones write the state on what is drawn, and not on the field."""
    drawn = [field.indirect_reference.get_object(), *(kid.get_object() for kid in field.get("/Kids", ()))] if field.indirect_reference else [field]
    states = [field.value, *(widget.get("/AS") for widget in drawn if isinstance(widget, DictionaryObject))]
    said = [str(state).removeprefix("/") for state in states if state is not None]
    return next((state for state in said if state and state != OFF), "")[:LONGEST_VALUE]


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a PDF holds
    """Of a choice of several, the first. PDF ends lines as typewriters did. A cut text stays too long, and is said to be."""
    single = value[0] if isinstance(value, ArrayObject) and value else value
    return single.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")[: LONGEST_VALUE + 1] if isinstance(single, str) else ""
