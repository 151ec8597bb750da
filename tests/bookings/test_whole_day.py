"""The box "Journée": one tap for the units that make the day, on the real database and through HTTP."""

from collections.abc import Sequence
from datetime import date

import pytest

from app.bookings import actions, whole_day
from app.bookings.actions.tapping import Wish
from app.core import clock, database
from components.bookings.cell import Cell, CellState
from tests.bookings.families import ANNE, YANN, Line, counted, leave_places, line_of, open_to_all

DAY = date(2026, 12, 21)  # the first Monday of the Christmas holidays
UNITS = ("matin", "repas", "apres-midi")
FREE, BOOKED, ADDED, REMOVED, HELD, LAPSED = (
    CellState.FREE, CellState.BOOKED, CellState.ADDED, CellState.REMOVED, CellState.HELD, CellState.LAPSED,
)  # fmt: skip
LOCKED, KEPT, FULL, ELSEWHERE = CellState.LOCKED, CellState.KEPT, CellState.FULL, CellState.ELSEWHERE


@pytest.fixture
async def holidays(chavagne: str) -> Line:
    await open_to_all("Accueil de loisirs Vacances")
    return await line_of(ANNE, child="Clervie", activity="Accueil de loisirs Vacances")


async def states(line: Line) -> list[CellState]:
    return [await line.state(DAY, unit) for unit in UNITS]


@pytest.mark.parametrize(
    ("units", "state", "tag", "partial"),
    [
        ((FREE, FREE, FREE), FREE, "", False),
        ((HELD, HELD, HELD), HELD, "retenue", False),
        ((BOOKED, BOOKED, ADDED), ADDED, "ajoutée", False),
        ((BOOKED, KEPT, BOOKED), BOOKED, "", False),
        ((REMOVED, REMOVED, REMOVED), REMOVED, "retirée", False),
        ((LAPSED, LAPSED, LAPSED), LAPSED, "à re\u00adprendre", False),
        ((FREE, HELD, FREE), FREE, "en partie", True),
        ((KEPT, FREE, FREE), FREE, "en partie", True),
        ((FULL, FREE, FREE), FREE, "", False),
        ((FULL, HELD, HELD), HELD, "en partie", True),
        ((LOCKED, BOOKED, BOOKED), BOOKED, "en partie", True),
        ((ELSEWHERE, FREE, FREE), FREE, "", False),
        ((KEPT, KEPT, KEPT), KEPT, "Réservée", False),
        ((LOCKED, LOCKED, LOCKED), LOCKED, "Trop tard", False),
        ((FULL, FULL, FULL), FULL, "Complet", False),
        ((KEPT, LOCKED, LOCKED), KEPT, "En partie", False),
        ((LOCKED, FULL, FULL), LOCKED, "Trop tard", False),
    ],
)
def test_the_box_shows_what_its_units_are(units: Sequence[CellState], state: CellState, tag: str, partial: bool) -> None:  # noqa: FBT001 - a table of cases
    box = whole_day.box_of([Cell(state=unit) for unit in units])
    assert box is not None
    assert (box.state, box.tag, box.partial) == (state, tag, partial)


def test_a_day_of_one_unit_has_no_box_of_its_own() -> None:
    assert whole_day.box_of([Cell(state=FREE), None, None]) is None


async def test_one_tap_holds_every_unit_and_says_it_once(holidays: Line) -> None:
    outcome = await holidays.tap(DAY, "")
    assert not outcome.refused
    (said,) = outcome.sentences
    assert said.startswith(
        "Journée du lundi 21\u00a0décembre ajoutée\u00a0: Matin, Repas et Après-midi. Modifiable jusqu’à lundi 14\u00a0décembre,\u00a012\u00a0h. "
    )
    assert said.endswith("Place retenue jusqu’à 8\u00a0h\u00a020.")
    assert await states(holidays) == [HELD] * 3
    assert await counted(holidays, DAY, "repas") == (24, 1)


async def test_one_tap_unticks_every_unit_and_gives_the_place_back(holidays: Line) -> None:
    await holidays.tap(DAY, "")
    outcome = await holidays.tap(DAY, "", ticked=False)
    assert outcome.sentences[0].startswith("Journée du lundi 21\u00a0décembre retirée\u00a0: Matin, Repas et Après-midi.")
    assert await states(holidays) == [FREE] * 3
    assert await counted(holidays, DAY, "repas") == (24, 0)


async def test_what_is_ticked_already_stays_and_the_rest_follows(holidays: Line) -> None:
    await holidays.tap(DAY, "repas")
    outcome = await holidays.tap(DAY, "")
    assert "ajoutée\u00a0: Matin et Après-midi." in outcome.sentences[0]
    assert await states(holidays) == [HELD] * 3
    again = await holidays.tap(DAY, "")
    assert again.sentences == ("Journée du lundi 21\u00a0décembre\u00a0: rien n’a changé.",)


