"""Families race for the last places while agents go beyond them. Each guard is shown to be needed: the same race oversells when it is taken away."""

import asyncio
from uuid import UUID

import pytest

from app.bookings import places
from app.core import database
from tests.bookings.desks import REASON, at_desk, granted_beyond, validated
from tests.bookings.families import ANNE, WEDNESDAY, Line, counted, leave_places, line_of, newcomers

FAMILIES, AGENTS, PLACES = 16, 4, 2
READ, LOCK = "from capacity_counter cc\n    left join mine on mine.counter = cc.id", "for no key update of cc"


@pytest.fixture
async def last_places(chavagne: str) -> Line:
    line = await line_of(ANNE, child="Clervie", activity="Accueil de loisirs Mercredi")
    await leave_places(line, WEDNESDAY, places=PLACES)
    return line


async def racing(last_places: Line) -> tuple[int, int]:
    """How many families and how many agents had a place; the children are all different ones."""
    lines = await newcomers(FAMILIES + AGENTS, beside=last_places)
    desks = [await at_desk(line) for line in lines[:AGENTS]]
    outcomes = await asyncio.gather(*(line.tap(WEDNESDAY, "repas") for line in (*lines[AGENTS:], *desks)))
    granted = [not outcome.refused for outcome in outcomes]
    return sum(granted[:FAMILIES]), sum(granted[FAMILIES:])


async def places_taken() -> int:
    taken: int = await database.fetch_value("select count(*) from place")
    return taken


@pytest.mark.rule(51)
async def test_families_share_the_places_that_there_are_and_each_agent_has_one_whoever_comes_first(last_places: Line) -> None:
    families, agents = await racing(last_places)
    capacity, taken = await counted(last_places, WEDNESDAY, "repas")
    assert agents == AGENTS
    assert families <= PLACES
    assert (capacity, taken) == (PLACES, families + agents)
    assert await granted_beyond(last_places) == [(PLACES, taken, taken - PLACES)]
    assert await places_taken() == taken


async def test_without_the_guard_of_families_they_take_what_agents_were_granted(last_places: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "TAKE", places.TAKE.replace(places.GUARD, "true"))
    for name in ("never_oversold", "beyond_in_use"):
        await database.fetch(f"alter table capacity_counter drop constraint capacity_counter_{name}")
    families, _ = await racing(last_places)
    assert families > PLACES


@pytest.mark.parametrize("locked", [True, False])
async def test_without_its_lock_a_guard_that_was_read_before_sells_the_last_places_again(
    last_places: Line, monkeypatch: pytest.MonkeyPatch, *, locked: bool
) -> None:
    """Whoever has read waits before it writes. With the lock it reads again what the others wrote; without, only the CHECK would stop it: it is taken away."""
    slow = places.TAKE.replace(READ, f"{READ} cross join (select pg_sleep(0.3)) pause")
    assert slow != places.TAKE
    monkeypatch.setattr(places, "TAKE", slow if locked else slow.replace(LOCK, ""))
    for name in ("never_oversold", "beyond_in_use"):
        await database.fetch(f"alter table capacity_counter drop constraint capacity_counter_{name}")
    families, agents = await racing(last_places)
    assert (families <= PLACES, agents) == (locked, AGENTS)


async def test_the_check_alone_keeps_families_from_the_places_of_agents(last_places: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = await newcomers(6, beside=last_places)
    for line in lines[:3]:
        assert not (await (await at_desk(line)).tap(WEDNESDAY, "repas")).refused
    monkeypatch.setattr(places, "TAKE", places.TAKE.replace(places.GUARD, "true"))
    await asyncio.gather(*(line.tap(WEDNESDAY, "repas") for line in lines[3:]), return_exceptions=True)
    assert await granted_beyond(last_places) == [(PLACES, 3, 1)]


@pytest.mark.rule(51)
async def test_places_given_back_and_granted_at_once_are_never_one_more_than_allowed(last_places: Line) -> None:
    """Families who leave, families who come and agents who exceed: the counter agrees with the children who have a place, and is over by agents' alone."""
    lines = await newcomers(10, beside=last_places)
    leaving, coming, desks = lines[:PLACES], lines[PLACES:6], [await at_desk(line) for line in lines[6:]]
    for line in leaving:
        await line.tap(WEDNESDAY, "repas")
    await asyncio.gather(*(line.tap(WEDNESDAY, "repas", ticked=False) for line in leaving), *(line.tap(WEDNESDAY, "repas") for line in (*coming, *desks)))
    _, taken = await counted(last_places, WEDNESDAY, "repas")
    families = await database.fetch_value("select count(*) from draft_cell dc join draft d on d.id = dc.draft where d.agent is null and held_until is not null")
    assert families <= PLACES
    assert taken == await places_taken() == families + len(desks)
    assert await granted_beyond(last_places) == [(PLACES, taken, taken - PLACES)]


async def test_a_validation_sent_twice_at_once_makes_one_demande(last_places: Line) -> None:
    await leave_places(last_places, WEDNESDAY, places=0)
    desk = await at_desk(last_places)
    await desk.tap(WEDNESDAY, "repas")
    mark = (await desk.recap()).mark
    made = await asyncio.gather(*(validated(desk, reason=REASON, mark=mark) for _ in range(4)))
    assert len([each for each in made if isinstance(each, UUID)]) == 1
    assert await database.fetch_value("select (select count(*) from filing) + (select count(*) from booking)") == 2
