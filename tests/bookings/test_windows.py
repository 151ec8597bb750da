"""Booking windows: a household sees those of its own category, and cannot book before or after them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.bookings.queries import grid
from app.catalogue.rules.windows import Category
from app.core import clock, database
from components.bookings.cell import CellState
from tests.bookings.families import Line
from tests.bookings.plainville import WEDNESDAY, a_home, load
from tests.catalogue.communes import written

TICK = timedelta(microseconds=1)
HERE = (datetime(2026, 12, 1, 8, tzinfo=UTC), datetime(2026, 12, 4, 10, tzinfo=UTC))
ELSEWHERE = (datetime(2026, 12, 2, 8, tzinfo=UTC), datetime(2026, 12, 3, 17, tzinfo=UTC))
FOR_RESIDENTS = """
[[activite.ouverture]]
pour = "commune"
ouvre = 2026-12-01T09:00:00
ferme = 2026-12-04T11:00:00
du = 2026-12-09
"""
FOR_OTHERS = """
[[activite.ouverture]]
pour = "hors-commune"
ouvre = 2026-12-02T09:00:00
ferme = 2026-12-03T18:00:00
du = 2026-12-09
"""


async def lines(town: Path, *, windows: str = FOR_RESIDENTS + FOR_OTHERS) -> dict[Category, Line]:
    await load(written(town, more=windows))
    return {category: await (await a_home(category, category=category)).line("mercredi") for category in Category}


@pytest.mark.rule(52)
@pytest.mark.parametrize(("category", "opens_at", "closes_at"), [(Category.RESIDENT, *HERE), (Category.NON_RESIDENT, *ELSEWHERE)])
async def test_each_category_books_within_its_own_window(town: Path, category: Category, opens_at: datetime, closes_at: datetime) -> None:
    line = (await lines(town))[category]
    for now, refused in ((opens_at - TICK, True), (opens_at, False), (closes_at - TICK, False), (closes_at, True)):
        with clock.frozen(now):
            assert (await line.tap(WEDNESDAY, "repas")).refused is refused, now
            await line.tap(WEDNESDAY, "repas", ticked=False)


async def test_before_it_opens_a_cell_says_when_and_after_it_closed_too(town: Path) -> None:
    line = (await lines(town))[Category.NON_RESIDENT]
    early = await line.cell(WEDNESDAY, "repas")
    assert (early.state, early.tag) == (CellState.LOCKED, "Pas encore")
    assert "Les réservations ouvrent mercredi 2\u00a0décembre,\u00a09\u00a0h." in early.why
    with clock.frozen(ELSEWHERE[1]):
        closed = await line.cell(WEDNESDAY, "repas")
    assert (closed.state, closed.tag) == (CellState.LOCKED, "Non ouvert")
    assert "Les réservations ont fermé jeudi 3\u00a0décembre,\u00a018\u00a0h." in closed.why


async def test_a_week_that_is_not_open_yet_says_when_it_opens_instead_of_too_late(town: Path) -> None:
    line = (await lines(town))[Category.NON_RESIDENT]
    for now, said in (
        (clock.now(), "Les réservations ouvrent mercredi 2\u00a0décembre,\u00a09\u00a0h"),
        (ELSEWHERE[0], "Modifiable jusqu’à jeudi 3\u00a0décembre,\u00a018\u00a0h"),
        (ELSEWHERE[1], "Trop tard pour cette semaine"),
    ):
        view = await grid.grid_of(await line.enrolled(), week=date(2026, 12, 7), account_id=line.account_id, now=now)
        assert view.weeks[0].deadline == said


async def test_what_is_open_to_residents_alone_says_so_to_the_others(town: Path) -> None:
    found = await lines(town, windows=FOR_RESIDENTS)
    with clock.frozen(HERE[0]):
        assert await found[Category.RESIDENT].state(WEDNESDAY, "repas") is CellState.FREE
        refused = await found[Category.NON_RESIDENT].tap(WEDNESDAY, "repas")
    assert refused.refused
    assert "ce jour n’est ouvert qu’aux familles de la commune." in refused.sentences[0]


async def test_a_week_that_never_opens_to_others_is_not_said_to_be_too_late_for_them(town: Path) -> None:
    line = (await lines(town, windows=FOR_RESIDENTS))[Category.NON_RESIDENT]
    for now in (clock.now(), HERE[0]):
        view = await grid.grid_of(await line.enrolled(), week=date(2026, 12, 7), account_id=line.account_id, now=now)
        assert view.weeks[0].deadline == ""
        with clock.frozen(now):
            assert "ce jour n’est ouvert qu’aux familles de la commune." in (await line.tap(WEDNESDAY, "repas")).sentences[0]


async def test_a_window_for_all_that_has_closed_is_told_instead_of_the_deadline(town: Path) -> None:
    found = await lines(town, windows=FOR_RESIDENTS.replace('pour = "commune"', ""))
    with clock.frozen(HERE[1]):
        for line in found.values():
            refused = await line.tap(WEDNESDAY, "repas")
            assert "les réservations ont fermé vendredi 4\u00a0décembre,\u00a011\u00a0h." in refused.sentences[0]


async def test_a_window_that_closes_between_tap_and_validation_takes_the_day_from_the_recap(town: Path) -> None:
    line = (await lines(town))[Category.NON_RESIDENT]
    with clock.frozen(ELSEWHERE[1] - TICK):
        await line.tap(WEDNESDAY, "repas")
        assert len((await line.recap()).added) == 1
    with clock.frozen(ELSEWHERE[1]):
        seen = await line.recap()
        assert (seen.added, [lost.refusal for lost in seen.refused]) == ([], ["window_closed"])


async def test_no_household_is_of_another_category(town: Path) -> None:
    home = await a_home("anne")
    with pytest.raises(Exception, match="household_category_check"):
        await database.fetch("update household set category = 'voisin' where id = {}", home.household_id)


async def test_the_rules_in_words_tell_each_window_and_for_whom(town: Path) -> None:
    unit = (await (await lines(town))[Category.RESIDENT].enrolled()).units[0]
    first, second = (words.strip() for words in plain(unit.window_words).removesuffix(".").split(". "))
    assert first.startswith("Jours du 9 décembre 2026 au ")
    assert first.endswith(": les réservations ouvrent le 1er décembre 2026 à 9 h et ferment le 4 décembre 2026 à 11 h pour les familles de la commune")
    assert second.endswith("pour les familles des autres communes")


@pytest.mark.parametrize(
    ("window", "told"),
    [
        ("ouvre = 2026-12-01T09:00:00", "les réservations ouvrent le 1er décembre 2026 à 9 h."),
        ("ferme = 2026-12-04T11:00:00", "les réservations ferment le 4 décembre 2026 à 11 h."),
    ],
)
async def test_a_window_for_all_is_told_without_naming_anybody(town: Path, window: str, told: str) -> None:
    line = (await lines(town, windows=f"[[activite.ouverture]]\n{window}\n"))[Category.RESIDENT]
    assert plain((await line.enrolled()).units[0].window_words).endswith(told)


def plain(words: str) -> str:
    return words.replace("\xa0", " ")
