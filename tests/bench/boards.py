"""The boards of a city: 60 sites, 130 groups, some seven thousand children booked in one week. How many statements, how long at the server."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import httpx
import uvloop

from app.core import clock, cookies, database
from app.core.doors import Door
from app.staff.rules.rights import Role
from components.french import NBSP
from tests.bench import communes, ground, statements
from tests.bench.figures import Figure, milliseconds, number
from tests.bench.ground import Ground
from tests.serving import portals
from tests.staff import people

SITES = 60
CHILDREN = 60  # of each group
MONDAY, TUESDAY = date(2026, 12, 7), date(2026, 12, 8)
TIMES = 20
TARGET_SECONDS = 0.3
PAGES = {
    "le planning d’un jour": f"/agents/plannings?jour={TUESDAY}",
    "le planning d’une semaine": f"/agents/plannings/semaine?jour={TUESDAY}",
    "la liste des enfants d’un jour": f"/agents/plannings/liste?jour={TUESDAY}",
}


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A page, several times: how long each took, and how many statements."""

    seconds: Sequence[float]
    statements: int


def measure(here: Ground) -> list[Figure]:
    village = uvloop.run(_look(here.address))
    here.server.create_database("planning")
    address = here.server.database_url("planning")
    try:
        _load(here, address=address)
        booked = uvloop.run(_fill(address))
        city = uvloop.run(_look(address))
    finally:
        here.server.drop_database("planning")
    return [_figure(what, village=village[what], city=city[what], booked=booked) for what in PAGES]


def _load(here: Ground, *, address: str) -> None:
    environment = portals.settings(here.portal.folder, port=here.port, PORTAIL_DATABASE_URL=address)
    file: Path = communes.written(here.portal.folder / "planning.toml", sites=SITES)
    for command in (("migrate",), ("load", str(file))):
        done = portals.run(*command, environment=environment)
        if done.code:
            raise RuntimeError(f"{command[0]}: {done.refused}")


async def _fill(address: str) -> int:
    """As many children in each group, booked on each day of the week on which it opens: how many bookings."""
    async with ground.pool(address):
        await database.fetch(FAMILIES, CHILDREN, clock.now())
        now = clock.now()
        await database.fetch(BOOKINGS, now, now, MONDAY, MONDAY + timedelta(days=6))
        await database.fetch("analyze")
        return int(await database.fetch_value("select count(*) from booking"))


# A household, an adult, a child and its enrolment for each place of a group, then a demande for its bookings.
FAMILIES = """
with made as (
    select gen_random_uuid() as household, gen_random_uuid() as child, ag.id as age_group, rank
    from age_group ag, generate_series(1, {}) as rank
), households as (
    insert into household (id, name, created_at) select household, 'Mesure', {} from made returning 1
), guardians as (
    insert into guardian (id, household, first_name, last_name, phone) select gen_random_uuid(), household, 'Camille', 'Mesure', '+33639981234' from made
), children as (
    insert into child (id, first_name, last_name, birth_date)
    select child, 'Clervie', 'Mesure ' || rank, date '2015-05-14' + (rank * 97)::integer from made
), homes as (
    insert into household_child (household, child) select household, child from made
)
insert into enrolment (id, household, child, age_group, starts_on, ends_on)
select gen_random_uuid(), household, child, age_group, '2026-09-01', '2027-07-02' from made
"""
BOOKINGS = """
with sent as (
    insert into filing (id, number, procedure, household, beneficiary, status, subject, submission_id, sent_at)
    select gen_random_uuid(), nextval('filing_number'), 'reservations', household, child, 'accepted', 'Mesure', gen_random_uuid(), {} from enrolment
    returning id, household, beneficiary
)
insert into booking (id, household, child, slot, price_cents, booked_in, booked_at)
select gen_random_uuid(), e.household, e.child, sl.id, 100, sent.id, {}
from enrolment e join sent on sent.household = e.household and sent.beneficiary = e.child
join slot sl on sl.age_group = e.age_group and sl.day between {} and {}
"""


async def _look(address: str) -> dict[str, Looked]:
    """With an agent of all sites, in this process: what the server does, without sockets."""
    async with ground.pool(address), statements.client() as visitor:
        token = await people.open_session(await people.add_agent(Role.DIRECTION), now=clock.now())
        cookie = f"{cookies.named(cookies.SESSIONS[Door.STAFF])}={token}"
        return {what: await _looked(visitor, page, cookie=cookie) for what, page in PAGES.items()}


async def _looked(visitor: httpx.AsyncClient, page: str, *, cookie: str) -> Looked:
    with statements.recording() as sent:
        (await visitor.get(page, headers={"cookie": cookie})).raise_for_status()
    seconds = []
    for _ in range(TIMES):
        started = time.perf_counter()
        (await visitor.get(page, headers={"cookie": cookie})).raise_for_status()
        seconds.append(time.perf_counter() - started)
    return Looked(seconds=seconds, statements=len(sent))


def _figure(what: str, *, village: Looked, city: Looked, booked: int) -> Figure:
    median = sorted(city.seconds)[TIMES // 2]
    same = village.statements == city.statements
    return Figure(
        what=f"Au bureau, {what}{NBSP}: {SITES} sites, {number(booked)} réservations dans la semaine",
        measured=f"{milliseconds(city.seconds, share=0.5)}, {city.statements} requêtes SQL ({'autant' if same else 'pas autant'} qu’avec 2 sites)",
        target=f"≤{NBSP}{number(TARGET_SECONDS * 1000)}{NBSP}ms, toujours autant",
        met=median <= TARGET_SECONDS and same,
    )
