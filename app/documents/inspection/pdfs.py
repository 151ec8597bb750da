"""PDF files are kept as they are, so they must do nothing: no script, no launch, no file inside, no form that sends or computes, no action by itself."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from app.documents.inspection.refused import RefusedFile
from app.documents.rules.refusals import MOST_OBJECTS, MOST_PAGES, Refusal

END = b"%%EOF"
DEEPEST = 40
ACTIVE_KEYS = {"/JavaScript", "/JS", "/XFA", "/EmbeddedFiles", "/EF", "/AA", "/RichMediaContent"}
ACTIVE_ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound", "/RichMediaExecute",
}  # fmt: skip
ACTIVE_PARTS = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/FileAttachment", "/EmbeddedFile"}
# Long enough not to be met by chance among compressed bytes.
ACTIVE_NAMES = re.compile(rb"/(JavaScript|Launch|EmbeddedFile|RichMedia|SubmitForm|ImportData|FileAttachment)")
ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")


def count_checked(content: bytes) -> int:
    """How many pages. Raises `RefusedFile`."""
    _require_end(content)
    # Also where no reference leads: readers repair a file each in its own way.
    if ACTIVE_NAMES.search(ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), content)):
        raise RefusedFile(Refusal.ACTIVE)
    try:
        return _count_pages(PdfReader(BytesIO(content), strict=False))
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError) as damaged:  # what pypdf raises on a damaged file
        raise RefusedFile(Refusal.BROKEN) from damaged


def _require_end(content: bytes) -> None:
    """Nothing follows the end: no other file rides along (a ZIP archive is read from its end)."""
    if content.rpartition(END)[1] == b"":
        raise RefusedFile(Refusal.BROKEN)
    if content.rpartition(END)[2].strip(b"\0\t\n\f\r "):
        raise RefusedFile(Refusal.OTHER_TYPE)


def _count_pages(reader: PdfReader) -> int:
    """Under an empty password anybody opens it: only its printing or copying is restricted."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise RefusedFile(Refusal.ENCRYPTED)
    pages = 0
    for thing in _things_of(reader):
        _require_still(thing, depth=0)
        pages += isinstance(thing, DictionaryObject) and thing.get("/Type") == "/Page"
        if pages > MOST_PAGES:
            raise RefusedFile(Refusal.TOO_MANY_PAGES)
    if not pages:
        raise RefusedFile(Refusal.BROKEN)
    return pages


def _things_of(reader: PdfReader) -> Iterator[Any]:
    """The trailer and every object of the file, without reading what streams hold."""
    told = reader.root_object.get("/Pages", {}).get("/Count", 0)
    if isinstance(told, int) and told > MOST_PAGES:
        raise RefusedFile(Refusal.TOO_MANY_PAGES)
    places = {(number, generation) for generation, numbers in reader.xref.items() for number in numbers} | {(number, 0) for number in reader.xref_objStm}
    if len(places) > MOST_OBJECTS:
        raise RefusedFile(Refusal.TOO_COMPLEX)
    yield reader.root_object
    for number, generation in sorted(places):
        yield reader.get_object(IndirectObject(number, generation, reader))


def _require_still(thing: Any, *, depth: int) -> None:  # noqa: ANN401 - whatever a PDF holds
    """Indirect objects are looked at on their own."""
    if depth > DEEPEST:
        raise RefusedFile(Refusal.TOO_COMPLEX)
    if isinstance(thing, DictionaryObject):
        if ACTIVE_KEYS & thing.keys() or _named(thing, "/S") in ACTIVE_ACTIONS or {_named(thing, "/Subtype"), _named(thing, "/Type")} & ACTIVE_PARTS:
            raise RefusedFile(Refusal.ACTIVE)
        if "/OpenAction" in thing and not _only_shows(thing["/OpenAction"]):
            raise RefusedFile(Refusal.ACTIVE)
    inside = thing.values() if isinstance(thing, DictionaryObject) else thing if isinstance(thing, ArrayObject) else ()
    for part in inside:
        if isinstance(part, DictionaryObject | ArrayObject):
            _require_still(part, depth=depth + 1)


def _named(thing: DictionaryObject, key: str) -> str:
    value = thing.get(key)
    return str(value) if isinstance(value, NameObject) else ""


def _only_shows(action: Any) -> bool:  # noqa: ANN401 - the same
    """Word processors write at which page and how large the file opens."""
    return isinstance(action, ArrayObject) or (isinstance(action, DictionaryObject) and _named(action, "/S") == "/GoTo")
