"""What happens between a tap and its validation: holds that end, a closure, the other adult, a portal that is killed."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from app.bookings import actions
from app.bookings.actions import Stale
from app.bookings.actions.loading import WouldCancel
from app.core import clock, database
from app.data_classes import TABLES
from components.bookings.cell import CellState
from tests.bookings.families import Line
from tests.bookings.plainville import NOW, WEDNESDAY, a_home, book, booked, counted, load
from tests.bookings.test_late import MORE, wednesdays
from tests.catalogue.communes import written

NEXT_WEEK, IN_JANUARY, LAST = WEDNESDAY + timedelta(weeks=1), date(2027, 1, 6), date(2027, 1, 13)
AFTER_THE_HOLD = NOW + timedelta(minutes=21)
CLOSED = "\n[[fermeture]]\ndu = 2026-12-09\nmotif = 'Travaux'\n"


@pytest.mark.rule(51)
@pytest.mark.parametrize("validated_first", [True, False])
async def test_a_place_whose_hold_ends_while_it_is_validated_goes_to_one_family(town: Path, *, validated_first: bool) -> None:
    """At once: the validation, the schedule that frees ended holds, and another family's tap on the same last place."""
    await load(written(town, ("nombre = 24", "nombre = 1")))
    hers, theirs = await (await a_home("anne")).line("mercredi"), await (await a_home("claire", child="Inès")).line("mercredi")
    await hers.tap(WEDNESDAY, "repas")
    mark = (await hers.recap()).mark
    with clock.frozen(AFTER_THE_HOLD):
        steps = [hers.validate_as_read(mark), actions.free_expired_holds(now=clock.now()), theirs.tap(WEDNESDAY, "repas")]
        await asyncio.gather(*(steps if validated_first else reversed(steps)))
        states = {await hers.state(WEDNESDAY, "repas"), await theirs.state(WEDNESDAY, "repas")}
    assert states in ({CellState.KEPT, CellState.FULL}, {CellState.LAPSED, CellState.HELD})
    assert await counted() == {("salle", WEDNESDAY): 1}
    assert await booked() == (CellState.KEPT in states)


async def test_a_hold_that_ended_and_went_to_others_is_listed_when_validating(town: Path) -> None:
    await load(written(town, ("nombre = 24", "nombre = 1")))
    hers, theirs = await (await a_home("anne")).line("mercredi"), await (await a_home("claire", child="Inès")).line("mercredi")
    await hers.tap(WEDNESDAY, "repas")
    mark = (await hers.recap()).mark
    with clock.frozen(AFTER_THE_HOLD):
        assert not (await theirs.tap(WEDNESDAY, "repas")).refused
        assert await hers.validate_as_read(mark) == Stale()
        assert [lost.refusal for lost in (await hers.recap()).refused] == ["full"]
    assert await booked() == 0


async def test_a_change_whose_limit_has_passed_stays_in_the_basket_until_the_recap_has_told_why(town: Path) -> None:
    line = await (await a_home("anne")).line("mercredi")
    await line.tap(WEDNESDAY, "repas")
    with clock.frozen(NOW + timedelta(days=5)):
        alone = (await line.shown(WEDNESDAY)).basket
        await line.tap(NEXT_WEEK, "repas")
        beside = (await line.shown(WEDNESDAY)).basket
        assert len((await line.recap()).refused) == 1
    assert (alone.changes, alone.difference_cents, alone.note) == (1, 0, "1\u00a0changement n’est plus possible")
    assert (beside.changes, beside.difference_cents) == (2, 390)
    assert beside.note == "1\u00a0changement n’est plus possible. Places retenues jusqu’à 8\u00a0h\u00a020"


async def test_a_closure_loaded_over_a_draft_is_refused_when_it_cancels_bookings_and_leaves_the_draft_alone(town: Path) -> None:
    hers, theirs = await (await a_home("anne")).line("mercredi"), await (await a_home("claire", child="Inès")).line("mercredi")
    await book(theirs, (WEDNESDAY, "repas"))
    await hers.tap(WEDNESDAY, "repas")
    seen = await hers.recap()
    with pytest.raises(WouldCancel):
        await load(written(town, more=CLOSED))
    assert await hers.state(WEDNESDAY, "repas") is CellState.HELD
    assert isinstance(await hers.validate_as_read(seen.mark), UUID)
    assert (await booked(), await counted()) == (2, {("salle", WEDNESDAY): 2})


async def test_a_closure_loaded_with_its_cancellations_takes_the_day_from_the_draft_that_is_being_read(town: Path) -> None:
    hers, theirs = await (await a_home("anne")).line("mercredi"), await (await a_home("claire", child="Inès")).line("mercredi")
    await book(theirs, (WEDNESDAY, "repas"))
    await hers.tap(WEDNESDAY, "repas")
    await hers.tap(NEXT_WEEK, "repas")
    seen = await hers.recap()
    await load(written(town, more=CLOSED), cancel_affected=True)
    assert await hers.validate_as_read(seen.mark) == Stale()
    left = await hers.recap()
    assert [change.cell.day for change in left.added] == [NEXT_WEEK]
    assert isinstance(await hers.validate_as_read(left.mark), UUID)
    assert (await booked(), await counted()) == (1, {("salle", NEXT_WEEK): 1})


