"""The reservations through HTTP: the grid, its taps with and without htmx, the récapitulatif, the demande."""

from datetime import timedelta

import brotli
import httpx
import pytest

from app.core import clock, database
from app.demo.sign_ins import PASSWORD
from tests.bookings.families import ANNE, CANTEEN_DAY, CLAIRE, WEDNESDAY, Line, leave_places, line_of
from tests.pages import Visitor, parsed, visiting
from tests.queries import counting

ROW = f"jour-{CANTEEN_DAY}"
KEY = f"{CANTEEN_DAY}.repas"


@pytest.fixture
async def canteen(chavagne: str) -> Line:
    return await line_of(ANNE, child="Clervie", activity="Restauration scolaire")


def grid_of(line: Line) -> str:
    return f"/reservations/{line.enrolment_id}"


async def tapped(visitor: Visitor, line: Line, *, key: str = KEY, ticked: bool = True, row: str | None = ROW) -> httpx.Response:
    fields = {"tap": "1", "vu": f"{key}:{int(not ticked)}"} | ({"case": key} if ticked else {})
    return await visitor.post(f"{grid_of(line)}/cases", fields, page=grid_of(line), target=row)


async def test_a_tap_answers_the_row_the_basket_and_the_sentence(canteen: Line) -> None:
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        answer = await tapped(anne, canteen)
    assert answer.status_code == 200
    assert f'id="{ROW}"' in answer.text
    assert 'id="panier"' in answer.text
    assert "3,90\u00a0€" in answer.text
    assert "Modifiable jusqu’à lundi 7\u00a0décembre" in answer.text


async def test_the_row_patched_by_a_tap_is_the_row_of_the_page_reloaded(canteen: Line) -> None:
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        for ticked in (True, False, True):
            answer = (await tapped(anne, canteen, ticked=ticked)).text
            page = (await anne.get(grid_of(canteen))).text
            row, basket = answer[answer.index("<tr") : answer.index("</tr>")], answer[answer.index('<section class="basket"') : answer.index("</section>")]
            assert row in page
            assert basket.replace(' hx-swap-oob="true"', "") in page


async def test_the_recap_keeps_the_places_that_are_held_while_it_is_read(chavagne: str) -> None:
    wednesdays = await line_of(ANNE, child="Clervie", activity="Accueil de loisirs Mercredi")
    held_until = "select held_until from draft_cell"
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        await wednesdays.tap(WEDNESDAY, "repas")
        first = await database.fetch_value(held_until)
        with clock.frozen(clock.now() + timedelta(minutes=15)):
            await anne.get(f"{grid_of(wednesdays)}/recapitulatif")
        assert await database.fetch_value(held_until) == first + timedelta(minutes=15)


@pytest.mark.parametrize(
    "query", ["semaine=", "semaine=2026-12-", "semaine=2026-02-30", "vue=mois&mois=x", "vue=&semaine=9999-12-31", "vue=mois&mois=0001-01-01"]
)
async def test_a_damaged_or_distant_address_still_shows_a_calendar(canteen: Line, query: str) -> None:
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        answer = await anne.get(f"{grid_of(canteen)}?{query}")
    assert answer.status_code == 200
    assert "Réserver pour Clervie" in answer.text


@pytest.mark.parametrize("day", ["9999-12-31", "0000-01-01", "2026-12-32", ""])
async def test_a_form_of_an_impossible_day_is_refused(canteen: Line, day: str) -> None:
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        fields = {"tap": "1", "vu": f"{day}.repas:0", "vue": "mois", "mois": "2026-12-01"}
        answer = await anne.post(f"{grid_of(canteen)}/cases", fields, page=grid_of(canteen), target=ROW)
    assert answer.status_code == 400


async def test_a_plain_form_changes_only_what_its_sender_changed(canteen: Line) -> None:
    """Two boxes were shown free; meanwhile Yann ticked one; Anne ticks the other and sends the whole page."""
    other = f"{CANTEEN_DAY.replace(day=10)}.repas"
    async with visiting() as anne, visiting() as yann:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        await yann.sign_in("yann.legoff@exemple.fr", password=PASSWORD)
        await tapped(yann, canteen, key=other, row=None)
        fields = {"vu": [f"{KEY}:0", f"{other}:0"], "case": [KEY], "semaine": "2026-12-07"}
        answer = await anne.post(f"{grid_of(canteen)}/cases", fields, page=grid_of(canteen))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{grid_of(canteen)}?semaine=2026-12-07")
    assert await database.fetch_value("select count(*) from draft_cell where wanted") == 2


