"""Lists as files that a spreadsheet opens, CSV and XLSX. What somebody typed stays words there: no cell is ever run (docs/security.md, rule 43)."""

import asyncio
import csv
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import TypeAlias

CSV = "text/csv"  # in UTF-8, as every text that leaves
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = "\ufeff"  # without it, a French Excel reads the accents wrong
ACTING = frozenset("=+-@＝＋－＠\t\r\n")  # what a spreadsheet takes for the beginning of a formula, wide letters included
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # no cell holds them, and a NUL hides what follows it
LONGEST_NAME = 31  # letters of a sheet's name
FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\']")
WIDEST, NARROWEST = 48, 8  # letters of a column

Cell: TypeAlias = str | int | date | None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """`title` names the sheet. Rows are as long as `columns`; words, whole numbers and days keep their kind."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def harmless(words: str) -> str:
    """The same words; with a ' before what a spreadsheet would run, spaces before it or not."""
    kept = CONTROLS.sub("", words)
    return f"'{kept}" if kept[:1] in ACTING or kept.lstrip()[:1] in ACTING else kept


async def csv_of(sheet: Sheet) -> bytes:
    """RFC 4180 with the semicolon that a French spreadsheet expects; lines end with CR LF."""
    return await asyncio.to_thread(_csv, sheet)


def _csv(sheet: Sheet) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(column) for column in sheet.columns])
    writer.writerows([_written(cell) for cell in row] for row in sheet.rows)
    return (BOM + text.getvalue()).encode()


def _written(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return harmless(cell) if isinstance(cell, str) else cell


async def xlsx_of(sheet: Sheet, *, at: datetime) -> bytes:
    """Words are written as words, whatever they look like. `at` is written as the date of the document."""
    return await asyncio.to_thread(_xlsx, sheet, at)


def _xlsx(sheet: Sheet, at: datetime) -> bytes:
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415 - loaded by the processes that write one

    made = BytesIO()
    with tempfile.TemporaryDirectory() as folder:  # closed to others, gone with its rows
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(made, options) as book:
            book.set_properties({"title": sheet.title, "created": at.replace(tzinfo=None)})
            _fill(book, sheet)
    return made.getvalue()


def _fill(book, sheet: Sheet) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - the library is loaded above
    heading, day, wrapped = (book.add_format(look) for look in ({"bold": True, "bottom": 1}, {"num_format": "dd/mm/yyyy"}, {"text_wrap": True}))
    page = book.add_worksheet(FORBIDDEN_IN_NAME.sub(" ", sheet.title)[:LONGEST_NAME])
    page.freeze_panes(1, 0)
    rows: list[list[Cell]] = [list(row) for row in sheet.rows]
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, _width(column, (row[place] for row in rows)))
    headings: list[Cell] = list(sheet.columns)
    for line, row in enumerate([headings, *rows]):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(line, place, cell, day)
            elif isinstance(cell, int):
                page.write_number(line, place, cell)
            elif cell:
                page.write_string(line, place, CONTROLS.sub("", cell), heading if line == 0 else wrapped)


def _width(column: str, cells: Iterable[Cell]) -> int:
    longest = max([len(column), *(len(line) for cell in cells if isinstance(cell, str) for line in cell.splitlines())])
    return min(WIDEST, max(NARROWEST, longest + 2))
