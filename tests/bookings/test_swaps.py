"""Each part that an answer patches is that of the page reloaded, whatever its cells show: by weeks, by months, and with a whole day."""

from datetime import date

import brotli
import pytest

from app.bookings import rules
from app.core import database
from app.demo.sign_ins import PASSWORD
from components.bookings.cell import CellState
from tests.bookings.families import ANNE, CANTEEN_DAY, Line, line_of, open_to_all
from tests.pages import Visitor, visiting
from tests.queries import counting

CANTEEN, HOLIDAYS = "Restauration scolaire", "Accueil de loisirs Vacances"
DAY = date(2026, 12, 22)
BY_DAY, BY_MONTH = f"jour-{CANTEEN_DAY}", "jours-2026-12-07"


async def patched_and_reloaded(visitor: Visitor, line: Line, *, key: str, row: str, ticked: bool = True, by_month: bool = False) -> tuple[str, str]:
    """A tap's row, and the same row of the page."""
    here = f"/reservations/{line.enrolment_id}"
    page = f"{here}?vue=mois&mois={key[:7]}-01" if by_month else f"{here}?semaine={key[:10]}"
    fields = {"tap": "1", "vu": f"{key}:{int(not ticked)}"} | ({"case": key} if ticked else {}) | ({"vue": "mois"} if by_month else {})
    answer = await visitor.post(f"{here}/cases", fields, page=page, target=row)
    assert answer.status_code in {200, 422}
    return row_in(answer.text, row), row_in((await visitor.get(page)).text, row)


async def shown_in(visitor: Visitor, line: Line) -> str:
    return row_in((await visitor.get(f"/reservations/{line.enrolment_id}?semaine={DAY}")).text, f"jour-{DAY}")


def row_in(html: str, row: str) -> str:
    start = html.index(f'<tr id="{row}"')
    return html[start : html.index("</tr>", start)]


@pytest.mark.parametrize(
    ("activity", "key", "row"), [(CANTEEN, f"{CANTEEN_DAY}.repas", BY_DAY), (CANTEEN, f"{CANTEEN_DAY}.repas", BY_MONTH), (HOLIDAYS, str(DAY), f"jour-{DAY}")]
)
async def test_a_cell_is_patched_as_it_is_reloaded_in_every_state(chavagne: str, monkeypatch: pytest.MonkeyPatch, activity: str, key: str, row: str) -> None:
    await open_to_all(HOLIDAYS)
    line = await line_of(ANNE, child="Clervie", activity=activity)
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        for state in CellState:
            with monkeypatch.context() as patched_rules:
                patched_rules.setattr(rules, "state_of", lambda _facts, state=state, **_now: state)
                patched, reloaded = await patched_and_reloaded(anne, line, key=key, row=row, by_month=row == BY_MONTH)
            assert patched == reloaded, state
            assert state.value in patched
            await database.fetch("delete from draft")


async def test_a_whole_day_is_patched_as_it_is_reloaded_at_each_of_its_steps(chavagne: str) -> None:
    """Ticked, in part, booked, withdrawn, and without one of its units."""
    await open_to_all(HOLIDAYS)
    line = await line_of(ANNE, child="Clervie", activity=HOLIDAYS)
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        for key, ticked in ((f"{DAY}", True), (f"{DAY}.repas", False), (f"{DAY}", True), (f"{DAY}", False), (f"{DAY}.matin", True)):
            patched, reloaded = await patched_and_reloaded(anne, line, key=key, row=f"jour-{DAY}", ticked=ticked)
            assert patched == reloaded
        assert "en partie" in await shown_in(anne, line)
        await line.validate()
        for key, ticked in ((f"{DAY}", True), (f"{DAY}", False)):
            patched, reloaded = await patched_and_reloaded(anne, line, key=key, row=f"jour-{DAY}", ticked=ticked)
            assert patched == reloaded
        await database.fetch("delete from draft")
        await database.fetch("delete from slot_counter where slot in (select id from slot where day = {})", DAY)
        await database.fetch("delete from slot where day = {} and unit in (select id from unit where code = 'repas')", DAY)
        patched, reloaded = await patched_and_reloaded(anne, line, key=f"{DAY}", row=f"jour-{DAY}")
    assert patched == reloaded
    assert "non proposé" in patched


async def test_a_tap_of_a_whole_day_costs_no_more_than_that_of_a_cell_and_its_page_keeps_to_its_budget(chavagne: str) -> None:
    await open_to_all(HOLIDAYS)
    line = await line_of(ANNE, child="Clervie", activity=HOLIDAYS)
    here = f"/reservations/{line.enrolment_id}"
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        token = await anne.token(here)
        with counting() as statements:
            page = await anne.get(here)
        assert len(statements) <= 8, statements
        assert len(brotli.compress(page.content, quality=5)) <= 10_000
        fields = {"_csrf": token, "tap": "1", "vu": f"{DAY}:0", "case": f"{DAY}"}
        with counting() as statements:
            answer = await anne.client.post(f"{here}/cases", data=fields, headers={"HX-Request": "true", "HX-Target": f"jour-{DAY}"})
    assert len(statements) <= 6, statements
    assert len(brotli.compress(answer.content, quality=5)) <= 1_500
