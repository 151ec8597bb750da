"""Actualités as a family sees them: those of its activities, sites and schools, and those for everybody."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.core import clock, database


@dataclass(frozen=True, kw_only=True)
class NewsView:
    id: UUID
    title: str
    body: str
    published_from: datetime


VISIBLE = """
with concerned as (
    select ag.activity, ag.site, null::uuid as school from guardian g
    join enrolment e on e.household = g.household join age_group ag on ag.id = e.age_group where g.account = {} and e.ends_on >= {}
    union all
    select null, s.site, s.id from guardian g
    join household_child hc on hc.household = g.household join child c on c.id = hc.child join school s on s.id = c.school where g.account = {}
)
select n.id, n.title, n.body, n.published_from from news_item n
where n.published_from <= {} and coalesce(n.published_until, 'infinity') > {}
  and (not exists (select 1 from news_audience a where a.item = n.id)
       or exists (select 1 from news_audience a join concerned c on a.activity = c.activity or a.site = c.site or a.school = c.school where a.item = n.id))
"""
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
