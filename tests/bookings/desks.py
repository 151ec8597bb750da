"""Agents who reserve in a family's place, as the tests of actions meet them."""

from dataclasses import replace
from uuid import UUID, uuid4

from app.bookings import actions
from app.bookings.actions import Grounds, Stale, Unexplained
from app.bookings.queries.enrolled import Desk
from app.core import clock, database
from tests.bookings.families import Line

REASON = "Le parent a été hospitalisé."


async def at_desk(line: Line, *, exceeds: bool = True, sites: tuple[UUID, ...] | None = None) -> Line:
    """The same line, and an agent who acts on it; each time another one."""
    agent_id = uuid4()
    await database.fetch("insert into account (id, email, created_at) values ({}, {}, {})", agent_id, f"{agent_id}@mairie.test", clock.now())
    household_id = await database.fetch_value("select household from enrolment where id = {}", line.enrolment_id)
    role = "direction" if exceeds else "accueil"
    return replace(line, desk=Desk(agent_id=agent_id, role=role, household_id=household_id, sites=sites, exceeds=exceeds))


async def validated(line: Line, *, reason: str = "", waived: bool = False, mark: str | None = None) -> UUID | Stale | Unexplained | None:
    assert line.desk
    read = mark or (await line.recap()).mark
    return await actions.validate_at_desk(line.desk, line.enrolment_id, mark=read, grounds=Grounds(reason=reason, waived=waived), now=clock.now())


async def granted_beyond(line: Line) -> list[tuple[int | None, int, int]]:
    """Capacity, places taken and places granted beyond it, of the counters that are more than full."""
    rows = await database.fetch(
        """
        select capacity, taken, beyond from capacity_counter cc join enrolment e on e.age_group = cc.age_group
        where e.id = {} and taken > coalesce(capacity, taken) order by day
        """,
        line.enrolment_id,
    )
    return [(row["capacity"], row["taken"], row["beyond"]) for row in rows]
