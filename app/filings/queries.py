"""Demandes as the adults of the household see them; nobody else does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.core import database, paging
from app.core.paging import Page
from app.filings.keeping import OUTCOME, PAYLOAD
from app.filings.rules import Status


@dataclass(frozen=True, kw_only=True)
class FilingLine:
    """`at_desk`: an agent made it in the family's place."""

    number: int
    procedure: str
    subject: str
    status: Status
    sent_at: datetime
    payload: dict[str, Any]
    at_desk: bool


@dataclass(frozen=True, kw_only=True)
class Beneficiary:
    id: UUID
    first_name: str


@dataclass(frozen=True, kw_only=True)
class Had:
    """What the demandes of a household are about: nothing else is offered to narrow their list."""

    children: list[Beneficiary]
    procedures: list[str]
    statuses: list[Status]
    years: list[int]


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """None keeps everything. `year` is that of the sending, in Paris."""

    child_id: UUID | None = None
    procedure: str | None = None
    status: Status | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class FilingEvent:
    status: Status
    at: datetime
    note: str


@dataclass(frozen=True, kw_only=True)
class FilingView:
    """`office`: the service, when an agent made it in the family's place; empty otherwise."""

    number: int
    procedure: str
    subject: str
    status: Status
    sent_at: datetime
    sent_by: str
    office: str
    payload: dict[str, Any]
    events: list[FilingEvent]


PER_PAGE = 10
LARGEST = 2**63 - 1  # what PostgreSQL holds in a bigint
OWN = "from filing f join guardian g on g.household = f.household and g.account = {}"
EVENTS = """
select json_agg(json_build_object('status', e.status, 'at', e.at, 'note', e.note) order by e.id) from filing_event e where e.filing = f.id
"""
SENDER = "select s.first_name || ' ' || s.last_name from guardian s where s.household = f.household and s.account = f.applicant"
SHOWN = f"""
select f.number, f.procedure, f.subject, f.status, f.sent_at, coalesce(({SENDER}), '') as sent_by,
       case when f.agent is null then '' else (select office from commune) end as office, f.id, f.payload, f.payload_sealed,
       ({EVENTS}) as events {OWN} where f.number = {{}}
"""  # noqa: S608 - made of the constants above
YEAR = "extract(year from f.sent_at at time zone 'Europe/Paris')::int"
HAD = f"""
with own as (select f.procedure, f.status, f.beneficiary, {YEAR} as year {OWN})
select (select json_agg(json_build_object('id', c.id, 'first_name', c.first_name) order by c.birth_date, c.first_name, c.id)
        from child c where c.id in (select beneficiary from own)) as children,
       (select array_agg(distinct procedure) from own) as procedures,
       (select array_agg(distinct status) from own) as statuses,
       (select array_agg(distinct year order by year desc) from own) as years
"""  # noqa: S608 - made of the constants above
LINE = "select f.number, f.procedure, f.subject, f.status, f.sent_at, f.payload, f.agent is not null as at_desk"
# A page beyond the last is the last.
FOUND = f"""
with found as (
    {LINE} {OWN}
    where f.beneficiary is not distinct from coalesce({{}}::uuid, f.beneficiary) and f.procedure = coalesce({{}}::text, f.procedure)
      and f.status = coalesce({{}}::text, f.status) and {YEAR} = coalesce({{}}::int, {YEAR})
)
select found.*, (select count(*) from found) as total from found order by number desc
limit {PER_PAGE} offset (select least({{}}, (count(*) - 1) / {PER_PAGE} * {PER_PAGE}) from found)
"""  # noqa: S608 - made of the constants above


async def of_account(account_id: UUID, *, most: int) -> list[FilingLine]:
    """The newest first."""
    return [_line(row) for row in await database.fetch(f"{LINE} {OWN} order by f.number desc limit {{}}", account_id, most)]


def _line(row: dict[str, Any]) -> FilingLine:
    return FilingLine(**row | {"status": Status(row["status"]), "payload": msgspec.json.decode(row["payload"])})


async def had_by(account_id: UUID) -> Had:
    row = await database.fetch_one(HAD, account_id) or {}
    had = set(row["statuses"] or ())
    return Had(
        children=msgspec.json.decode(row["children"] or "[]", type=list[Beneficiary]),
        procedures=row["procedures"] or [],
        statuses=[status for status in Status if status in had],
        years=row["years"] or [],
    )


async def page_of(account_id: UUID, narrowing: Narrowing, *, number: int) -> Page[FilingLine]:
    """The newest first."""
    asked = (narrowing.child_id, narrowing.procedure, narrowing.status, narrowing.year)
    rows = await database.fetch(FOUND, account_id, *asked, (number - 1) * PER_PAGE)
    total = rows[0]["total"] if rows else 0
    lines = [_line({name: value for name, value in row.items() if name != "total"}) for row in rows]
    return paging.page_of(lines, asked=number, total=total, per_page=PER_PAGE)


async def filing_of(account_id: UUID, number: int) -> FilingView | None:
    row = await database.fetch_one(SHOWN, account_id, number) if number <= LARGEST else None
    if row is None:
        return None
    payload = PAYLOAD.read(row["payload"], row.pop("payload_sealed"), row_id=row.pop("id"))
    events = msgspec.json.decode(row["events"], type=list[FilingEvent])
    return FilingView(**row | {"status": Status(row["status"]), "payload": payload, "events": events})


async def outcome_of(account_id: UUID, number: int) -> dict[str, Any] | None:
    """What its acceptance made; None when it was not accepted."""
    row = await database.fetch_one(f"select f.id, f.outcome, f.outcome_sealed {OWN} where f.number = {{}} and f.status = 'accepted'", account_id, number)
    return None if row is None else OUTCOME.read(row["outcome"], row["outcome_sealed"], row_id=row["id"])


async def number_made_at_desk(agent_id: UUID, submission_id: UUID) -> int | None:
    """The demande that this agent's submission has already made, if any."""
    value = await database.fetch_value("select number from filing where agent = {} and submission_id = {}", agent_id, submission_id)
    return None if value is None else int(value)


async def number_of_submission(account_id: UUID, submission_id: UUID) -> int | None:
    """The demande that this submission has already made, if any."""
    value = await database.fetch_value(f"select f.number {OWN} where f.submission_id = {{}}", account_id, submission_id)
    return None if value is None else int(value)
