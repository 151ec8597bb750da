"""A file of families as rows of cells, read as it comes: whatever its encoding and its separator, never held whole in memory."""

import codecs
import csv
import io
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from app.intake.rules import columns
from app.intake.rules.columns import Header

PIECE = 64 * 1024
LONGEST_CELL = 10_000  # characters
ZIPPED, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WINDOWS = "cp1252"


class NotASheet(Exception):
    """The file as a whole: one French sentence a problem."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Row:
    """`number`: the line on which it begins, as an editor counts them. `broken`: what could not be read of it."""

    number: int
    cells: list[str]
    broken: str = ""


@contextmanager
def opened(file: BinaryIO, *, encoding: str) -> Iterator[tuple[Header, Iterator[Row]]]:
    """The columns, then the rows. Raises `NotASheet` when it is no file of families at all. The file stays open."""
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        first_line = text.readline(LONGEST_CELL)
        if not first_line.strip():
            raise NotASheet("Ce fichier est vide\u00a0: la première ligne donne le nom des colonnes, les suivantes les familles.")
        rows = csv.reader(itertools.chain([first_line], text), delimiter=columns.separator_of(first_line))
        header = columns.read(next(rows))
        if not isinstance(header, Header):
            raise NotASheet(*header)
        yield header, _rows(rows)
    finally:
        text.detach()


def encoding_of(file: BinaryIO) -> str:
    """UTF-8 when all of it is, otherwise what Excel writes on Windows. Leaves the file at its beginning."""
    start = file.read(len(ZIPPED))
    if start in {ZIPPED, OLE} or start.startswith(PDF):
        raise NotASheet("Ce fichier est un classeur ou un PDF. Ouvrez-le, puis «\u00a0Enregistrer sous\u00a0», au format CSV UTF-8.")
    file.seek(0)
    found = "utf-16" if start.startswith(UTF_16) else "utf-8-sig" if _is_utf_8(file) else WINDOWS
    file.seek(0)
    return found


def _is_utf_8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(PIECE):
            if b"\0" in piece:
                raise NotASheet("Ce fichier n’est pas du texte. Enregistrez votre tableau au format CSV UTF-8.")
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class Cells(Protocol):
    """The csv module's reader. `line_num`: the lines read until here."""

    line_num: int

    def __next__(self) -> list[str]: ...


def _rows(rows: Cells) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    while True:
        number = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield Row(number=number, cells=[], broken="Cette ligne ne se lit pas\u00a0: vérifiez ses guillemets, et raccourcissez ce qui est très long.")
            continue
        if any(cell.strip() for cell in cells):
            yield Row(number=number, cells=cells)
