"""A catalogue loaded over places that were granted beyond the capacity, and over the drafts of agents."""

from pathlib import Path
from uuid import UUID

import pytest

from app.bookings.actions.loading import WouldCancel
from app.core import database
from tests.bookings.desks import REASON, at_desk, granted_beyond, validated
from tests.bookings.families import Line
from tests.bookings.plainville import WEDNESDAY, a_home, book, booked, load
from tests.catalogue.communes import written

ONE, TWO, THREE = [("nombre = 24", f"nombre = {places}") for places in (1, 2, 3)]
CLOSED = "\n[[fermeture]]\ndu = 2026-12-09\nmotif = 'Travaux'\n"


@pytest.fixture
async def beyond(town: Path) -> Line:
    """One place, which a family has, and one more that an agent was granted for another."""
    await load(written(town, ONE))
    await book(await (await a_home("anne")).line("mercredi"), (WEDNESDAY, "repas"))
    desk = await at_desk(await (await a_home("claire", child="Inès")).line("mercredi"))
    await desk.tap(WEDNESDAY, "repas")
    assert isinstance(await validated(desk, reason=REASON), UUID)
    assert await granted_beyond(desk) == [(1, 2, 1)]
    return desk


async def test_more_places_take_in_what_was_granted_beyond(beyond: Line, town: Path) -> None:
    await load(written(town, TWO))
    assert await granted_beyond(beyond) == []
    late = await (await a_home("zoe", child="Léa")).line("mercredi")
    assert (await late.tap(WEDNESDAY, "repas")).refused
    await load(written(town, THREE))
    assert not (await late.tap(WEDNESDAY, "repas")).refused
    assert await database.fetch_value("select max(taken) from capacity_counter") == 3


async def test_a_file_that_says_the_same_leaves_it_as_it_is(beyond: Line, town: Path) -> None:
    assert (await load(written(town, ONE))).is_unchanged
    assert await granted_beyond(beyond) == [(1, 2, 1)]


async def test_fewer_places_go_by_the_capacity_alone_and_the_last_who_came_is_listed(town: Path) -> None:
    await load(written(town, TWO))
    for adult, child in (("anne", "Zoé"), ("claire", "Inès")):
        await book(await (await a_home(adult, child=child)).line("mercredi"), (WEDNESDAY, "repas"))
    desk = await at_desk(await (await a_home("zoe", child="Léa")).line("mercredi"))
    await desk.tap(WEDNESDAY, "repas")
    await validated(desk, reason=REASON)
    with pytest.raises(WouldCancel, match="2\u00a0réservations de 2\u00a0familles"):
        await load(written(town, ONE))
    assert await granted_beyond(desk) == [(2, 3, 1)]
    await load(written(town, ONE), cancel_affected=True)
    assert (await booked(), await granted_beyond(desk)) == (1, [])


async def test_a_closure_takes_the_day_from_the_draft_of_an_agent(beyond: Line, town: Path) -> None:
    other = await at_desk(await (await a_home("zoe", child="Léa")).line("mercredi"))
    await other.tap(WEDNESDAY, "repas")
    assert await granted_beyond(beyond) == [(1, 3, 2)]
    await load(written(town, ONE, more=CLOSED), cancel_affected=True)
    assert (await other.shown(WEDNESDAY)).basket.changes == 0
    assert (await booked(), await granted_beyond(beyond)) == (0, [])
