"""What leaves the portal as a file with many people in it: so many at once and no more, each written in the audit trail."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import litestar
from litestar.exceptions import TooManyRequestsException

from app.core import audit, database
from app.core.authors import Author

ACT = "export"
MOST, WITHIN = 30, timedelta(minutes=10)  # of one account
MOST_LINES, MOST_PRINTED = 20_000, 1_000
LOCK = 7_305_017


@dataclass(frozen=True, kw_only=True)
class Export:
    """`what`: a code ("list of a day"); `about`: ids and days that say which, never a name. `kind`: pdf, csv or xlsx."""

    what: str
    kind: str
    lines: int
    about: dict[str, str | int | bool | None]


@database.retried
async def note(export: Export, *, by: Author, now: datetime) -> None:
    """Before the file is made. Raises 429 once this account has taken too many (docs/security.md, rule 53): two askings at once count as two."""
    async with database.transaction():
        await database.fetch("select pg_advisory_xact_lock({}, hashtext({}))", LOCK, str(by.account_id))
        taken = await database.fetch_value("select count(*) from audit_entry where act = {} and actor = {} and at > {}", ACT, by.account_id, now - WITHIN)
        if taken >= MOST:
            raise TooManyRequestsException
        told = {"kind": export.kind, "lines": export.lines, **export.about}
        await audit.record(ACT, actor=by.account_id, role=by.role, now=now, about=("export", export.what), details=told, origin=by.origin)


def is_too_long(lines: int, *, kind: str) -> bool:
    return lines > (MOST_PRINTED if kind == "pdf" else MOST_LINES)


def attachment(content: bytes, *, name: str, media_type: str) -> litestar.Response[bytes]:
    """`name` says what it is and for which day, and nothing of anybody."""
    return litestar.Response(content, status_code=200, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
