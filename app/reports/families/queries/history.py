"""What happened with a household: its demandes, what the service wrote to it, the audit trail about it. For who has loaded the household."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from app.core import database, paging
from app.core.paging import Page
from app.filings.rules import Status

PER_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class FilingLine:
    number: int
    procedure: str
    subject: str
    status: Status
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class MessageLine:
    """`read_by`: the adults of the household who have read it. `booked_on`: it was written to all who had booked that day."""

    id: UUID
    title: str
    body: str
    sent_at: datetime
    booked_on: date | None
    read_by: list[str]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`who`: an adult or an agent; empty for the portal itself, and for who has left the household. `whom`: the first name of whom it is about, if any."""

    at: datetime
    act: str
    role: str
    who: str
    whom: str
    details: Mapping[str, Any]


WHOLE = f"limit {PER_PAGE} offset (select least({{}}, greatest(0, count(*) - 1) / {PER_PAGE} * {PER_PAGE}) from found)"  # noqa: S608 - constants
FILINGS = f"""
with found as (select number, procedure, subject, status, sent_at from filing where household = {{}})
select *, (select count(*) from found) as total from found order by number desc {WHOLE}
"""  # noqa: S608 - constants
MESSAGES = f"""
with found as (
    select m.id, m.title, m.body, m.sent_at, m.booked_on, mh.household from message_household mh join message m on m.id = mh.message where mh.household = {{}}
)
select id, title, body, sent_at, booked_on, (select count(*) from found) as total,
       array(select g.first_name from guardian g join message_mark k on k.account = g.account and k.message = found.id
             where g.household = found.household order by g.position, g.id) as read_by
from found order by sent_at desc, id {WHOLE}
"""  # noqa: S608 - constants
# Signing in and out is each adult's own affair: of accounts, what the service or an address did. What concerns a barred person says no name.
JOURNAL = f"""
with home as (
    select id from household where id = {{}}
), thing as (
    select 'household' as kind, id::text, '' as whom from home
    union all select 'guardian', g.id::text, g.first_name from guardian g join home on home.id = g.household
    union all select 'account', g.account::text, g.first_name from guardian g join home on home.id = g.household where g.account is not null
    union all select 'child', c.id::text, c.first_name from household_child hc join home on home.id = hc.household join child c on c.id = hc.child
    union all select 'barred_pickup', b.id::text, c.first_name
        from household_child hc join home on home.id = hc.household join child c on c.id = hc.child join barred_pickup b on b.child = c.id
    union all select 'contact', k.id::text, k.first_name || ' ' || k.last_name from contact k join home on home.id = k.household
    union all select 'pending_change', p.id::text, coalesce(c.first_name, g.first_name, '')
        from pending_change p join home on home.id = p.household left join child c on c.id = p.child left join guardian g on g.id = p.guardian
    union all select 'filing', f.id::text, coalesce(c.first_name, '') from filing f join home on home.id = f.household left join child c on c.id = f.beneficiary
    union all select 'supporting_document', d.id::text, coalesce(c.first_name, '')
        from supporting_document d join home on home.id = d.household left join child c on c.id = d.child
    union all select 'custody_statement', s.id::text, c.first_name from custody_statement s join home on home.id = s.household join child c on c.id = s.child
    union all select 'enrolment', e.id::text, c.first_name from enrolment e join home on home.id = e.household join child c on c.id = e.child
    union all select 'message', mh.message::text, '' from message_household mh join home on home.id = mh.household
), found as (
    select a.id, a.at, a.act, a.role, a.actor, a.details, thing.whom from thing
    join audit_entry a on a.object_kind = thing.kind and a.object_id = thing.id
    where a.act not like 'accounts:%' or a.act in ('accounts:invited', 'accounts:activated', 'accounts:email_changed', 'accounts:disabled')
), page as (
    select * from found order by id desc {WHOLE}
)
select page.at, page.act, page.role, page.whom, page.details, (select count(*) from found) as total,
       coalesce(m.first_name || ' ' || m.last_name, g.first_name || ' ' || g.last_name, '') as who
from page
left join staff_member m on m.account = page.actor
left join guardian g on g.account = page.actor and g.household = (select id from home)
order by page.id desc
"""  # noqa: S608 - constants


async def filings_of(household_id: UUID, *, number: int) -> Page[FilingLine]:
    """The newest first, here and below; a page beyond the last is the last."""
    rows, total = await _page(FILINGS, household_id, number=number)
    lines = [FilingLine(**row | {"status": Status(row["status"])}) for row in rows]
    return paging.page_of(lines, asked=number, total=total, per_page=PER_PAGE)


async def messages_of(household_id: UUID, *, number: int) -> Page[MessageLine]:
    rows, total = await _page(MESSAGES, household_id, number=number)
    return paging.page_of([MessageLine(**row) for row in rows], asked=number, total=total, per_page=PER_PAGE)


async def journal_of(household_id: UUID, *, number: int) -> Page[Entry]:
    rows, total = await _page(JOURNAL, household_id, number=number)
    entries = [Entry(**row | {"details": msgspec.json.decode(row["details"], type=dict[str, Any])}) for row in rows]
    return paging.page_of(entries, asked=number, total=total, per_page=PER_PAGE)


async def school_names() -> dict[str, str]:
    """Of all that were ever there, by id: the audit trail keeps ids."""
    return {row["id"]: row["name"] for row in await database.fetch("select id::text, name from school")}


async def _page(statement: str, household_id: UUID, *, number: int) -> tuple[list[dict[str, Any]], int]:
    rows = await database.fetch(statement, household_id, (number - 1) * PER_PAGE)
    total = rows[0]["total"] if rows else 0
    return [{name: value for name, value in row.items() if name != "total"} for row in rows], total
