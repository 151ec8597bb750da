"""Mails: written once per cause and recipient with the event that asks for them, then each one sent on its own."""

import asyncio
import json
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import structlog

from app import settings
from app.core import database, outbox
from app.core.outbox import Announcement
from app.messages import folder, mails, queries, smtp, writing
from app.messages.queries import Ids, Recipient

MAIL_WRITTEN = "messages:mail_written"
KEPT = timedelta(days=365)
MARK_TRIES = 10
MARK_PAUSE = 0.5  # seconds, growing

log = structlog.get_logger()


@database.retried
async def write(announcement: Announcement, *, now: datetime) -> None:
    """One row per template and recipient, and an event for each: a recipient who cannot be reached keeps nobody else from theirs."""
    async with database.transaction():
        # All were written together or not at all: addresses that changed since do not add any.
        if await database.fetch_one("select 1 from mail where cause = {} limit 1", announcement.key):
            return
        for name in mails.MAILS[announcement.event]:
            for recipient in await mails.TEMPLATES[name].recipients(announcement.ids):
                await apply_write(name, recipient, cause=announcement.key, ids=announcement.ids, now=now)


async def apply_write(template: str, recipient: Recipient, *, cause: UUID, ids: Ids, now: datetime) -> None:
    database.require_transaction()
    mail_id = uuid5(cause, f"{template}\0{recipient.email}")
    await database.fetch(
        "insert into mail (id, cause, template, ids, recipient, account, created_at) values ({}, {}, {}, {}, {}, {}, {}) on conflict do nothing",
        *(mail_id, cause, template, json.dumps(dict(ids)), recipient.email, recipient.account_id, now),
    )
    await outbox.announce(MAIL_WRITTEN, key=mail_id, ids={"mail_id": mail_id}, now=now)


async def send(announcement: Announcement, *, now: datetime) -> None:
    """At least once. Only an end between the server's answer and the mark sends it again, under the same Message-ID."""
    mail = await queries.pending_mail(UUID(announcement.ids["mail_id"]))
    if mail is None:
        return
    message = await writing.written(mail, now=now)
    if message is None:
        log.info("mail_not_needed", mail=str(mail.id), template=mail.template)
        return
    smtp_url = settings.current().smtp_url
    async with smtp.handed_over(message, url=smtp_url) if smtp_url else folder.handed_over(message, mail_id=mail.id):
        await mark_sent(mail.id, now=now)
    log.info("mail_sent", mail=str(mail.id), template=mail.template)


async def mark_sent(mail_id: UUID, *, now: datetime) -> None:
    """The mail has left: a database that restarts meanwhile is waited for."""
    for attempt in range(1, MARK_TRIES + 1):
        try:
            await database.fetch("update mail set sent_at = {} where id = {} and sent_at is null", now, mail_id)
            return
        except Exception:
            if attempt == MARK_TRIES:
                raise
            await asyncio.sleep(MARK_PAUSE * attempt)


async def purge(*, now: datetime) -> None:
    """Mails are kept for a year (CNIL: no longer than they can be asked about)."""
    await database.fetch("delete from mail where created_at < {}", now - KEPT)
