"""Publishing an actualité, and correcting it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from app.core import audit, database

NAMESPACE = UUID("c2a4c1de-6e0b-5f0c-8a57-0f6f0b1b7a11")  # an item has its id from its code


@dataclass(frozen=True, kw_only=True)
class Item:
    """`activities`, `sites`, `schools`: codes of the commune's file; none of them at all is everybody. Without `published_until` it stays."""

    code: str
    title: str
    body: str
    published_from: datetime
    published_until: datetime | None = None
    activities: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()


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
WANTED = """
select null::uuid as activity, null::uuid as site, id as school from school where code = any({})
union all select null, id, null from site where code = any({})
union all select id, null, null from activity where code = any({})
"""


@database.retried
async def publish_news(item: Item, *, now: datetime, actor: UUID | None = None, role: str = "console") -> Published:
    async with database.transaction():
        return await apply_publish(item, now=now, actor=actor, role=role)


async def apply_publish(item: Item, *, now: datetime, actor: UUID | None, role: str) -> Published:
    """Under a known code it takes the place of the item that has it, which keeps its address."""
    database.require_transaction()
    before = await database.fetch_one(STANDING, item.code)
    written = {"title": item.title, "body": item.body, "published_from": item.published_from, "published_until": item.published_until}
    item_id: UUID = await database.fetch_value(SAVED, uuid5(NAMESPACE, item.code), item.code, *written.values())
    moved = await _apply_audience(item, item_id=item_id)
    if before == written and not moved:
        return Published.SAME
    await audit.record("publish news", actor=actor, role=role, now=now, about=("news_item", item_id), details={"code": item.code})
    return Published.NEW if before is None else Published.CORRECTED


async def _apply_audience(item: Item, *, item_id: UUID) -> bool:
    """Whether it is for others than before."""
    wanted = {tuple(row.values()) for row in await database.fetch(WANTED, list(item.schools), list(item.sites), list(item.activities))}
    if len(wanted) != len({*item.activities}) + len({*item.sites}) + len({*item.schools}):
        raise ValueError(f"{item.code}: an activity, a site or a school does not exist")
    standing = {tuple(row.values()) for row in await database.fetch("select activity, site, school from news_audience where item = {}", item_id)}
    if wanted == standing:
        return False
    await database.fetch("delete from news_audience where item = {}", item_id)
    for activity, site, school in sorted(wanted, key=str):
        await database.fetch("insert into news_audience (item, activity, site, school) values ({}, {}, {}, {})", item_id, activity, site, school)
    return True
