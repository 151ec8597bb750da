"""What the pages of the intake share."""

from typing import Any
from uuid import UUID

import litestar

from app.core import access, clock, exports, spreadsheets
from app.core.exports import Export
from app.core.spreadsheets import Sheet
from app.core.web import Request

HERE = "/agents/imports"
DUPLICATES, MERGE, MERGES, INVITATIONS = f"{HERE}/doublons", f"{HERE}/fusion", f"{HERE}/fusions", f"{HERE}/invitations"
PROVED: dict[str, Any] = {"fresh_proof": True}
LONGEST_NUMBER = 6  # digits of a page


def page_of(request: Request) -> int:
    """From the address: a page that is none is the first."""
    typed = request.query_params.get("page", "")
    return max(1, int(typed)) if typed.isdecimal() and typed.isascii() and len(typed) <= LONGEST_NUMBER else 1


def id_of(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


async def csv(request: Request, sheet: Sheet, *, what: str, name: str, about: dict[str, str | int | bool | None]) -> litestar.Response[bytes]:
    """Counted and noted before it leaves."""
    rows = list(sheet.rows)
    told = Export(what=what, kind="csv", lines=len(rows), about=about)
    await exports.note(told, by=access.author_of(request), now=clock.now())
    content = await spreadsheets.csv_of(Sheet(title=sheet.title, columns=sheet.columns, rows=rows))
    return exports.attachment(content, name=name, media_type=spreadsheets.CSV)
