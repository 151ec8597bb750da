"""The view by months, where an activity has one unit; the chips of children and views; the weeks that are past."""

from datetime import date, timedelta

import brotli
import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from app.core import clock, database
from app.demo.sign_ins import PASSWORD
from tests.bookings.families import ANNE, CANTEEN_DAY, CLAIRE, YANN, Line, leave_places, line_of
from tests.conftest import MORNING
from tests.pages import Visitor, parsed, visiting
from tests.queries import counting

ROW = "jours-2026-12-07"
KEY = f"{CANTEEN_DAY}.repas"
CANTEEN, HOLIDAYS = "Restauration scolaire", "Accueil de loisirs Vacances"


@pytest.fixture
async def canteen(chavagne: str) -> Line:
    return await line_of(ANNE, child="Clervie", activity=CANTEEN)


def months_of(line: Line, month: str = "2026-12-01") -> str:
    return f"/reservations/{line.enrolment_id}?vue=mois&mois={month}"


async def tapped(visitor: Visitor, line: Line, *, key: str = KEY, ticked: bool = True) -> httpx.Response:
    fields = {"tap": "1", "vue": "mois", "vu": f"{key}:{int(not ticked)}"} | ({"case": key} if ticked else {})
    return await visitor.post(f"/reservations/{line.enrolment_id}/cases", fields, page=months_of(line), target=ROW)


def row_in(html: str, *, row: str = ROW) -> str:
    start = html.index(f'<tr id="{row}"')
    return html[start : html.index("</tr>", start)]


async def anne_in(visitor: Visitor) -> Visitor:
    await visitor.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
    return visitor


def columns(page: LexborHTMLParser, table: int) -> list[str]:
    return [cell.text() for cell in page.css("table")[table].css("thead th")]


async def test_each_month_is_a_table_of_the_days_on_which_the_activity_opens(canteen: Line) -> None:
    async with visiting() as visitor:
        page = parsed(await (await anne_in(visitor)).get(months_of(canteen)))
    assert [caption.text() for caption in page.css("caption")] == ["Décembre 2026", "Janvier 2027"]
    assert columns(page, 0) == columns(page, 1) == ["Lun", "Mar", "Jeu", "Ven"]
    rows = [row.attributes["id"] for row in page.css("table")[0].css("tbody tr")]
    assert rows == ["jours-2026-12-01", "jours-2026-12-07", "jours-2026-12-14", "jours-2026-12-21", "jours-2026-12-28"]
    assert page.css_first(f'[id="{KEY}"]').attributes["aria-label"] == "Repas, mardi 8\u00a0décembre, Clervie"  # type: ignore[union-attr]
    closed = page.css_first("#jours-2026-12-21")
    assert closed is not None
    assert [(cell.attributes["colspan"], cell.text(separator=" ")) for cell in closed.css("td")] == [("4", "21 – 25 Vacances de Noël")]
    assert [len(row.css("td")) for row in page.css("#jours-2026-12-01")] == [4]  # Monday 30 is November's


async def test_the_row_patched_by_a_tap_is_that_of_the_page_reloaded(canteen: Line) -> None:
    async with visiting() as visitor:
        anne = await anne_in(visitor)
        for ticked in (True, False, True):
            answer = (await tapped(anne, canteen, ticked=ticked)).text
            page = (await anne.get(months_of(canteen))).text
            assert row_in(answer) == row_in(page)
            basket = answer[answer.index('<section class="basket"') : answer.index("</section>")]
            assert basket.replace(' hx-swap-oob="true"', "") in page


async def test_a_row_of_closed_days_or_of_the_edge_of_the_month_is_patched_as_it_is_reloaded(canteen: Line) -> None:
    """Friday 18 December stands alone after a closure; a week of two months has a row in each."""
    await database.fetch("delete from slot_counter where slot in (select id from slot where day = '2026-12-17')")
    await database.fetch("delete from slot where day = '2026-12-17'")
    await database.fetch(
        "insert into closed_day (age_group, day, reason) select age_group, '2026-12-17', 'Grève' from enrolment where id = {}", canteen.enrolment_id
    )
    async with visiting() as visitor:
        anne = await anne_in(visitor)
        for day, row in ((date(2026, 12, 18), "jours-2026-12-14"), (date(2026, 12, 4), "jours-2026-12-01")):
            answer = (await tapped(anne, canteen, key=f"{day}.repas")).text
            assert row_in(answer, row=row) == row_in((await anne.get(months_of(canteen))).text, row=row)
        assert "Grève" in row_in((await anne.get(months_of(canteen))).text, row="jours-2026-12-14")


async def test_a_refused_tap_is_422_with_the_true_row_of_the_month(canteen: Line) -> None:
    async with visiting() as visitor:
        anne = await anne_in(visitor)
        with clock.frozen(MORNING + timedelta(days=7)):
            await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
            answer = await tapped(anne, canteen)
            assert answer.status_code == 422
            assert row_in(answer.text) == row_in((await anne.get(months_of(canteen))).text)
    assert "Trop tard" in row_in(answer.text)


