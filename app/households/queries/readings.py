"""What was read of a household's confidential data: by whom, when and why, as its adults follow it. Another home of a child has its own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core import database, paging
from app.core.paging import Page

PER_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class ReadingLine:
    """`agent`: name and function; empty for an adult of the household, who is `adult`, unless that adult has left. `first_name`: the child's, if any."""

    at: datetime
    what: str
    why: str
    first_name: str
    agent: str
    adult: str
    is_me: bool


# A household that was two has what was read of both.
JOINED = """
join lateral (
    select a.* from household h join audit_entry a on a.act = 'confidential read' and a.details ->> 'household' = h.id::text
    where h.id = mine.household or h.merged_into = mine.household
) a on true
"""
COUNTED = f"select count(a.id) from guardian mine left {JOINED} where mine.account = {{}} group by mine.id"  # noqa: S608 - constants
LINES = f"""
select a.at, a.details ->> 'what' as what, a.details ->> 'why' as why, a.details ->> 'by' as agent, coalesce(c.first_name, '') as first_name,
       coalesce(reader.first_name, '') as adult, a.actor is not distinct from a.asker as is_me
from (select a.*, mine.household, mine.account as asker from guardian mine {JOINED} where mine.account = {{}} order by a.id desc limit {{}} offset {{}}) a
left join guardian reader on reader.account = a.actor and reader.household = a.household
left join household_child hc on hc.household = a.household and hc.child::text = a.details ->> 'child'
left join child c on c.id = hc.child
order by a.id desc
"""  # noqa: S608 - constants


async def page_of(account_id: UUID, *, number: int) -> Page[ReadingLine] | None:
    """The latest first. None for an account that belongs to no household."""
    total = await database.fetch_value(COUNTED, account_id)
    if total is None:
        return None
    rows = await database.fetch(LINES, account_id, PER_PAGE, paging.skipped(number, total=total, per_page=PER_PAGE))
    return paging.page_of([ReadingLine(**row) for row in rows], asked=number, total=total, per_page=PER_PAGE)