async def test_two_adults_see_one_draft_and_each_undoes_their_own_last_tap(town: Path) -> None:
    home = await a_home("anne", "yann")
    anne = await home.line("mercredi")
    yann = Line(account_id=home.account_ids[1], enrolment_id=anne.enrolment_id)
    await anne.tap(WEDNESDAY, "repas")
    assert await yann.state(WEDNESDAY, "repas") is CellState.HELD
    seen_by_anne = (await anne.recap()).mark
    await yann.tap(WEDNESDAY, "apres-midi")
    assert await anne.state(WEDNESDAY, "apres-midi") is CellState.HELD
    assert (await anne.shown(WEDNESDAY)).basket.difference_cents == (await yann.shown(WEDNESDAY)).basket.difference_cents == 1030
    assert await anne.validate_as_read(seen_by_anne) == Stale()  # she has not read what he added
    await actions.undo_last_tap(yann.account_id, yann.enrolment_id, now=clock.now())
    assert [await anne.state(WEDNESDAY, unit) for unit in ("repas", "apres-midi")] == [CellState.HELD, CellState.FREE]
    assert not (await yann.shown(WEDNESDAY)).basket.can_undo
    await actions.undo_last_tap(anne.account_id, anne.enrolment_id, now=clock.now())
    assert (await anne.recap()).is_empty
    assert await counted() == {}


async def test_undo_is_offered_to_who_has_a_tap_left_whoever_changed_the_cell_last(town: Path) -> None:
    home = await a_home("anne", "yann")
    anne = await home.line("mercredi")
    yann = Line(account_id=home.account_ids[1], enrolment_id=anne.enrolment_id)
    await anne.tap(WEDNESDAY, "repas")
    await anne.tap(WEDNESDAY, "apres-midi")
    await yann.tap(WEDNESDAY, "repas", ticked=False)
    assert (await yann.shown(WEDNESDAY)).basket.can_undo, "what he withdrew"
    await actions.undo_last_tap(yann.account_id, yann.enrolment_id, now=clock.now())
    assert await anne.state(WEDNESDAY, "repas") is CellState.HELD
    assert not (await yann.shown(WEDNESDAY)).basket.can_undo, "the cell was last written by his undoing"
    assert (await anne.shown(WEDNESDAY)).basket.can_undo


class Killed(Exception):
    """As the process would be."""


@contextmanager
def killed_after(statements: int) -> Iterator[None]:
    """The statement of that rank is carried out, and nothing after it."""
    ranks = count(1)
    plain = PostgresEngine.run_querystring

    async def counted_down(engine: PostgresEngine, querystring: QueryString, in_pool: bool = True) -> object:  # noqa: FBT001, FBT002 - Piccolo's own
        answer = await plain(engine, querystring, in_pool)
        if next(ranks) == statements:
            raise Killed
        return answer

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(PostgresEngine, "run_querystring", counted_down)
        yield


async def whole_database() -> dict[str, list[str]]:
    statements = {table: f"select t::text as row from {table} t order by 1" for table in TABLES}  # noqa: S608 - the tables of the portal
    return {table: [row["row"] for row in await database.fetch(statement)] for table, statement in statements.items()}


async def a_draft_of_each_kind(town: Path) -> Line:
    """To add in time, held; to add where the hold ended; to withdraw late, billed; to withdraw in time."""
    line = await wednesdays(town, late=MORE)
    await book(line, (WEDNESDAY, "repas"), (LAST, "repas"))
    await line.tap(NEXT_WEEK, "repas")
    return line


async def killings_before_it_validates(line: Line, *, mark: str) -> int:
    """One after each of its statements in turn, the last included; each time, nothing at all may have changed."""
    before = await whole_database()
    for statements in count(1):
        try:
            with killed_after(statements):
                assert isinstance(await line.validate_as_read(mark), UUID)
        except Killed:
            assert await whole_database() == before, f"after statement {statements}"
        else:
            break
    return statements - 1


@pytest.mark.rule(50)
async def test_killed_between_any_two_statements_a_validation_leaves_all_or_nothing(town: Path) -> None:
    line = await a_draft_of_each_kind(town)
    with clock.frozen(NOW + timedelta(days=8, hours=4)):  # the withdrawal of tomorrow is late by now
        await actions.free_expired_holds(now=clock.now())
        await line.tap(IN_JANUARY, "repas")
        for day in (WEDNESDAY, LAST):
            await line.tap(day, "repas", ticked=False)
        seen = await line.recap()
        assert [len(seen.added), [change.owed_cents for change in seen.removed]] == [2, [390, 0]]
        assert await killings_before_it_validates(line, mark=seen.mark) >= 10
    assert await booked() == 2
    assert {day for _, day in await counted()} == {NEXT_WEEK, IN_JANUARY}