async def test_a_plain_form_and_an_undo_come_back_to_the_same_months(canteen: Line) -> None:
    here = f"/reservations/{canteen.enrolment_id}"
    fields = {"vue": "mois", "mois": "2026-12-01"}
    async with visiting() as visitor:
        anne = await anne_in(visitor)
        saved = await anne.post(f"{here}/cases", {**fields, "vu": f"{KEY}:0", "case": KEY}, page=here)
        undone = await anne.post(f"{here}/annulation", fields, page=here)
        weeks = await anne.post(f"{here}/annulation", {"semaine": "2026-12-07"}, page=here)
    assert saved.headers["location"] == undone.headers["location"] == months_of(canteen)
    assert weeks.headers["location"] == f"{here}?semaine=2026-12-07"
    assert await database.fetch_value("select count(*) from draft_cell") == 0


async def test_the_months_lead_to_those_before_and_after_and_to_the_weeks(canteen: Line) -> None:
    here = f"/reservations/{canteen.enrolment_id}"
    async with visiting() as visitor:
        page = parsed(await (await anne_in(visitor)).get(months_of(canteen)))
    links = {link.text().split(",")[0].strip(): link.attributes["href"] for link in page.css(".weeks a, .chips a")}
    assert links["Avant"] == f"{here}?vue=mois&mois=2026-10-01"
    assert links["Après"] == f"{here}?vue=mois&mois=2027-02-01"
    assert links["Semaines"] == f"{here}?semaine=2026-12-01"
    assert [chip.text() for chip in page.css(".chips a[aria-current]")] == ["Clervie", "Mois"]


async def test_an_activity_of_several_units_is_shown_by_weeks_alone(chavagne: str) -> None:
    holidays = await line_of(ANNE, child="Clervie", activity=HOLIDAYS)
    async with visiting() as visitor:
        page = parsed(await (await anne_in(visitor)).get(months_of(holidays)))
    assert page.css_first("#semaine-2026-12-21") is not None
    assert not page.css(".month")
    assert "Mois" not in [chip.text() for chip in page.css(".chips a")]


async def test_a_chip_leads_to_the_same_days_of_each_child_enrolled_there(canteen: Line) -> None:
    malo = await line_of(ANNE, child="Malo", activity=CANTEEN)
    async with visiting() as visitor:
        anne = await anne_in(visitor)
        page = parsed(await anne.get(f"/reservations/{canteen.enrolment_id}?semaine=2027-01-04"))
        children = page.css_first('nav[aria-label="Enfant"]')
        assert children is not None
        assert [(chip.text(), chip.attributes["href"], chip.attributes.get("aria-current")) for chip in children.css("a")] == [
            ("Clervie", f"/reservations/{canteen.enrolment_id}?semaine=2027-01-04", "true"),
            ("Malo", f"/reservations/{malo.enrolment_id}?semaine=2027-01-04", None),
        ]
        await database.fetch("delete from enrolment where id = {}", malo.enrolment_id)
        assert 'aria-label="Enfant"' not in (await anne.get(f"/reservations/{canteen.enrolment_id}")).text


@pytest.mark.rule(22)
async def test_the_chips_of_a_household_never_show_the_children_of_another(chavagne: str) -> None:
    ines = await line_of(CLAIRE, child="Inès", activity=CANTEEN)
    async with visiting() as visitor:
        await visitor.sign_in("claire.durand@exemple.fr", password=PASSWORD)
        page = (await visitor.get(f"/reservations/{ines.enrolment_id}")).text
    assert "Clervie" not in page
    assert "Malo" not in page


async def test_past_weeks_show_what_was_booked_and_ask_nothing(canteen: Line) -> None:
    here = f"/reservations/{canteen.enrolment_id}"
    await canteen.tap(CANTEEN_DAY, "repas")
    await canteen.validate()
    with clock.frozen(MORNING + timedelta(days=14)):
        async with visiting() as visitor:
            anne = await anne_in(visitor)
            now = parsed(await anne.get(here))
            assert now.css("section.week")[0].attributes["id"] == "semaine-2026-12-14"
            back = now.css_first("a[rel=prev]")
            assert back is not None
            page = parsed(await anne.get(back.attributes["href"] or ""))
    week = page.css_first("#semaine-2026-12-07")
    assert week is not None
    assert "Semaine passée" in week.text()
    assert "Réservé" in page.css_first(f"#jour-{CANTEEN_DAY}").text()  # type: ignore[union-attr]
    assert not week.css("input")


async def test_a_past_month_is_told(canteen: Line) -> None:
    async with visiting() as visitor:
        page = await (await anne_in(visitor)).get(months_of(canteen, "2026-10-01"))
    assert "Mois passé" in page.text
    assert "Trop tard pour ce mois" in page.text  # November, on its last day


async def test_the_months_keep_to_their_budgets(canteen: Line) -> None:
    async with visiting() as visitor:
        anne = await anne_in(visitor)
        token = await anne.token(months_of(canteen))
        with counting() as statements:
            page = await anne.get(months_of(canteen))
        assert len(statements) <= 8, statements
        assert len(brotli.compress(page.content, quality=5)) <= 10_000
        await leave_places(Line(account_id=YANN, enrolment_id=canteen.enrolment_id), CANTEEN_DAY, places=3)
        for key in (KEY, "2026-12-18.repas"):
            fields = {"_csrf": token, "tap": "1", "vue": "mois", "vu": f"{key}:0", "case": key}
            with counting() as statements:
                answer = await anne.client.post(f"/reservations/{canteen.enrolment_id}/cases", data=fields, headers={"HX-Request": "true", "HX-Target": ROW})
            assert answer.status_code == 200
            assert len(statements) <= 6, statements
            assert len(brotli.compress(answer.content, quality=5)) <= 1_500
