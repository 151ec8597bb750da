"""However many days one asks for at once, the database is asked as often: places are taken and given back together."""

from datetime import date, timedelta

from app.bookings import actions
from app.bookings.actions.tapping import Wish
from app.core import clock, database
from tests.bookings.families import ANNE, Line, line_of, open_to_all
from tests.queries import counting

HOLIDAYS = "Accueil de loisirs Vacances"
FIRST = date(2026, 12, 21)
UNITS = ("matin", "repas", "apres-midi")


def wishes(days: int, *, ticked: bool) -> list[Wish]:
    """Units of days that are counted."""
    return [Wish(day=FIRST + timedelta(days=day), unit=unit, ticked=ticked) for day in range(days) for unit in UNITS]


async def statements_of(line: Line, *, days: int) -> list[int]:
    """To tick in one form, to validate, to untick, and to validate that."""
    told = []
    for ticked in (True, False):
        with counting() as tapping:
            outcome = await actions.tap(line.account_id, line.enrolment_id, wishes=wishes(days, ticked=ticked), now=clock.now())
        assert outcome is not None
        assert not outcome.refused
        seen = await line.recap()
        with counting() as validating:
            await line.validate_as_read(seen.mark)
        assert len([*seen.added, *seen.removed]) == len(UNITS) * days
        told += [len(tapping), len(validating)]
    return told


async def test_four_days_cost_as_many_statements_as_one(chavagne: str) -> None:
    await open_to_all(HOLIDAYS)
    line = await line_of(ANNE, child="Clervie", activity=HOLIDAYS)
    one = await statements_of(line, days=1)
    assert await statements_of(line, days=4) == one
    assert await database.fetch_value("select count(*) from place") == 0
    assert await database.fetch_value("select sum(taken) from capacity_counter") == 0


async def test_units_of_one_room_take_one_place_together_and_leave_it_with_the_last(chavagne: str) -> None:
    await open_to_all(HOLIDAYS)
    line = await line_of(ANNE, child="Clervie", activity=HOLIDAYS)
    await actions.tap(line.account_id, line.enrolment_id, wishes=wishes(1, ticked=True), now=clock.now())
    taken = await database.fetch("select distinct taken from capacity_counter where day = {} and taken > 0", FIRST)
    assert [row["taken"] for row in taken] == [1]
    await actions.tap(line.account_id, line.enrolment_id, wishes=wishes(1, ticked=False)[1:], now=clock.now())
    assert await database.fetch_value("select max(uses) from place") == 1
    await line.tap(FIRST, "matin", ticked=False)
    assert await database.fetch_value("select count(*) from place") == 0


async def test_a_cell_named_twice_in_one_form_is_changed_once(chavagne: str) -> None:
    await open_to_all(HOLIDAYS)
    line = await line_of(ANNE, child="Clervie", activity=HOLIDAYS)
    outcome = await actions.tap(line.account_id, line.enrolment_id, wishes=wishes(1, ticked=True) * 2, now=clock.now())
    assert outcome is not None
    assert (len(outcome.sentences), outcome.refused) == (len(UNITS), False)
