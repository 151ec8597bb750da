"""Taps on the real database: what is drafted, held, refused and undone."""

from datetime import date, datetime, timedelta

import pytest

from app.bookings import actions
from app.core import clock, database
from components.bookings.cell import CellState
from tests.bookings.families import ANNE, CANTEEN_DAY, CLAIRE, WEDNESDAY, YANN, Line, counted, leave_places, line_of
from tests.conftest import MORNING


@pytest.fixture
async def canteen(chavagne: str) -> Line:
    return await line_of(ANNE, child="Clervie", activity="Restauration scolaire")


@pytest.fixture
async def wednesdays(chavagne: str) -> Line:
    """An activity whose places are counted."""
    return await line_of(ANNE, child="Clervie", activity="Accueil de loisirs Mercredi")


async def test_a_tap_is_answered_with_its_deadline_in_words(canteen: Line) -> None:
    outcome = await canteen.tap(CANTEEN_DAY, "repas")
    assert not outcome.refused
    assert outcome.sentences == ("Repas, mardi 8\u00a0décembre ajouté. Modifiable jusqu’à lundi 7\u00a0décembre,\u00a09\u00a0h.",)
    assert await canteen.state(CANTEEN_DAY, "repas") is CellState.ADDED


async def test_the_same_tap_twice_changes_nothing_more(canteen: Line) -> None:
    await canteen.tap(CANTEEN_DAY, "repas")
    again = await canteen.tap(CANTEEN_DAY, "repas")
    assert not again.refused
    assert await database.fetch_value("select count(*) from draft_cell") == 1
    assert await database.fetch_value("select count(*) from draft_tap") == 1


async def test_unticking_an_added_day_leaves_nothing_behind(wednesdays: Line) -> None:
    before = await counted(wednesdays, WEDNESDAY, "repas")
    await wednesdays.tap(WEDNESDAY, "repas")
    await wednesdays.tap(WEDNESDAY, "repas", ticked=False)
    assert await counted(wednesdays, WEDNESDAY, "repas") == before
    assert await database.fetch_value("select count(*) from draft_cell") == 0


@pytest.mark.rule(52)
async def test_a_tap_after_the_limit_is_refused_with_the_instant_and_the_phone(canteen: Line) -> None:
    limit = datetime.fromisoformat("2026-12-04T09:00:00+01:00")  # two jours ouvrés before Tuesday
    with clock.frozen(limit):
        outcome = await canteen.tap(CANTEEN_DAY, "repas")
    assert outcome.refused
    assert "la limite était vendredi 4\u00a0décembre,\u00a09\u00a0h" in outcome.sentences[0]
    assert "02\u00a099\u00a064\u00a028\u00a053" in outcome.sentences[0]
    with clock.frozen(limit - timedelta(microseconds=1)):
        assert not (await canteen.tap(CANTEEN_DAY, "repas")).refused


@pytest.mark.rule(52)
async def test_unticking_after_the_limit_on_a_page_shown_before_it_is_refused(canteen: Line) -> None:
    await canteen.tap(CANTEEN_DAY, "repas")
    await canteen.validate()
    with clock.frozen(datetime.fromisoformat("2026-12-07T09:00:00+01:00")):
        outcome = await canteen.tap(CANTEEN_DAY, "repas", ticked=False)
        assert outcome.refused
        assert "la limite était lundi 7\u00a0décembre,\u00a09\u00a0h" in outcome.sentences[0]
        assert await canteen.state(CANTEEN_DAY, "repas") is CellState.KEPT


async def test_undoing_a_removal_that_its_limit_has_locked_leaves_nothing_in_the_draft(canteen: Line) -> None:
    await canteen.tap(CANTEEN_DAY, "repas")
    await canteen.validate()
    await canteen.tap(CANTEEN_DAY, "repas", ticked=False)
    with clock.frozen(datetime.fromisoformat("2026-12-07T09:00:00+01:00")):
        await actions.undo_last_tap(ANNE, canteen.enrolment_id, now=clock.now())
    assert await database.fetch_value("select count(*) from draft_cell") == 0


async def test_undoing_a_place_that_lapsed_forgets_it(wednesdays: Line) -> None:
    await wednesdays.tap(WEDNESDAY, "repas")
    with clock.frozen(MORNING + timedelta(minutes=21)):
        await actions.undo_last_tap(ANNE, wednesdays.enrolment_id, now=clock.now())
        assert await wednesdays.state(WEDNESDAY, "repas") is CellState.FREE
    assert (await counted(wednesdays, WEDNESDAY, "repas"))[1] == 0


async def test_a_tap_where_places_are_counted_holds_one_for_twenty_minutes(wednesdays: Line) -> None:
    capacity, taken = await counted(wednesdays, WEDNESDAY, "repas")
    outcome = await wednesdays.tap(WEDNESDAY, "repas")
    assert "Place retenue jusqu’à 8\u00a0h\u00a020." in outcome.sentences[0]
    assert await counted(wednesdays, WEDNESDAY, "repas") == (capacity, taken + 1)


async def test_a_child_takes_one_place_of_a_counter_whatever_its_units(wednesdays: Line) -> None:
    _, taken = await counted(wednesdays, WEDNESDAY, "repas")
    await wednesdays.tap(WEDNESDAY, "repas")
    await wednesdays.tap(WEDNESDAY, "apres-midi")
    assert (await counted(wednesdays, WEDNESDAY, "apres-midi"))[1] == taken + 1
    await wednesdays.tap(WEDNESDAY, "repas", ticked=False)
    assert (await counted(wednesdays, WEDNESDAY, "apres-midi"))[1] == taken + 1
    await wednesdays.tap(WEDNESDAY, "apres-midi", ticked=False)
    assert (await counted(wednesdays, WEDNESDAY, "apres-midi"))[1] == taken


