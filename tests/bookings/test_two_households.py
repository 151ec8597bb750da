"""A child of two households: what one of them booked, the other sees without its price, and neither takes a second place."""

from datetime import timedelta
from pathlib import Path

from app.bookings.queries import grid, recap
from app.core import clock, database
from components.bookings.cell import CellState
from tests.bookings.families import Line
from tests.bookings.plainville import MONDAY, WEDNESDAY, a_home, book, counted, load
from tests.catalogue.communes import written

FREE_TO_LEAVE = "\n[[activite.delai]]\naction = 'annuler'\nlimite = 'aucune'\nvalable-du = 2026-12-09\n"


async def two_lines(town: Path) -> tuple[Line, Line]:
    await load(written(town, more=FREE_TO_LEAVE))
    mothers = await a_home("anne")
    fathers = await a_home("loic", child_id=mothers.child_id)
    return await mothers.line("mercredi"), await fathers.line("mercredi")


async def test_what_the_other_household_booked_is_shown_without_price_and_cannot_be_tapped(town: Path) -> None:
    hers, his = await two_lines(town)
    await book(hers, (WEDNESDAY, "repas"))
    cell = await his.cell(WEDNESDAY, "repas")
    assert (cell.state, cell.tag) == (CellState.ELSEWHERE, "Autre foyer")
    assert "réservé par l’autre foyer" in cell.why
    shown = (await his.shown(WEDNESDAY)).row.render()
    assert "€" not in shown
    refused = await his.tap(WEDNESDAY, "repas")
    assert refused.refused
    assert "€" not in refused.sentences[0]
    assert await counted() == {("salle", WEDNESDAY): 1}


async def test_a_week_that_the_other_household_booked_is_not_said_to_be_too_late(town: Path) -> None:
    hers, his = await two_lines(town)
    await book(hers, (WEDNESDAY, "repas"), (WEDNESDAY, "apres-midi"))
    enrolled = await his.enrolled()
    for now, said in ((clock.now(), ""), (clock.now() + timedelta(weeks=2), "Semaine passée")):
        view = await grid.grid_of(enrolled, week=MONDAY, account_id=his.account_id, now=now)
        assert view.weeks[0].deadline == said


async def test_the_two_households_use_one_place_between_them(town: Path) -> None:
    """Hers at lunch, his in the afternoon: one child in the room."""
    hers, his = await two_lines(town)
    await book(hers, (WEDNESDAY, "repas"))
    await book(his, (WEDNESDAY, "apres-midi"))
    assert await counted() == {("salle", WEDNESDAY): 1}
    await hers.tap(WEDNESDAY, "repas", ticked=False)
    await hers.validate()
    assert await counted() == {("salle", WEDNESDAY): 1}
    await his.tap(WEDNESDAY, "apres-midi", ticked=False)
    await his.validate()
    assert await counted() == {}


async def test_as_soon_as_the_other_household_withdraws_it_can_be_booked(town: Path) -> None:
    hers, his = await two_lines(town)
    await book(hers, (WEDNESDAY, "repas"))
    assert await his.state(WEDNESDAY, "repas") is CellState.ELSEWHERE
    await hers.tap(WEDNESDAY, "repas", ticked=False)
    assert await his.state(WEDNESDAY, "repas") is CellState.ELSEWHERE  # until she validates
    await hers.validate()
    assert not (await his.tap(WEDNESDAY, "repas")).refused
    await his.validate()
    assert await his.state(WEDNESDAY, "repas") is CellState.BOOKED
    assert await hers.state(WEDNESDAY, "repas") is CellState.ELSEWHERE
    assert await counted() == {("salle", WEDNESDAY): 1}


async def test_two_drafts_of_the_same_day_make_one_booking(town: Path) -> None:
    hers, his = await two_lines(town)
    await hers.tap(WEDNESDAY, "repas")
    await his.tap(WEDNESDAY, "repas")
    assert await counted() == {("salle", WEDNESDAY): 1}
    mark = (await his.recap()).mark
    await hers.validate()
    assert str(await his.validate_as_read(mark)) == "Stale()"
    seen = await his.recap()
    assert [lost.refusal for lost in seen.refused] == ["elsewhere"]
    told = recap.payload_of(await his.enrolled(), seen)
    assert (told["added"], told["difference_cents"]) == ([], 0)
    assert await database.fetch_value("select count(*) from booking") == 1
