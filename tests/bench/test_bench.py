"""What the measures stand on: the city that they load, and the table that tells a missed target. Their figures are shown, never asserted."""

from pathlib import Path

import pytest

from app.bookings.queries import enrolled
from app.catalogue import commune_file
from app.catalogue.offer import EVERYTHING
from app.core import clock, database
from app.reports.boards.queries import counts
from tests.bench import boards, communes, families, figures
from tests.bench.figures import Figure


def test_the_city_has_the_size_that_its_figure_tells(tmp_path: Path) -> None:
    city = commune_file.read(communes.written(tmp_path / "ville.toml", sites=60))
    assert len(city.sites) == 60
    assert sum(len(activity.units) for activity in city.activities) == 200
    assert city.years.first_years == (2026, 2027)


@pytest.mark.usefixtures("chavagne")
async def test_no_tap_of_the_families_that_are_measured_waits_for_a_dossier() -> None:
    (family,) = await families.made(1)
    lines = [await enrolled.enrolment_of(family.account_id, enrolment_id) for enrolment_id in family.enrolments.values()]
    assert [line.without_dossier for line in lines if line] == [[]] * 4


@pytest.mark.usefixtures("chavagne")
async def test_the_boards_that_are_measured_have_their_children() -> None:
    now = clock.now()
    await database.fetch("delete from enrolment")
    await database.fetch(boards.FAMILIES, 2, now)
    await database.fetch(boards.BOOKINGS, now, now, boards.TUESDAY, boards.TUESDAY)
    found = await counts.counts_between(boards.TUESDAY, boards.TUESDAY, narrowing=EVERYTHING, now=now)
    assert {count.booked for count in found if count.activity == "Restauration scolaire"} == {2}


def test_a_missed_target_is_told() -> None:
    told = figures.table([Figure(what="Vite", measured="2 ms", target="≤ 5 ms", met=True), Figure(what="Léger", measured="9 ko", target="≤ 1 ko", met=False)])
    assert told.splitlines() == [
        "| Mesure | Obtenu | Cible  | Tenue |",
        "|--------|--------|--------|-------|",
        "| Vite   | 2 ms   | ≤ 5 ms | oui   |",
        "| Léger  | 9 ko   | ≤ 1 ko | NON   |",
    ]
