"""What waits at the desk, in the demo commune: demandes of families, changes of « Ma famille », and the agents who meet them."""

import json
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from app.core import clock, database
from app.core.access import Agent
from app.filings.desk.deciding import By
from app.filings.desk.queue import Narrowing, Page, page_of
from app.filings.rules import Status
from app.households import actions as households
from app.households.actions.steps import Asker
from app.households.rules.fields import Field
from tests.bookings.families import ANNE

NEW_ADDRESS = "27 rue de Bretagne\n35310 Chavagne"


def by(agent: Agent) -> By:
    return By(agent=agent, origin="203.0.113.7", now=clock.now())


async def asked(field: Field = Field.ADDRESS, value: str = NEW_ADDRESS, *, account_id: UUID = ANNE, child_id: UUID | None = None) -> UUID:
    """A change that an adult asks for; its id."""
    assert await households.ask(Asker(account_id=account_id), {field: value}, child_id=child_id, now=clock.now()) == 1
    found: UUID = await database.fetch_value("select id from pending_change where field = {} and status = 'open' order by asked_at desc limit 1", field.value)
    return found


async def household_of(account_id: UUID) -> UUID:
    found: UUID = await database.fetch_value("select household from guardian where account = {}", account_id)
    return found


async def many(number: int, *, status: Status = Status.SENT, household_id: UUID | None = None, procedure: str = "question-au-service") -> None:
    """So many demandes, an hour between two, the last an hour ago."""
    homes = [household_id] if household_id else [row["id"] for row in await database.fetch("select id from household order by id")]
    now, ranks = clock.now(), range(number, 0, -1)
    ids = [uuid4() for _ in ranks]
    payload = json.dumps({"answers": {}, "told": [["Question", ["À quelle heure ?"]]]})
    await database.fetch(
        """
        insert into filing (id, procedure, household, status, subject, payload, submission_id, sent_at, number)
        select id, {}, household, {}, 'Les repas et la santé', {}::jsonb, id, sent_at, nextval('filing_number')
        from unnest({}::uuid[], {}::uuid[], {}::timestamptz[]) as row (id, household, sent_at)
        """,
        *(procedure, status, payload, ids, [homes[rank % len(homes)] for rank in ranks], [now - timedelta(hours=rank) for rank in ranks]),
    )
    await database.fetch("insert into filing_event (filing, status, at) select id, 'sent', sent_at from filing where id = any({}::uuid[])", ids)


async def sent_at(number: int, at: datetime) -> None:
    await database.fetch("update filing set sent_at = {} where number = {}", at, number)


async def page(agent: Agent, narrowing: Narrowing | None = None) -> Page:
    return await page_of(agent, narrowing or Narrowing(), after=None, today=clock.today())


async def number_of(filing_id: UUID) -> int:
    return int(await database.fetch_value("select number from filing where id = {}", filing_id))
