"""What mails say, read when they leave: who receives them, and the facts that their templates show. Links are made here, never stored."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app import settings
from app.accounts import links
from app.accounts.rules import lifetimes
from app.core import database
from app.core.doors import Door
from app.filings import acknowledgement, procedures
from app.filings.rules import Status
from app.households.rules.fields import RULES, Field
from components import french
from components.messages import PlainText

Ids = Mapping[str, str]
Facts = dict[str, Any]

ACCOUNT, EMAIL_CHANGE, FILING, FILING_EVENT, CANCELLATION = "account_id", "email_change_id", "filing_id", "filing_event_id", "cancellation_id"
REMINDER = "reminder_id"
CHANGE, CORRECTION = "change_id", "correction_id"
MESSAGE = "message_id"


@dataclass(frozen=True, kw_only=True)
class Recipient:
    email: str
    account_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class PendingMail:
    """A mail that has not left."""

    id: UUID
    template: str
    recipient: str
    ids: Ids


@dataclass(frozen=True, kw_only=True)
class Office:
    """The commune and its service, as they sign."""

    name: str
    office: str
    phone: str
    email: str
    address: str


async def pending_mail(mail_id: UUID) -> PendingMail | None:
    row = await database.fetch_one("select id, template, recipient, ids from mail where id = {} and sent_at is null", mail_id)
    return None if row is None else PendingMail(**{**row, "ids": json.loads(row["ids"])})


async def office() -> Office:
    rows = await database.fetch("select name, office, phone, email, address from commune")
    return Office(**rows[0])


async def owner_of_account(ids: Ids) -> list[Recipient]:
    return await _recipients("select email, id from account where id = {} and disabled_at is null", ids[ACCOUNT])


async def new_address(ids: Ids) -> list[Recipient]:
    return await _recipients("select new_email as email, account as id from email_change where id = {}", ids[EMAIL_CHANGE])


async def old_address(ids: Ids) -> list[Recipient]:
    return await _recipients("select old_email as email, account as id from email_change where id = {}", ids[EMAIL_CHANGE])


async def applicant(ids: Ids) -> list[Recipient]:
    return await _recipients("select email, account.id from account join filing on filing.applicant = account.id where filing.id = {}", ids[FILING])


async def adults_of_filing(ids: Ids) -> list[Recipient]:
    """Each adult of the household, whoever had sent it; who has left it reads nothing of it any more."""
    return await _recipients(
        """
        select distinct email, account.id from filing
        join guardian on guardian.household = filing.household
        join account on account.id = guardian.account and account.disabled_at is null
        where filing.id = {} order by email
        """,
        ids[FILING],
    )


async def adults_of_cancellation(ids: Ids) -> list[Recipient]:
    """Each adult of the household, whoever had booked."""
    return await _recipients(
        """
        select distinct email, account.id from cancellation
        join guardian on guardian.household = cancellation.household
        join account on account.id = guardian.account and account.disabled_at is null
        where cancellation.id = {} order by email
        """,
        ids[CANCELLATION],
    )


async def adults_of_correction(ids: Ids) -> list[Recipient]:
    """Each adult of the household; of a child who has two, of both: the details of a child are the same for them."""
    return await _recipients(
        """
        select distinct email, account.id from pending_change p
        join guardian on guardian.household = p.household
            or guardian.household in (select hc.household from household_child hc where hc.child = p.child)
        join account on account.id = guardian.account and account.disabled_at is null
        where p.correction = {} order by email
        """,
        ids[CORRECTION],
    )


async def adults_of_reminder(ids: Ids) -> list[Recipient]:
    return await _recipients(
        """
        select distinct email, account.id from supporting_document
        join guardian on guardian.household = supporting_document.household
        join account on account.id = guardian.account and account.disabled_at is null
        where supporting_document.reminder_id = {} order by email
        """,
        ids[REMINDER],
    )


async def adults_of_message(ids: Ids) -> list[Recipient]:
    return await _recipients(
        """
        select distinct email, account.id from message_household
        join guardian on guardian.household = message_household.household
        join account on account.id = guardian.account and account.disabled_at is null
        where message_household.message = {} order by email
        """,
        ids[MESSAGE],
    )


async def adults_of_change(ids: Ids) -> list[Recipient]:
    """Who lives in the household that asked; of an adult's own details, this adult alone."""
    return await _recipients(
        """
        select distinct email, account.id from pending_change p
        join guardian on guardian.household = p.household and coalesce(p.guardian, guardian.id) = guardian.id
        join account on account.id = guardian.account and account.disabled_at is null
        where p.id = {} order by email
        """,
        ids[CHANGE],
    )


