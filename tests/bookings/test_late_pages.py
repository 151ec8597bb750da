"""A deadline crossed between the récapitulatif and its validation, as the family sees it: nothing is booked at a cost that was not read."""

from datetime import datetime, timedelta

import httpx
import pytest

from app.core import clock, database
from app.demo.sign_ins import PASSWORD
from components.french import NBSP
from tests.bookings.families import ANNE, CANTEEN_DAY, Line, line_of
from tests.pages import Visitor, parsed, visiting
from tests.queries import counting

BOOK_UNTIL = datetime.fromisoformat("2026-12-07T18:00:00+01:00")  # the evening before, at Chavagne
LATE_UNTIL = datetime.fromisoformat("2026-12-08T12:00:00+01:00")
KEY, ROW = f"{CANTEEN_DAY}.soir", f"jour-{CANTEEN_DAY}"


@pytest.fixture
async def evenings(chavagne: str) -> Line:
    return await line_of(ANNE, child="Clervie", activity="Accueil périscolaire")


def address_of(line: Line) -> str:
    return f"/reservations/{line.enrolment_id}"


async def tapped(visitor: Visitor, line: Line, *, ticked: bool = True) -> httpx.Response:
    fields = {"tap": "1", "vu": f"{KEY}:{int(not ticked)}"} | ({"case": KEY} if ticked else {})
    return await visitor.post(f"{address_of(line)}/cases", fields, page=address_of(line), target=ROW)


async def fields_of(answer: httpx.Response) -> dict[str, str]:
    """What the form of a récapitulatif sends, with its attestation."""
    inputs = {name: parsed(answer).css_first(f"input[name={name}]") for name in ("vu", "envoi", "_csrf")}
    return {name: found.attributes["value"] or "" for name, found in inputs.items() if found is not None} | {"attestation": "1"}


@pytest.mark.rule(52)
async def test_a_limit_crossed_after_the_recap_answers_409_with_the_surcharge_said_then_books_it(evenings: Line) -> None:
    recap = f"{address_of(evenings)}/recapitulatif"
    async with visiting() as anne:
        with clock.frozen(BOOK_UNTIL - timedelta(seconds=1)):
            await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
            await tapped(anne, evenings)
            in_time = await anne.get(recap)
            assert "Majoration" not in in_time.text
        with clock.frozen(BOOK_UNTIL):
            again = await anne.client.post(recap, data=await fields_of(in_time))
            assert again.status_code == 409
            assert "Le récapitulatif a changé" in again.text
            assert f"Garderie du soir (+1,05{NBSP}€)" in again.text
            assert f"+3,15{NBSP}€" in again.text
            assert await database.fetch_value("select count(*) from booking") == 0
            done = await anne.client.post(recap, data=await fields_of(again))
            assert (done.status_code, done.headers["location"]) == (303, "/demandes/1")
            demande = await anne.get("/demandes/1")
            assert "Majoration hors délai" in demande.text
    assert await database.fetch_value("select surcharge_cents from booking") == 105


@pytest.mark.rule(52)
async def test_a_second_limit_crossed_after_the_recap_answers_409_with_why_and_books_nothing(evenings: Line) -> None:
    recap = f"{address_of(evenings)}/recapitulatif"
    async with visiting() as anne:
        with clock.frozen(LATE_UNTIL - timedelta(seconds=1)):
            await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
            await tapped(anne, evenings)
            late = await anne.get(recap)
        with clock.frozen(LATE_UNTIL):
            refused = await anne.client.post(recap, data=await fields_of(late))
    assert refused.status_code == 409
    assert "Ce qui ne peut plus être changé" in refused.text
    assert parsed(refused).css_first(f"a[href='{address_of(evenings)}/abandon']") is not None  # the way to forget it
    assert f"la limite était mardi 8{NBSP}décembre,{NBSP}12{NBSP}h" in refused.text
    assert await database.fetch_value("select (select count(*) from booking) + (select count(*) from filing)") == 0


async def test_late_rows_are_patched_as_they_are_reloaded_within_the_budget_of_a_tap(evenings: Line) -> None:
    """Free and majoré, added, booked, withdrawn and billed."""
    async with visiting() as anne:
        with clock.frozen(BOOK_UNTIL):
            await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
            assert f"+50{NBSP}%" in (await anne.get(address_of(evenings))).text
            await expect_patched(anne, evenings, ticked=True, word=f"ajouté +50{NBSP}%")
            recap = await anne.get(f"{address_of(evenings)}/recapitulatif")
            await anne.client.post(f"{address_of(evenings)}/recapitulatif", data=await fields_of(recap))
            await expect_patched(anne, evenings, ticked=False, word="retiré, facturé")


async def expect_patched(visitor: Visitor, line: Line, *, ticked: bool, word: str) -> None:
    token = await visitor.token(address_of(line))
    fields = {"_csrf": token, "tap": "1", "vu": f"{KEY}:{int(not ticked)}"} | ({"case": KEY} if ticked else {})
    with counting() as statements:
        answer = await visitor.client.post(f"{address_of(line)}/cases", data=fields, headers={"HX-Request": "true", "HX-Target": ROW})
    assert (answer.status_code, len(statements) <= 6) == (200, True), statements
    assert word in answer.text
    row = answer.text[answer.text.index("<tr") : answer.text.index("</tr>")]
    assert row in (await visitor.get(address_of(line))).text
