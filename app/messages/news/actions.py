"""Publishing an actualité, correcting it, taking it down."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from app.core import audit, database
from app.core.authors import CONSOLE, Author
from app.messages import audience
from app.messages.audience import Audience, Kind

NAMESPACE = UUID("c2a4c1de-6e0b-5f0c-8a57-0f6f0b1b7a11")  # an item has its id from its code


@dataclass(frozen=True, kw_only=True)
class Item:
    """Without `published_until` it stays."""

    code: str
    title: str
    body: str
    published_from: datetime
    published_until: datetime | None = None
    audience: Audience = field(default_factory=Audience)


class Published(StrEnum):
    NEW = "new"
    CORRECTED = "corrected"
    SAME = "same"


SAVED = """
insert into news_item (id, code, title, body, published_from, published_until) values ({}, {}, {}, {}, {}, {})
on conflict (code) do update
set title = excluded.title, body = excluded.body, published_from = excluded.published_from, published_until = excluded.published_until
returning id
"""
STANDING = "select title, body, published_from, published_until from news_item where code = {} for update"
TAKEN_DOWN = """
update news_item set published_until = greatest({}, published_from + interval '1 microsecond')
where id = {} and coalesce(published_until, 'infinity') > {} returning code
"""


@database.retried
async def publish_news(item: Item, *, now: datetime, by: Author = CONSOLE) -> Published:
    async with database.transaction():
        return await apply_publish(item, now=now, by=by)


async def apply_publish(item: Item, *, now: datetime, by: Author) -> Published:
    """Under a known code it takes the place of the item that has it, which keeps its address."""
    database.require_transaction()
    before = await database.fetch_one(STANDING, item.code)
    written = {"title": item.title, "body": item.body, "published_from": item.published_from, "published_until": item.published_until}
    item_id: UUID = await database.fetch_value(SAVED, uuid5(NAMESPACE, item.code), item.code, *written.values())
    moved = await audience.apply_write(Kind.NEWS, of=item_id, audience=item.audience)
    if before == written and not moved:
        return Published.SAME
    about = ("news_item", item_id)
    await audit.record("publish news", actor=by.account_id, role=by.role, now=now, about=about, details={"code": item.code}, origin=by.origin)
    return Published.NEW if before is None else Published.CORRECTED


@database.retried
async def take_down(item_id: UUID, *, now: datetime, by: Author) -> bool:
    """Nobody reads it from now on; one that was to come never does. False when it was over already."""
    async with database.transaction():
        code = await database.fetch_value(TAKEN_DOWN, now, item_id, now)
        if code is None:
            return False
        about = ("news_item", item_id)
        await audit.record("take down news", actor=by.account_id, role=by.role, now=now, about=about, details={"code": code}, origin=by.origin)
        return True
