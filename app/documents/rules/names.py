"""The name of a file: what a browser sent is only ever shown, never used to store anything."""

import unicodedata

LONGEST = 100
NAMELESS = "document"
EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg"}


def extension_of(sent: str) -> str:
    """In small letters, without its dot; empty when there is none."""
    name, dot, extension = sent.rpartition(".")
    return extension.strip().lower() if name and dot else ""


def shown(sent: str, *, media_type: str) -> str:
    """As it is written, under the extension of what is kept."""
    name = written(sent)
    stem = (name.rpartition(".")[0] or name).strip(" .")[:LONGEST].rstrip(" .")
    return f"{stem or NAMELESS}.{EXTENSIONS[media_type]}"


def written(sent: str) -> str:
    """The last part of a path, without what is not written (controls, marks that turn the direction of reading)."""
    last = unicodedata.normalize("NFC", sent).replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
