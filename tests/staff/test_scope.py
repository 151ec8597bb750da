"""A site sees the families that it welcomes, for a summer after the last day, and no longer."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from app.core import clock, database
from app.core.access import Agent
from app.households.queries import desk
from app.reports.families.queries import finding
from app.reports.families.rules import searching
from app.staff import scope
from app.staff.rules.rights import Role
from tests.bookings.families import ANNE
from tests.staff import people

pytestmark = pytest.mark.usefixtures("chavagne")


async def home_of_anne() -> UUID:
    found: UUID = await database.fetch_value("select household from guardian where account = {}", ANNE)
    return found


async def at_her_site(role: Role) -> Agent:
    """An agent of a site where one of her children is enrolled."""
    site = await database.fetch_value(
        "select ag.site from enrolment e join age_group ag on ag.id = e.age_group where e.household = {} limit 1", await home_of_anne()
    )
    return await people.agent(role, sites=[site])


async def ended_on(day: date) -> None:
    """All the enrolments of her household."""
    await database.fetch("update enrolment set starts_on = {}, ends_on = {} where household = {}", day - timedelta(days=1), day, await home_of_anne())


async def sees(agent: Agent) -> bool:
    home = await home_of_anne()
    found = (await finding.found(agent, searching.search_of("clervie"), number=1)).lines
    seen = await desk.head_of(agent, home) is not None
    assert seen is (home in {line.id for line in found})
    return seen


@pytest.mark.rule(22)
@pytest.mark.rule(25)
@pytest.mark.parametrize("role", [Role.SITE, Role.RECEPTION, Role.DIRECTION])
async def test_a_family_that_has_left_a_site_is_out_of_its_sight_after_a_summer(role: Role) -> None:
    agent = await at_her_site(role)
    for days, seen in ((0, True), (scope.GRACE.days, True), (scope.GRACE.days + 1, False)):
        await ended_on(clock.today() - timedelta(days=days))
        assert await sees(agent) is seen, days
    assert await sees(await people.agent(Role.RECEPTION)), "who works for all sites goes on seeing it"


@pytest.mark.rule(27)
async def test_nothing_of_the_health_of_a_child_who_has_left_is_read_there() -> None:
    agent, home = await at_her_site(Role.SITE), await home_of_anne()
    children = [row["child"] for row in await database.fetch("select distinct child from enrolment where household = {}", home)]
    assert any([await desk.sees_child(agent, child, household_id=home) for child in children])
    await ended_on(clock.today() - scope.GRACE - timedelta(days=1))
    assert not any([await desk.sees_child(agent, child, household_id=home) for child in children])
