"""Simultaneous taps and validations. Each guard is shown to be needed: the same test oversells when it is taken away."""

import asyncio

import pytest

from app.bookings import actions, places
from app.bookings.queries import recap
from app.core import clock, database
from tests.bookings.families import ANNE, WEDNESDAY, YANN, Line, counted, leave_places, line_of, newcomers

FAMILIES_AT_ONCE = 20


@pytest.fixture
async def last_place(chavagne: str) -> Line:
    line = await line_of(ANNE, child="Clervie", activity="Accueil de loisirs Mercredi")
    await leave_places(line, WEDNESDAY, places=1)
    return line


@pytest.mark.rule(51)
async def test_the_last_place_is_taken_once_by_twenty_families(last_place: Line) -> None:
    families = await newcomers(FAMILIES_AT_ONCE, beside=last_place)
    outcomes = await asyncio.gather(*(family.tap(WEDNESDAY, "repas") for family in families))
    assert [outcome.refused for outcome in outcomes].count(False) == 1
    assert await counted(last_place, WEDNESDAY, "repas") == (1, 1)


async def test_without_its_guard_the_last_place_is_sold_again_and_again(last_place: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard in the statement, and the CHECK behind it: both are taken away here."""
    families = await newcomers(FAMILIES_AT_ONCE, beside=last_place)
    monkeypatch.setattr(places, "TAKE", places.TAKE.replace(places.GUARD, "true"))
    await database.fetch("alter table capacity_counter drop constraint capacity_counter_never_oversold")
    await asyncio.gather(*(family.tap(WEDNESDAY, "repas") for family in families))
    assert (await counted(last_place, WEDNESDAY, "repas"))[1] > 1


async def test_the_check_alone_refuses_to_oversell(last_place: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    families = await newcomers(5, beside=last_place)
    monkeypatch.setattr(places, "TAKE", places.TAKE.replace(places.GUARD, "true"))
    await asyncio.gather(*(family.tap(WEDNESDAY, "repas") for family in families), return_exceptions=True)
    assert await counted(last_place, WEDNESDAY, "repas") == (1, 1)


async def test_two_adults_tapping_the_same_cell_at_once_take_one_place(last_place: Line) -> None:
    yann = Line(account_id=YANN, enrolment_id=last_place.enrolment_id)
    await asyncio.gather(*(line.tap(WEDNESDAY, unit) for line in (last_place, yann) for unit in ("repas", "apres-midi")))
    assert await counted(last_place, WEDNESDAY, "repas") == (1, 1)
    assert await database.fetch_value("select uses from place") == 2


async def test_a_draft_validated_twice_at_once_makes_one_demande(last_place: Line) -> None:
    await last_place.tap(WEDNESDAY, "repas")
    mark = (await recap.of_draft(await last_place.enrolled(), now=clock.now())).mark
    made = await asyncio.gather(*(actions.validate(account, last_place.enrolment_id, mark=mark, now=clock.now()) for account in (ANNE, ANNE, YANN)))
    assert sum(not isinstance(each, actions.Stale) for each in made) == 1
    assert await database.fetch_value("select count(*) from filing") == 1
    assert await database.fetch_value("select count(*) from booking") == 1