async def test_all_that_can_be_had_is_done_and_the_rest_is_told_unit_by_unit(holidays: Line) -> None:
    await _close(holidays, "matin")
    outcome = await holidays.tap(DAY, "")
    assert not outcome.refused
    (said,) = outcome.sentences
    assert "ajoutée en partie\u00a0: Repas et Après-midi." in said
    assert "Pas possible\u00a0: Matin, la limite était lundi 30\u00a0novembre,\u00a07\u00a0h" in said
    assert said.endswith("Appelez le 02\u00a099\u00a064\u00a028\u00a053.")
    assert await states(holidays) == [LOCKED, HELD, HELD]


async def test_a_day_of_which_nothing_is_left_is_refused_with_one_reason(holidays: Line) -> None:
    await leave_places(holidays, DAY, places=0)
    outcome = await holidays.tap(DAY, "")
    assert outcome.refused
    assert "rien n’a changé. Pas possible\u00a0: Matin, Repas et Après-midi, il n’y a plus de place ce jour-là." in outcome.sentences[0]
    assert await database.fetch_value("select (select count(*) from draft_cell) + (select count(*) from place)") == 0


async def test_a_unit_that_is_booked_for_good_is_told_when_the_day_is_unticked(holidays: Line) -> None:
    await holidays.tap(DAY, "")
    await holidays.validate()
    await database.fetch("update slot set cancel_until = {} where day = {} and unit in (select id from unit where code = 'repas')", clock.now(), DAY)
    outcome = await holidays.tap(DAY, "", ticked=False)
    assert not outcome.refused
    assert "retirée en partie\u00a0: Matin et Après-midi." in outcome.sentences[0]
    assert "Pas possible\u00a0: Repas, la limite était" in outcome.sentences[0]
    assert await states(holidays) == [REMOVED, KEPT, REMOVED]
    await holidays.tap(DAY, "")
    assert await states(holidays) == [BOOKED, KEPT, BOOKED]


async def test_undo_takes_back_the_whole_tap(holidays: Line) -> None:
    await holidays.tap(DAY, "repas")
    await holidays.tap(DAY, "")
    undone = await actions.undo_last_tap(ANNE, holidays.enrolment_id, now=clock.now())
    assert undone is not None
    assert "retirée\u00a0: Matin et Après-midi." in undone.sentences[0]
    assert await states(holidays) == [FREE, HELD, FREE]
    await actions.undo_last_tap(ANNE, holidays.enrolment_id, now=clock.now())
    assert await states(holidays) == [FREE] * 3
    assert await counted(holidays, DAY, "repas") == (24, 0)


async def test_undo_leaves_what_the_other_adult_tapped(holidays: Line) -> None:
    yann = Line(account_id=YANN, enrolment_id=holidays.enrolment_id)
    await holidays.tap(DAY, "matin")
    await yann.tap(DAY, "")
    await actions.undo_last_tap(YANN, holidays.enrolment_id, now=clock.now())
    assert await states(holidays) == [HELD, FREE, FREE]


@pytest.mark.parametrize(
    ("by_hand", "journee", "expected"),
    [
        ({"matin": True}, True, [HELD, HELD, HELD]),
        ({"matin": False}, True, [FREE, HELD, HELD]),
        ({"matin": True}, False, [HELD, FREE, FREE]),
        (dict.fromkeys(UNITS, True), False, [HELD, HELD, HELD]),
    ],
)
@pytest.mark.parametrize("first", ["journée", "units"])
async def test_of_one_form_a_unit_changed_by_hand_has_the_last_word_over_its_day(
    holidays: Line,
    by_hand: dict[str, bool],
    journee: bool,  # noqa: FBT001 - a table of cases
    expected: list[CellState],
    first: str,
) -> None:
    whole, units = [Wish(day=DAY, unit="", ticked=journee)], [Wish(day=DAY, unit=unit, ticked=ticked) for unit, ticked in by_hand.items()]
    wishes = [*whole, *units] if first == "journée" else [*units, *whole]
    outcome = await actions.tap(ANNE, holidays.enrolment_id, wishes=wishes, now=clock.now())
    assert outcome is not None
    assert await states(holidays) == expected


async def test_an_activity_without_such_a_box_refuses_its_tap(chavagne: str) -> None:
    canteen = await line_of(ANNE, child="Clervie", activity="Restauration scolaire")
    assert (await canteen.tap(date(2026, 12, 8), "")).refused
    assert await database.fetch_value("select count(*) from draft_cell") == 0


async def _close(line: Line, unit: str) -> None:
    """The limit of one unit is passed, those of the others are not."""
    await database.fetch("update slot set book_until = {}, opens_at = {} where day = {} and unit in (select id from unit where code = {})",
                         clock.advanced(clock.now(), hours=-1), clock.advanced(clock.now(), hours=-48), DAY, unit)  # fmt: skip
