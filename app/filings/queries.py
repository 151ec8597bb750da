"""Demandes as the adults of the household see them; nobody else does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.core import database
from app.filings.rules import Status


@dataclass(frozen=True, kw_only=True)
class FilingLine:
    number: int
    procedure: str
    subject: str
    status: Status
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class FilingEvent:
    status: Status
    at: datetime
    note: str


@dataclass(frozen=True, kw_only=True)
class FilingView:
    number: int
    procedure: str
    subject: str
    status: Status
    sent_at: datetime
    payload: dict[str, Any]
    events: list[FilingEvent]


OWN = "from filing f join guardian g on g.household = f.household and g.account = {}"
EVENTS = """
select json_agg(json_build_object('status', e.status, 'at', e.at, 'note', e.note) order by e.id) from filing_event e where e.filing = f.id
"""
SHOWN = f"select f.number, f.procedure, f.subject, f.status, f.sent_at, f.payload, ({EVENTS}) as events {OWN} where f.number = {{}}"


async def of_account(account_id: UUID, *, most: int, before: int | None = None) -> list[FilingLine]:
    """The newest first; `before` a number leads to the older ones."""
    rows = await database.fetch(
        f"select f.number, f.procedure, f.subject, f.status, f.sent_at {OWN} where {{}}::bigint is null or f.number < {{}} order by f.number desc limit {{}}",
        account_id,
        before,
        before,
        most,
    )
    return [FilingLine(**row | {"status": Status(row["status"])}) for row in rows]


async def filing_of(account_id: UUID, number: int) -> FilingView | None:
    row = await database.fetch_one(SHOWN, account_id, number)
    if row is None:
        return None
    events = msgspec.json.decode(row["events"], type=list[FilingEvent])
    return FilingView(**row | {"status": Status(row["status"]), "payload": msgspec.json.decode(row["payload"]), "events": events})


async def number_of_submission(account_id: UUID, submission_id: UUID) -> int | None:
    """The demande that this submission has already made, if any."""
    value = await database.fetch_value(f"select f.number {OWN} where f.submission_id = {{}}", account_id, submission_id)
    return None if value is None else int(value)
