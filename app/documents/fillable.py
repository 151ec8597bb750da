"""PDF forms that are filled in on a telephone: drawn by Typst, their fields laid by pypdf, and filled with what is known. `inspection/fields.py` reads them."""

import asyncio
import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from app.documents import inspecting
from app.documents.inspecting import Entry
from app.documents.pdf import PRINT

if TYPE_CHECKING:
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject

Kind = Literal["text", "long", "box", "choice"]

ON, OFF = "1", "/Off"
MULTILINE, RADIO, HIDDEN, PRINTED = 1 << 12, 1 << 15, 2, 4  # ISO 32000-1, tables 228, 226 and 165
MIDDLE_KAPPA = 0.5523  # a quarter of a circle as a Bézier curve
ENCODING = "cp1252"  # what the font of the fields writes; for other letters the reader's program draws the field itself

logging.getLogger("pypdf").setLevel(logging.ERROR)  # it tells of such letters, and so of what families write


@dataclass(frozen=True, kw_only=True)
class Blank:
    """A field to lay. `label` is what a screen reader says of it."""

    name: str
    label: str
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the template left room for a field, in points from the top left corner of its page. `value`: the answer that this spot ticks."""

    name: str
    value: str
    page: int
    x: float
    y: float
    width: float
    height: float


async def drawn(template: str, told: Mapping[str, object], *, fields: Sequence[Blank], at: datetime) -> bytes:
    """The form, blank. The template says where each field goes with a `<place>`."""
    return await asyncio.to_thread(_drawn, template, json.dumps(dict(told), ensure_ascii=False), fields, int(at.timestamp()))


async def filled(content: bytes, values: Mapping[str, str], *, stamp: tuple[str, str]) -> bytes:
    """Any form with these values in its fields; a button is put in the state of that name, or off. `stamp` is a hidden field and its value."""
    return await asyncio.to_thread(_filled, content, values, stamp)


async def entries_of(content: bytes) -> dict[str, Entry]:
    """The fields of a form that is ours, or that was looked into already: what a family sends is read in a process apart (`inspecting`)."""
    return await asyncio.to_thread(_entries_of, content)


def _entries_of(content: bytes) -> dict[str, Entry]:
    from app.documents.inspection import fields  # noqa: PLC0415 - loads pypdf

    return inspecting.entries(fields.read(content))


def _drawn(template: str, told: str, fields: Sequence[Blank], at: int) -> bytes:  # noqa: PLR0917 - called by to_thread
    import typst  # noqa: PLC0415 - loaded when a form is asked for, as pypdf below
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415

    compiler = typst.Compiler(PRINT / template, root=PRINT, ignore_system_fonts=True, sys_inputs={"told": told})
    base = compiler.compile(timestamp=at)
    places = [Place(**told) for told in json.loads(compiler.query("<place>", field="value"))]
    writer = PdfWriter(clone_from=PdfReader(BytesIO(base)))  # type: ignore[arg-type] # bytes, as nothing was asked to be written
    _lay(writer, fields, places=places)
    _tag(writer)
    return _written(writer)


def _written(writer: "PdfWriter") -> bytes:
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def _lay(writer: "PdfWriter", fields: Sequence[Blank], *, places: Sequence[Place]) -> None:
    laid = [_field(writer, blank, places=[place for place in places if place.name == blank.name]) for blank in fields]
    writer.root_object.update(_named(AcroForm=_form(writer, laid)))


def _tag(writer: "PdfWriter") -> None:
    """Each field has its place in the structure that Typst wrote, after the text: who hears the page goes from field to field in its order
    (ISO 32000-1, 14.7.4.4)."""
    root: Any = writer.root_object["/StructTreeRoot"]
    document, numbers, key = root["/K"][0], root["/ParentTree"]["/Nums"], int(root["/ParentTreeNextKey"])
    for page in writer.pages:
        page.update(_named(Tabs="/S"))
        for widget in page.get("/Annots", ()):
            holds = _named(Type="/OBJR", Obj=widget, Pg=page.indirect_reference)
            element = writer._add_object(_named(Type="/StructElem", S="/Form", P=document.indirect_reference, Pg=page.indirect_reference, K=holds))  # noqa: SLF001
            document["/K"].append(element)
            widget.get_object().update(_named(StructParent=key))
            numbers.extend([_object(key), element])
            key += 1
    root.update(_named(ParentTreeNextKey=key))


def _form(writer: "PdfWriter", laid: list[Any]) -> "DictionaryObject":
    fonts = {
        "Helv": _named(Type="/Font", Subtype="/Type1", BaseFont="/Helvetica", Encoding="/WinAnsiEncoding"),
        "ZaDb": _named(Type="/Font", Subtype="/Type1", BaseFont="/ZapfDingbats"),
    }
    kept = {name: writer._add_object(font) for name, font in fonts.items()}  # noqa: SLF001 - pypdf has no other way to add an object
    return _named(Fields=laid, DR=_named(Font=_named(**kept)), DA=_said("/Helv 0 Tf 0 g"))


def _field(writer: "PdfWriter", blank: Blank, *, places: list[Place]) -> Any:  # noqa: ANN401 - a reference
    if blank.kind == "choice":
        group = _named(FT="/Btn", Ff=RADIO, T=_said(blank.name), TU=_said(blank.label), V=OFF)
        parent = writer._add_object(group)  # noqa: SLF001
        group.update(
            _named(Kids=[_widget(writer, place, own=_named(Parent=parent, TU=_said(blank.label)) | _ticking(writer, place, disc=True)) for place in places])
        )
        return parent
    own = _named(FT="/Btn" if blank.kind == "box" else "/Tx", T=_said(blank.name), TU=_said(blank.label))
    if blank.kind == "box":
        own |= _named(V=OFF) | _ticking(writer, places[0], disc=False)
    else:
        own |= _named(V=_said(""), DA=_said("/Helv 0 Tf 0 g"), Ff=MULTILINE if blank.kind == "long" else 0)
    return _widget(writer, places[0], own=own)


def _widget(writer: "PdfWriter", place: Place, *, own: Mapping[Any, Any]) -> Any:  # noqa: ANN401 - a reference
    from pypdf.generic import ArrayObject, NameObject  # noqa: PLC0415

    page = writer.pages[place.page - 1]
    top = float(page.mediabox.height) - place.y
    corners = [place.x, top - place.height, place.x + place.width, top]
    widget = writer._add_object(_named(Type="/Annot", Subtype="/Widget", F=PRINTED, Rect=corners, P=page.indirect_reference, **_bare(own)))  # noqa: SLF001
    page.setdefault(NameObject("/Annots"), ArrayObject()).append(widget)
    return widget


def _bare(own: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key).removeprefix("/"): value for key, value in own.items()}


def _ticking(writer: "PdfWriter", place: Place, *, disc: bool) -> dict[Any, Any]:
    """How a box looks when it is ticked and when it is not: drawn, so that no viewer needs a font for it."""
    size = place.width
    on = writer._add_object(_picture(_disc(size) if disc else _tick(size), size=size))  # noqa: SLF001
    off = writer._add_object(_picture("", size=size))  # noqa: SLF001
    return _named(AS=OFF, AP=_named(N=_named(**{place.value: on, "Off": off})), MK=_named(CA=_said("l" if disc else "4")), DA=_said("/ZaDb 0 Tf 0 g"))


def _picture(drawing: str, *, size: float) -> Any:  # noqa: ANN401 - a stream
    from pypdf.generic import DecodedStreamObject  # noqa: PLC0415

    stream = DecodedStreamObject()
    stream.update(_named(Type="/XObject", Subtype="/Form", BBox=[0.0, 0.0, size, size], Resources=_named()))
    stream.set_data(drawing.encode())
    return stream


def _tick(size: float) -> str:
    return f"q 1.6 w 1 J 1 j {size * 0.2:.2f} {size * 0.5:.2f} m {size * 0.42:.2f} {size * 0.25:.2f} l {size * 0.82:.2f} {size * 0.78:.2f} l S Q"


def _disc(size: float) -> str:
    middle, radius = size / 2, size * 0.28
    bend = radius * MIDDLE_KAPPA
    left, right, low, high = (middle + way * radius for way in (-1, 1, -1, 1))
    around = [
        (right, middle + bend, middle + bend, high, middle, high),
        (middle - bend, high, left, middle + bend, left, middle),
        (left, middle - bend, middle - bend, low, middle, low),
        (middle + bend, low, right, middle - bend, right, middle),
    ]
    curves = " ".join(" ".join(f"{point:.2f}" for point in curve) + " c" for curve in around)
    return f"q {right:.2f} {middle:.2f} m {curves} f Q"


def _filled(content: bytes, values: Mapping[str, str], stamp: tuple[str, str]) -> bytes:  # noqa: PLR0917 - called by to_thread
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415

    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    fields = writer.get_fields() or {}
    texts = {name: value.replace("\n", "\r") for name, value in values.items() if name in fields and fields[name].field_type in {"/Tx", "/Ch"}}
    if texts:
        writer.update_page_form_field_values(None, texts, auto_regenerate=None if all(map(_is_drawn, texts.values())) else True)
    for name, value in values.items():
        if name in fields and fields[name].field_type == "/Btn":
            _put_in_state(fields[name].indirect_reference.get_object(), state=value)
    _stamp(writer, *stamp, is_there=stamp[0] in fields)
    return _written(writer)


def _is_drawn(text: str) -> bool:
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True


def _put_in_state(field: Any, *, state: str) -> None:  # noqa: ANN401 - whatever a PDF holds
    """Each of its widgets shows the state that it has, or that it is off."""
    field.update(_named(V=f"/{state}" if state else OFF))
    for widget in _widgets(field):
        has = f"/{state}" in widget.get("/AP", {}).get("/N", {})
        widget.update(_named(AS=f"/{state}" if state and has else OFF))


def _widgets(field: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever a PDF holds
    kids: Iterable[Any] = field.get("/Kids", ())
    yield from (kid.get_object() for kid in kids)
    if "/AP" in field:
        yield field


def _stamp(writer: "PdfWriter", name: str, value: str, *, is_there: bool) -> None:  # noqa: PLR0917 - a pair
    """Neither seen nor printed nor changed."""
    if is_there:
        writer.update_page_form_field_values(None, {name: value}, auto_regenerate=None)
        return
    hidden = _widget(writer, Place(name=name, value="", page=1, x=0, y=0, width=0, height=0), own=_named(FT="/Tx", T=_said(name), V=_said(value), Ff=1))
    hidden.get_object().update(_named(F=HIDDEN))
    form: Any = writer.root_object["/AcroForm"]
    form["/Fields"].append(hidden)


def _named(**values: Any) -> "DictionaryObject":  # noqa: ANN401 - what a PDF holds
    """A dictionary of PDF: `/Name` is a name, numbers and lists are what they are, a text is told by `_said`."""
    from pypdf.generic import DictionaryObject, NameObject  # noqa: PLC0415

    return DictionaryObject({NameObject(f"/{key}"): _object(value) for key, value in values.items()})


def _object(value: Any) -> Any:  # noqa: ANN401 - the same
    from pypdf.generic import ArrayObject, FloatObject, NameObject, NumberObject, PdfObject  # noqa: PLC0415

    if isinstance(value, PdfObject):
        made: Any = value
    elif isinstance(value, str):
        made = NameObject(value)
    elif isinstance(value, list):
        made = ArrayObject(_object(each) for each in value)
    else:
        made = NumberObject(value) if isinstance(value, int) else FloatObject(value)
    return made


def _said(text: str) -> Any:  # noqa: ANN401 - the same
    from pypdf.generic import TextStringObject  # noqa: PLC0415

    return TextStringObject(text)
