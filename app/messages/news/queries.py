"""Actualités as a family sees them: those of its activities, sites and schools, and those for everybody."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.core import clock, database
from app.messages import audience


@dataclass(frozen=True, kw_only=True)
class NewsView:
    id: UUID
    title: str
    body: str
    published_from: datetime


VISIBLE = f"""
with {audience.CONCERNED}
select n.id, n.title, n.body, n.published_from from news_item n
where n.published_from <= {{}} and coalesce(n.published_until, 'infinity') > {{}} and {audience.concerns(table="news_audience", column="item", of="n.id")}
"""  # noqa: S608 - constants
LATEST = f"{VISIBLE} order by n.published_from desc, n.title limit {{}}"
ONE = f"{VISIBLE} and n.id = {{}}"
MOST = 50


async def latest_of(account_id: UUID, *, now: datetime, most: int = MOST) -> list[NewsView]:
    """The newest first."""
    return [NewsView(**row) for row in await database.fetch(LATEST, *_asked(account_id, now=now), most)]


async def item_of(account_id: UUID, item_id: UUID, *, now: datetime) -> NewsView | None:
    """None for what is not, or no longer, published for this family."""
    row = await database.fetch_one(ONE, *_asked(account_id, now=now), item_id)
    return None if row is None else NewsView(**row)


def _asked(account_id: UUID, *, now: datetime) -> tuple[UUID, date, UUID, datetime, datetime]:
    return account_id, now.astimezone(clock.PARIS).date(), account_id, now, now
