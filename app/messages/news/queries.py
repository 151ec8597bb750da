"""Actualités as a family sees them: those of its activities, sites and schools, and those for everybody."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.core import clock, database
from app.messages import audience
from app.messages.audience import Audience


@dataclass(frozen=True, kw_only=True)
class NewsView:
    id: UUID
    title: str
    body: str
    published_from: datetime


@dataclass(frozen=True, kw_only=True)
class NewsAtDesk:
    """As who publishes it finds it."""

    id: UUID
    code: str
    title: str
    body: str
    published_from: datetime
    published_until: datetime | None
    audience: Audience

    def is_over(self, now: datetime) -> bool:
        return self.published_until is not None and self.published_until <= now


VISIBLE = f"""
with {audience.CONCERNED}
select n.id, n.title, n.body, n.published_from from news_item n
where n.published_from <= {{}} and coalesce(n.published_until, 'infinity') > {{}} and {audience.concerns(table="news_audience", column="item", of="n.id")}
"""  # noqa: S608 - constants
LATEST = f"{VISIBLE} order by n.published_from desc, n.title limit {{}}"
ONE = f"{VISIBLE} and n.id = {{}}"
MOST = 50
AUDIENCE = audience.read(table="news_audience", column="item", of="n.id")
# An agent of some sites finds what is for these, and nothing that is for others too.
AT_DESK = f"""
select n.id, n.code, n.title, n.body, n.published_from, n.published_until, {AUDIENCE} from news_item n
where ({{}}::uuid[] is null or (exists (select 1 from news_audience a where a.item = n.id)
       and not exists (select 1 from news_audience a where a.item = n.id and (a.site = any({{}}::uuid[])) is not true)))
"""  # noqa: S608 - constants
ALL_AT_DESK = f"{AT_DESK} order by coalesce(n.published_until, 'infinity') > {{}} desc, n.published_from desc, n.title limit {MOST}"
ONE_AT_DESK = f"{AT_DESK} and n.id = {{}}"


async def latest_of(account_id: UUID, *, now: datetime, most: int = MOST) -> list[NewsView]:
    """The newest first."""
    return [NewsView(**row) for row in await database.fetch(LATEST, *_asked(account_id, now=now), most)]


async def item_of(account_id: UUID, item_id: UUID, *, now: datetime) -> NewsView | None:
    """None for what is not, or no longer, published for this family."""
    row = await database.fetch_one(ONE, *_asked(account_id, now=now), item_id)
    return None if row is None else NewsView(**row)


async def all_at_desk(sites: tuple[UUID, ...] | None, *, now: datetime) -> list[NewsAtDesk]:
    """What is shown or to come first, then what is over."""
    return [_at_desk(row) for row in await database.fetch(ALL_AT_DESK, sites, sites, now)]


async def one_at_desk(item_id: UUID, *, sites: tuple[UUID, ...] | None) -> NewsAtDesk | None:
    row = await database.fetch_one(ONE_AT_DESK, sites, sites, item_id)
    return None if row is None else _at_desk(row)


def _at_desk(row: dict[str, Any]) -> NewsAtDesk:
    return NewsAtDesk(audience=audience.taken_from(row), **row)


def _asked(account_id: UUID, *, now: datetime) -> tuple[UUID, date, UUID, datetime, datetime]:
    return account_id, now.astimezone(clock.PARIS).date(), account_id, now, now