async def test_a_refused_tap_is_422_with_the_true_row(chavagne: str) -> None:
    wednesdays = await line_of(ANNE, child="Clervie", activity="Accueil de loisirs Mercredi")
    await leave_places(wednesdays, WEDNESDAY, places=0)
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        answer = await tapped(anne, wednesdays, key=f"{WEDNESDAY}.repas", row=f"jour-{WEDNESDAY}")
    assert answer.status_code == 422
    assert "plus de place" in answer.text
    assert "Complet" in answer.text


@pytest.mark.rule(22)
async def test_another_households_grid_is_not_found(canteen: Line) -> None:
    async with visiting() as claire:
        await claire.sign_in("claire.durand@exemple.fr", password=PASSWORD)
        for address in (grid_of(canteen), f"{grid_of(canteen)}/recapitulatif", f"{grid_of(canteen)}/abandon"):
            assert (await claire.get(address)).status_code == 404
        for address in ("cases", "annulation", "abandon", "recapitulatif"):
            fields = {"tap": "1", "vu": f"{KEY}:0", "case": KEY} if address == "cases" else {}
            if address == "recapitulatif":
                fields = {"vu": "x", "envoi": "00000000-0000-0000-0000-000000000000", "attestation": "1"}
            answer = await claire.post(f"{grid_of(canteen)}/{address}", fields, page="/reservations")
            assert answer.status_code == 404, address
    assert (CLAIRE, await database.fetch_value("select count(*) from draft_cell")) == (CLAIRE, 0)


@pytest.mark.rule(24)
@pytest.mark.parametrize("extra", ["household", "price_cents", "account"])
async def test_a_field_that_the_page_does_not_have_is_refused(canteen: Line, extra: str) -> None:
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        fields = {"tap": "1", "vu": f"{KEY}:0", "case": KEY, extra: "1"}
        answer = await anne.post(f"{grid_of(canteen)}/cases", fields, page=grid_of(canteen))
    assert answer.status_code == 400
    assert await database.fetch_value("select count(*) from draft_cell") == 0


async def test_from_tap_to_numbered_demande(canteen: Line) -> None:
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        await tapped(anne, canteen)
        recap = f"{grid_of(canteen)}/recapitulatif"
        page = parsed(await anne.get(recap))
        fields = {name: page.css_first(f"input[name={name}]").attributes["value"] for name in ("vu", "envoi")}  # type: ignore[union-attr]
        refused = await anne.post(recap, fields, page=recap)
        assert refused.status_code == 422
        assert "Cochez la case" in refused.text
        first = await anne.post(recap, fields | {"attestation": "1"}, page=recap)
        second = await anne.post(recap, fields | {"attestation": "1"}, page=grid_of(canteen))
        assert first.headers["location"] == second.headers["location"] == "/demandes/1"
        demande = await anne.get("/demandes/1")
    assert "Demande n° 1" in demande.text
    assert "Mardi 8\u00a0décembre 2026\u00a0: Repas (3,90\u00a0€)" in demande.text
    assert await database.fetch_value("select count(*) from filing") == 1


async def test_the_pages_keep_to_their_budgets(canteen: Line) -> None:
    """Statements and bytes, whatever the number of days, children and changes (reference: grid at most 8, tap at most 6)."""
    periscolaire = await line_of(ANNE, child="Clervie", activity="Accueil périscolaire")
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        token = await anne.token(grid_of(periscolaire))
        with counting() as statements:
            grid = await anne.get(grid_of(periscolaire))
        assert len(statements) <= 8
        assert len(brotli.compress(grid.content, quality=5)) <= 10_000
        key = f"{CANTEEN_DAY}.matin"
        for ticked in (True, False):
            fields = {"_csrf": token, "tap": "1", "vu": f"{key}:{int(not ticked)}"} | ({"case": key} if ticked else {})
            with counting() as statements:
                answer = await anne.client.post(f"{grid_of(periscolaire)}/cases", data=fields, headers={"HX-Request": "true", "HX-Target": ROW})
            assert answer.status_code == 200
            assert len(statements) <= 6, statements
            assert len(brotli.compress(answer.content, quality=5)) <= 1_500


async def test_a_school_year_that_nobody_has_published_is_marked(canteen: Line) -> None:
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        assert "Dates à confirmer" not in (await anne.get(grid_of(canteen))).text
        await database.fetch("update school_year set projected = true where first_day <= '2026-12-01' and last_day >= '2026-12-01'")
        assert "Le calendrier scolaire 2026-2027 n’est pas encore publié" in (await anne.get(grid_of(canteen))).text