async def test_a_full_day_is_refused_and_nothing_is_half_written(wednesdays: Line) -> None:
    await leave_places(wednesdays, WEDNESDAY, places=0)
    outcome = await wednesdays.tap(WEDNESDAY, "repas")
    assert outcome.refused
    assert "plus de place" in outcome.sentences[0]
    assert await database.fetch_value("select (select count(*) from draft_cell) + (select count(*) from place)") == 0


async def test_an_ended_hold_stays_as_a_place_to_take_again(wednesdays: Line) -> None:
    await wednesdays.tap(WEDNESDAY, "repas")
    with clock.frozen(MORNING + timedelta(minutes=20)):
        assert await wednesdays.state(WEDNESDAY, "repas") is CellState.LAPSED
        assert await actions.free_expired_holds(now=clock.now()) == 1
        assert await wednesdays.state(WEDNESDAY, "repas") is CellState.LAPSED
        assert (await counted(wednesdays, WEDNESDAY, "repas"))[1] == 0
        await wednesdays.tap(WEDNESDAY, "repas")
        assert await wednesdays.state(WEDNESDAY, "repas") is CellState.HELD
        assert (await counted(wednesdays, WEDNESDAY, "repas"))[1] == 1


async def test_an_ended_hold_is_renewed_while_its_place_is_still_counted(wednesdays: Line) -> None:
    await wednesdays.tap(WEDNESDAY, "repas")
    with clock.frozen(MORNING + timedelta(minutes=30)):
        await wednesdays.tap(WEDNESDAY, "repas")
        assert await wednesdays.state(WEDNESDAY, "repas") is CellState.HELD
        assert (await counted(wednesdays, WEDNESDAY, "repas"))[1] == 1


async def test_each_tap_renews_the_holds_of_the_draft_an_hour_at_most(wednesdays: Line) -> None:
    await wednesdays.tap(WEDNESDAY, "repas")
    for minutes in (15, 30, 45, 58):
        with clock.frozen(MORNING + timedelta(minutes=minutes)):
            await wednesdays.tap(WEDNESDAY + timedelta(days=7), "repas", ticked=minutes in {15, 45})
    held = await database.fetch_value("select min(held_until) from draft_cell")
    assert held == MORNING + timedelta(minutes=60)


async def test_reading_the_recap_renews_the_holds_as_a_tap_does(wednesdays: Line) -> None:
    """Twenty minutes more, an hour at most; what has ended stays so."""
    await wednesdays.tap(WEDNESDAY, "repas")
    start = clock.now()
    for minutes, until in ((15, 35), (30, 50), (49, 60), (61, 60)):
        await actions.renew_holds(wednesdays.enrolment_id, now=start + timedelta(minutes=minutes))
        assert await database.fetch_value("select held_until from draft_cell") == start + timedelta(minutes=until)


async def test_a_full_day_is_given_to_the_next_as_soon_as_a_hold_ends(wednesdays: Line) -> None:
    await leave_places(wednesdays, WEDNESDAY, places=1)
    claire = await line_of(CLAIRE, child="Inès", activity="Accueil de loisirs Mercredi")
    await wednesdays.tap(WEDNESDAY, "repas")
    assert (await claire.tap(WEDNESDAY, "repas")).refused
    with clock.frozen(MORNING + timedelta(minutes=21)):
        assert not (await claire.tap(WEDNESDAY, "repas")).refused
        assert await wednesdays.state(WEDNESDAY, "repas") is CellState.LAPSED
        assert (await wednesdays.tap(WEDNESDAY, "repas")).refused


async def test_undo_takes_back_that_adults_last_tap_only(canteen: Line) -> None:
    yann = Line(account_id=YANN, enrolment_id=canteen.enrolment_id)
    await canteen.tap(CANTEEN_DAY, "repas")
    await yann.tap(CANTEEN_DAY + timedelta(days=2), "repas")
    await actions.undo_last_tap(ANNE, canteen.enrolment_id, now=clock.now())
    assert await canteen.state(CANTEEN_DAY, "repas") is CellState.FREE
    assert await canteen.state(CANTEEN_DAY + timedelta(days=2), "repas") is CellState.ADDED
    nothing = await actions.undo_last_tap(ANNE, canteen.enrolment_id, now=clock.now())
    assert nothing is not None
    assert nothing.sentences == ("Il n’y a rien à annuler.",)


@pytest.mark.rule(22)
async def test_another_households_line_does_not_exist(canteen: Line) -> None:
    claire = Line(account_id=CLAIRE, enrolment_id=canteen.enrolment_id)
    assert await actions.tap(CLAIRE, claire.enrolment_id, wishes=[], now=clock.now()) is None
    assert await actions.undo_last_tap(CLAIRE, claire.enrolment_id, now=clock.now()) is None
    assert await actions.abandon(CLAIRE, claire.enrolment_id) is False
    assert await actions.validate(CLAIRE, claire.enrolment_id, mark="", now=clock.now()) is None


async def test_a_day_without_opening_is_refused(canteen: Line) -> None:
    outcome = await canteen.tap(date(2026, 12, 25), "repas")
    assert outcome.refused


async def test_abandoning_gives_every_held_place_back(wednesdays: Line) -> None:
    await wednesdays.tap(WEDNESDAY, "repas")
    assert await actions.abandon(ANNE, wednesdays.enrolment_id)
    assert (await counted(wednesdays, WEDNESDAY, "repas"))[1] == 0
    assert await database.fetch_value("select count(*) from draft") == 0
