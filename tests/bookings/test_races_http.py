"""The last places, tapped at once by many families through the whole application: HTTP, session, forged-request token, transaction, fragments."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any, cast

import httpx
import pytest

from app.bookings import places
from app.core import cookies, csrf, database
from app.core.doors import Door
from tests.bench import families
from tests.bench.families import Family
from tests.bookings.families import ANNE, WEDNESDAY, Line, counted, leave_places, line_of
from tests.pages import BASE_URL, application

FAMILIES_AT_ONCE = 50
REFUSED = 422


@pytest.fixture
async def wednesdays(chavagne: str) -> Line:
    return await line_of(ANNE, child="Clervie", activity="Accueil de loisirs Mercredi")


async def tapped_at_once(asking: Sequence[tuple[Family, str]], day: date = WEDNESDAY) -> list[httpx.Response]:
    """Each family with the unit that it taps, as htmx sends it."""
    transport = httpx.ASGITransport(app=cast("Any", application()), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        return list(await asyncio.gather(*(_tapped(client, family, key=f"{day}.{unit}", row=f"jour-{day}") for family, unit in asking)))


async def _tapped(client: httpx.AsyncClient, family: Family, *, key: str, row: str) -> httpx.Response:
    fields = {"_csrf": csrf.token_for(family.token), "tap": "1", "vu": f"{key}:0", "case": key}
    sent = {"HX-Request": "true", "HX-Target": row, "Cookie": f"{cookies.named(cookies.SESSIONS[Door.FAMILY])}={family.token}"}
    return await client.post(f"/reservations/{family.enrolments['mercredi']}/cases", data=fields, headers=sent)


def taken_and_refused(answers: Sequence[httpx.Response]) -> tuple[int, int]:
    """Nothing else is answered, and each refused family is told why."""
    refused = [answer for answer in answers if answer.status_code == REFUSED]
    assert all("plus de place" in answer.text and "Complet" in answer.text for answer in refused)
    taken = [answer for answer in answers if answer.status_code == httpx.codes.OK]
    assert all("Place retenue jusqu’à" in answer.text for answer in taken)
    assert len(taken) + len(refused) == len(answers)
    return len(taken), len(refused)


@pytest.mark.rule(51)
async def test_the_last_place_is_taken_once_by_fifty_families_through_http(wednesdays: Line) -> None:
    await leave_places(wednesdays, WEDNESDAY, places=1)
    answers = await tapped_at_once([(family, "repas") for family in await families.made(FAMILIES_AT_ONCE)])
    assert taken_and_refused(answers) == (1, FAMILIES_AT_ONCE - 1)
    assert await counted(wednesdays, WEDNESDAY, "repas") == (1, 1)


@pytest.mark.rule(51)
async def test_two_units_that_share_a_room_never_take_more_than_its_places(wednesdays: Line) -> None:
    """Half of the families want lunch, half the afternoon; a family that wants both needs one place."""
    await leave_places(wednesdays, WEDNESDAY, places=3)
    made = await families.made(FAMILIES_AT_ONCE)
    answers = await tapped_at_once([(family, ("repas", "apres-midi")[rank % 2]) for rank, family in enumerate(made)])
    assert taken_and_refused(answers) == (3, FAMILIES_AT_ONCE - 3)
    had = [(family, rank) for rank, (family, answer) in enumerate(zip(made, answers, strict=True)) if answer.status_code == httpx.codes.OK]
    both = await tapped_at_once([(family, ("apres-midi", "repas")[rank % 2]) for family, rank in had])
    assert taken_and_refused(both) == (3, 0)
    assert await counted(wednesdays, WEDNESDAY, "repas") == (3, 3)
    assert await database.fetch_value("select sum(uses) from place") == 6


@pytest.mark.parametrize("units", [("repas",), ("repas", "apres-midi")])
async def test_without_their_guard_the_last_places_are_sold_again_and_again_through_http(
    wednesdays: Line, monkeypatch: pytest.MonkeyPatch, units: tuple[str, ...]
) -> None:
    """The guard in the statement, and the CHECK behind it: both are taken away here."""
    await leave_places(wednesdays, WEDNESDAY, places=1)
    monkeypatch.setattr(places, "TAKE", places.TAKE.replace(places.GUARD, "true"))
    await database.fetch("alter table capacity_counter drop constraint capacity_counter_never_oversold")
    made = await families.made(FAMILIES_AT_ONCE)
    await tapped_at_once([(family, units[rank % len(units)]) for rank, family in enumerate(made)])
    assert (await counted(wednesdays, WEDNESDAY, "repas"))[1] > 1