async def _recipients(sql: str, identifier: str) -> list[Recipient]:
    return [Recipient(email=row["email"], account_id=row["id"]) for row in await database.fetch(sql, UUID(identifier))]


async def invitation(ids: Ids) -> Facts | None:
    """None, here and below: there is nothing to say any more, the mail is not sent."""
    link = await links.invitation_link(UUID(ids[ACCOUNT]))
    return None if link is None else {"link": link, "lasts": _words(lifetimes.INVITATION), "prefix": await _prefix_of(ids)}


async def _prefix_of(ids: Ids) -> str:
    """How the addresses begin that the owner of the account is led to."""
    return Door(await database.fetch_value("select kind from account where id = {}", UUID(ids[ACCOUNT]))).prefix


def _words(lasts: timedelta) -> str:
    minutes = int(lasts.total_seconds()) // 60
    return french.count(minutes, one="minute", many="minutes") if minutes < 60 else french.count(minutes // 60, one="heure", many="heures")  # noqa: PLR2004


async def reset(ids: Ids) -> Facts | None:
    link = await links.reset_link(UUID(ids[ACCOUNT]))
    return None if link is None else {"link": link, "lasts": _words(lifetimes.RESET), "prefix": await _prefix_of(ids)}


async def email_change(ids: Ids) -> Facts | None:
    link = await links.email_change_link(UUID(ids[EMAIL_CHANGE]))
    return None if link is None else {"link": link, "lasts": _words(lifetimes.EMAIL_CHANGE)}


async def password_change(ids: Ids) -> Facts | None:
    row = await database.fetch_one("select password_changed_at as at from account where id = {} and password_changed_at is not null", UUID(ids[ACCOUNT]))
    return None if row is None else {**row, "prefix": await _prefix_of(ids)}


async def factor_change(ids: Ids) -> Facts | None:
    """Whether there is one now: set up, taken away, or its codes on paper renewed."""
    return await database.fetch_one("select totp_secret is not null as stands from staff_member where account = {}", UUID(ids[ACCOUNT]))


async def email_change_asked(ids: Ids) -> Facts | None:
    return await database.fetch_one("select asked_at as at from email_change where id = {}", UUID(ids[EMAIL_CHANGE]))


async def email_change_confirmed(ids: Ids) -> Facts | None:
    return await database.fetch_one("select confirmed_at as at from email_change where id = {} and confirmed_at is not null", UUID(ids[EMAIL_CHANGE]))


async def validated_bookings(ids: Ids) -> Facts | None:
    row = await database.fetch_one("select number, sent_at as at, payload from filing where id = {}", UUID(ids[FILING]))
    if row is None:
        return None
    said = json.loads(row.pop("payload"))
    days = {name: [line | {"day": date.fromisoformat(line["day"])} for line in said[name]] for name in ("added", "removed")}
    link: Facts = {"filing_link": f"{settings.current().base_url}/demandes/{row['number']}"}
    return {**row, **said, **days, **link}


FILED = """
select f.number, f.procedure, f.sent_at, f.payload, f.status as status_now, e.status, e.at, e.note from filing f
join filing_event e on e.filing = f.id and e.id = coalesce({}, (select max(id) from filing_event where filing = f.id and status = 'sent'))
where f.id = {}
"""


async def sent_filing(ids: Ids) -> Facts | None:
    """The acknowledgement, as the demande stands when it leaves (CRPA R.112-5). What is sealed stays in the portal."""
    return await _filed(ids, event_id=None)


async def decided_filing(ids: Ids) -> Facts | None:
    return await _filed(ids, event_id=int(ids[FILING_EVENT]))


async def _filed(ids: Ids, *, event_id: int | None) -> Facts | None:
    row = await database.fetch_one(FILED, event_id, UUID(ids[FILING]))
    if row is None:
        return None
    procedure, payload, status = procedures.of_code(row["procedure"]), json.loads(row["payload"]), Status(row["status"] if event_id else row["status_now"])
    return {
        "number": row["number"],
        "title": procedure.title,
        "at": row["at"],
        "status": status.words,
        "note": row["note"],
        "is_accepted": status is Status.ACCEPTED,
        "rows": procedure.told(payload).rows if payload else (),
        "next_steps": acknowledgement.next_steps(procedure, status=status, payload=payload, sent_at=row["sent_at"]),
        "filing_link": f"{settings.current().base_url}/demandes/{row['number']}",
    }


async def cancelled_bookings(ids: Ids) -> Facts | None:
    said = await database.fetch_value("select told from cancellation where id = {}", UUID(ids[CANCELLATION]))
    if said is None:
        return None
    children = [child | {"days": [line | {"day": date.fromisoformat(line["day"])} for line in child["days"]]} for child in json.loads(said)]
    return {"children": children, "names": list(dict.fromkeys(child["first_name"] for child in children))}


async def ending_documents(ids: Ids) -> Facts | None:
    """Those that were not replaced meanwhile. A mail travels in clear: it does not name what is confidential."""
    rows = await database.fetch(
        """
        select case when k.sensitive then 'Une pièce confidentielle' else k.name end as name, c.first_name, d.valid_until as until
        from supporting_document d join document_kind k on k.id = d.kind left join child c on c.id = d.child
        where d.reminder_id = {} and d.retired_at is null order by d.valid_until, c.birth_date nulls first, k.position
        """,
        UUID(ids[REMINDER]),
    )
    pieces = [{"title": f"{row['name']}, {row['first_name']}" if row["first_name"] else row["name"], "until": row["until"]} for row in rows]
    return {"pieces": pieces} if pieces else None


async def decided_change(ids: Ids) -> Facts | None:
    """The name of the field and the answer; neither the old value nor the new one travels by mail."""
    row = await database.fetch_one(
        """
        select p.field, p.status, p.reason, p.asked_at, p.decided_at, child.first_name as child from pending_change p left join child on child.id = p.child
        where p.id = {} and p.status in ('accepted', 'refused')
        """,
        UUID(ids[CHANGE]),
    )
    if row is None:
        return None
    link = f"{settings.current().base_url}/famille"
    return row | {"label": RULES[Field(row["field"])].label, "is_accepted": row["status"] == "accepted", "link": link}


async def correction(ids: Ids) -> Facts | None:
    """The names of the fields, and whose they are; neither the old values nor the new ones travel by mail."""
    rows = await database.fetch(
        """
        select p.field, p.decided_at, coalesce(child.first_name, g.first_name, '') as whom
        from pending_change p left join child on child.id = p.child left join guardian g on g.id = p.guardian where p.correction = {} order by p.id
        """,
        UUID(ids[CORRECTION]),
    )
    if not rows:
        return None
    labels = [RULES[Field(row["field"])].label for row in sorted(rows, key=lambda row: list(RULES).index(Field(row["field"])))]
    link = f"{settings.current().base_url}/famille"
    return {"labels": labels, "whom": rows[0]["whom"], "at": rows[0]["decided_at"], "link": link}


async def sent_message(ids: Ids) -> Facts | None:
    """What was written to one household stays in the portal; what all who had booked are told may be read on the way to school."""
    row = await database.fetch_one("select id, title, case when booked_on is null then '' else body end as body from message where id = {}", UUID(ids[MESSAGE]))
    return None if row is None else row | {"text": PlainText(text=row["body"]), "link": f"{settings.current().base_url}/messages/{row['id']}"}
