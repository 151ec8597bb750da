"""Spreadsheets: what was typed is read as it was typed, and nothing of it is run."""

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest

from app.core import spreadsheets
from app.core.spreadsheets import Sheet
from tests.conftest import MORNING

ACTING = (
    '=HYPERLINK("http://exemple.fr")',
    "=1+1", "+33 6", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "  =1", "\u00a0=1", "＝1", "\x01@x", "=", "'=1\n=2",
)  # fmt: skip
CALM = ("Le Goff", "l’été", "", " ", "a=b", "06\u00a039\u00a098\u00a012\u00a034", "1 rue\nde l’École", '« é ; " »', "'quoted", "0")


def of(*rows: tuple[spreadsheets.Cell, ...], columns: tuple[str, ...] = ("Nom",)) -> Sheet:
    return Sheet(title="Liste", columns=columns, rows=rows)


async def read_csv(sheet: Sheet) -> list[list[str]]:
    content = await spreadsheets.csv_of(sheet)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


async def read_xlsx(sheet: Sheet) -> list[list[object]]:
    book = openpyxl.load_workbook(BytesIO(await spreadsheets.xlsx_of(sheet, at=MORNING)))
    assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)
    assert not any(cell.hyperlink for row in book.worksheets[0].iter_rows() for cell in row)
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


@pytest.mark.rule(43)
@pytest.mark.parametrize("typed", ACTING)
async def test_what_a_spreadsheet_would_run_is_words(typed: str) -> None:
    (_, (cell,)) = await read_csv(of((typed,)))
    assert cell.startswith("'")
    ((_,), (kept,)) = await read_xlsx(of((typed,)))
    assert kept in {words := spreadsheets.CONTROLS.sub("", typed), words.replace("\r", "_x000D_")}, "a workbook keeps words as they were typed"


@pytest.mark.rule(43)
@pytest.mark.parametrize("typed", [typed for typed in CALM if typed.strip()])
async def test_all_other_words_are_left_as_they_are(typed: str) -> None:
    assert await read_csv(of((typed,))) == [["Nom"], [typed]]
    assert await read_xlsx(of((typed,))) == [["Nom"], [typed]]


@pytest.mark.rule(43)
async def test_headings_are_as_harmless_as_cells() -> None:
    assert (await read_csv(of(columns=("=1",))))[0] == ["'=1"]


async def test_lines_end_and_cells_are_quoted_as_the_rfc_says() -> None:
    content = await spreadsheets.csv_of(of(('Dit "Zoé"; la seconde', 3, None, date(2026, 12, 8)), columns=("A", "B", "C", "D")))
    assert content.decode("utf-8-sig") == 'A;B;C;D\r\n"Dit ""Zoé""; la seconde";3;;08/12/2026\r\n'


async def test_numbers_and_days_are_numbers_and_days() -> None:
    rows = await read_xlsx(of((-4, date(2026, 12, 8), None), columns=("Nombre", "Jour", "Rien")))
    assert rows[1][0] == -4
    assert f"{rows[1][1]:%Y-%m-%d}" == "2026-12-08"
    assert rows[1][2] is None


async def test_a_title_that_no_sheet_can_have_is_shortened() -> None:
    book = openpyxl.load_workbook(BytesIO(await spreadsheets.xlsx_of(Sheet(title="Semaine du 7/12 [tous] : " + "x" * 40, columns=("A",), rows=()), at=MORNING)))
    assert len(book.sheetnames[0]) <= 31
    assert not set(book.sheetnames[0]) & set("[]:*?/\\")
