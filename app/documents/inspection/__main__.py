"""The inspecting process: files come in by its standard input, what is kept of them goes out by its standard output.

In: a line of JSON, `{"files": [{"extension": "jpg", "size": 1234}], "fields": false}`, then their contents. Out: `{"media_type": …, "pages": …}` and the
content to keep, or `{"refused": code}`. With `fields`, what is written in those of one PDF goes out, as `{"fields": {…}}`, and nothing is kept.
"""

import contextlib
import json
import resource
import sys
from dataclasses import dataclass
from typing import Any, BinaryIO

from app.documents.inspection.refused import RefusedFile
from app.documents.rules.refusals import MOST_PHOTOS, Refusal

MOST_MEMORY = 1_500_000_000  # bytes of addresses, of which a photo of 40 million points takes a third
MOST_SECONDS = 20  # of processor

PDF, PHOTO = "application/pdf", "image/jpeg"
PDF_START = b"%PDF-"
EXTENSIONS = {"pdf": PDF, "jpg": PHOTO, "jpeg": PHOTO, "jfif": PHOTO, "png": PHOTO, "heic": PHOTO, "heif": PHOTO}


@dataclass(frozen=True, kw_only=True)
class Kept:
    media_type: str
    pages: int
    content: bytes


def main() -> None:
    limit()
    try:
        asked = json.loads(sys.stdin.buffer.readline())
        extensions, contents = read(sys.stdin.buffer, asked)
        kept = kept_of(extensions, contents)
        told = {"media_type": kept.media_type, "pages": kept.pages}
        answer(told | {"fields": fields_of(kept)} if asked["fields"] else told, b"" if asked["fields"] else kept.content)
    except RefusedFile as refused:
        answer({"refused": refused.refusal})
    except (MemoryError, RecursionError):
        answer({"refused": Refusal.TOO_COMPLEX})


def limit() -> None:
    """A limit that a system does not have is left out: the parent's time-out holds in any case."""
    for what, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def read(source: BinaryIO, asked: dict[str, Any]) -> tuple[list[str], list[bytes]]:
    """The extensions and the contents."""
    told = asked["files"]
    return [each["extension"] for each in told], [source.read(each["size"]) for each in told]


def kept_of(extensions: list[str], contents: list[bytes]) -> Kept:
    """Each library is loaded when a file needs it."""
    types = [type_of(content, extension=extension) for extension, content in zip(extensions, contents, strict=True)]
    if PDF in types and len(types) > 1:
        raise RefusedFile(Refusal.MIXED)
    if len(types) > MOST_PHOTOS:
        raise RefusedFile(Refusal.TOO_MANY_PHOTOS)
    if PDF in types:
        from app.documents.inspection import pdfs  # noqa: PLC0415

        return Kept(media_type=PDF, pages=pdfs.count_checked(contents[0]), content=contents[0])
    from app.documents.inspection import photos  # noqa: PLC0415

    if len(contents) == 1:
        return Kept(media_type=PHOTO, pages=1, content=photos.drawn_again(contents[0]))
    return Kept(media_type=PDF, pages=len(contents), content=photos.bound(contents))


def type_of(content: bytes, *, extension: str) -> str:
    """What it begins with decides; the extension must agree. The library that opens it has the last word."""
    found = PDF if content.startswith(PDF_START) else PHOTO if is_photo(content) else None
    if found is None:
        raise RefusedFile(Refusal.WRONG_TYPE)
    if EXTENSIONS.get(extension) != found:
        raise RefusedFile(Refusal.OTHER_TYPE)
    return found


def is_photo(content: bytes) -> bool:
    """JPEG, PNG, or HEIC, the photos of an iPhone."""
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or is_heic(content)


def is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"heim", b"heis", b"mif1"}


def fields_of(kept: Kept) -> dict[str, dict[str, Any]]:
    """None for a photo."""
    from app.documents.inspection import fields  # noqa: PLC0415

    return fields.read(kept.content) if kept.media_type == PDF else {}


def answer(told: dict[str, object], content: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
