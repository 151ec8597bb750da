"""Validation: all or nothing, at the server's instant, once."""

from datetime import datetime, timedelta

import msgspec
import pytest

from app.bookings import actions
from app.bookings.actions import Stale, validating
from app.bookings.queries import recap
from app.core import clock, database
from app.filings import queries as filings
from app.filings.rules import Status
from components.bookings.cell import CellState
from tests.bookings.families import ANNE, CANTEEN_DAY, CLAIRE, WEDNESDAY, YANN, Line, counted, line_of
from tests.conftest import MORNING


@pytest.fixture
async def canteen(chavagne: str) -> Line:
    return await line_of(ANNE, child="Clervie", activity="Restauration scolaire")


@pytest.fixture
async def wednesdays(chavagne: str) -> Line:
    return await line_of(ANNE, child="Clervie", activity="Accueil de loisirs Mercredi")


async def validated(line: Line) -> object:
    seen = await recap.of_draft(await line.enrolled(), now=clock.now())
    return await actions.validate(line.account_id, line.enrolment_id, mark=seen.mark, now=clock.now())


async def test_validating_books_numbers_the_demande_and_announces_it(canteen: Line) -> None:
    await canteen.tap(CANTEEN_DAY, "repas")
    await validated(canteen)
    assert await canteen.state(CANTEEN_DAY, "repas") is CellState.BOOKED
    (line,) = await filings.of_account(YANN, most=5)
    assert (line.number, line.status, line.subject) == (1, Status.ACCEPTED, "Clervie – Restauration scolaire – École élémentaire publique")
    assert await database.fetch_value("select event from outbox") == "bookings:validated"
    view = await filings.filing_of(ANNE, 1)
    assert view is not None
    assert [event.status for event in view.events] == [Status.SENT, Status.ACCEPTED]
    assert view.payload["added"] == [{"day": "2026-12-08", "unit": "Repas", "price_cents": 390, "surcharge_cents": 0}]


@pytest.mark.rule(22)
async def test_the_demande_is_seen_by_both_adults_and_by_nobody_else(canteen: Line) -> None:
    await canteen.tap(CANTEEN_DAY, "repas")
    await validated(canteen)
    assert await filings.filing_of(YANN, 1) is not None
    assert await filings.filing_of(CLAIRE, 1) is None
    assert await filings.of_account(CLAIRE, most=5) == []


async def test_withdrawing_frees_the_place_at_validation_only(wednesdays: Line) -> None:
    await wednesdays.tap(WEDNESDAY, "repas")
    await validated(wednesdays)
    await wednesdays.tap(WEDNESDAY, "repas", ticked=False)
    assert (await counted(wednesdays, WEDNESDAY, "repas"))[1] == 1
    await validated(wednesdays)
    assert (await counted(wednesdays, WEDNESDAY, "repas"))[1] == 0
    assert await wednesdays.state(WEDNESDAY, "repas") is CellState.FREE
    payload = msgspec.json.decode(await database.fetch_value("select payload from filing order by number desc limit 1"))
    assert (payload["added"], payload["difference_cents"]) == ([], -390)


@pytest.mark.rule(52)
async def test_a_deadline_that_passes_between_the_recap_and_the_validation_writes_nothing(canteen: Line) -> None:
    await canteen.tap(CANTEEN_DAY, "repas")
    seen = await recap.of_draft(await canteen.enrolled(), now=clock.now())
    with clock.frozen(MORNING + timedelta(days=7)):
        assert isinstance(await actions.validate(ANNE, canteen.enrolment_id, mark=seen.mark, now=clock.now()), Stale)
        now_seen = await recap.of_draft(await canteen.enrolled(), now=clock.now())
    assert (now_seen.added, len(now_seen.refused)) == ([], 1)
    assert await database.fetch_value("select count(*) from filing") == 0


async def test_a_hold_that_ended_is_taken_again_at_validation_when_places_are_left(wednesdays: Line) -> None:
    await wednesdays.tap(WEDNESDAY, "repas")
    with clock.frozen(MORNING + timedelta(minutes=30)):
        await actions.free_expired_holds(now=clock.now())
        assert (await counted(wednesdays, WEDNESDAY, "repas"))[1] == 0
        await validated(wednesdays)
    assert (await counted(wednesdays, WEDNESDAY, "repas"))[1] == 1
    assert await database.fetch_value("select count(*) from booking") == 1


@pytest.mark.rule(50)
@pytest.mark.parametrize("step", ["apply_places", "apply_bookings"])
async def test_a_crash_between_any_two_writes_leaves_all_or_nothing(wednesdays: Line, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    await wednesdays.tap(WEDNESDAY, "repas")
    whole = getattr(validating, step)

    async def crash_after(*args: object, **kwargs: object) -> None:
        await whole(*args, **kwargs)
        raise ConnectionResetError

    with monkeypatch.context() as broken:
        broken.setattr(validating, step, crash_after)
        with pytest.raises(ConnectionResetError):
            await validated(wednesdays)
    written = await database.fetch_one(
        "select (select count(*) from filing) as filings, (select count(*) from booking) as bookings, (select count(*) from outbox) as events"
    )
    assert written == {"filings": 0, "bookings": 0, "events": 0}
    assert await wednesdays.state(WEDNESDAY, "repas") is CellState.HELD
    assert (await counted(wednesdays, WEDNESDAY, "repas"))[1] == 1


async def test_the_price_is_frozen_on_the_booking(canteen: Line) -> None:
    await canteen.tap(CANTEEN_DAY, "repas")
    await validated(canteen)
    await database.fetch("update unit set price_cents = 999")
    assert await database.fetch_value("select price_cents from booking") == 390


async def test_withdrawing_what_can_no_longer_be_booked_says_so(canteen: Line) -> None:
    """The canteen is booked two jours ouvrés before, and withdrawn until the day before."""
    await canteen.tap(CANTEEN_DAY, "repas")
    await validated(canteen)
    assert "Modifiable jusqu’à" in (await canteen.tap(CANTEEN_DAY, "repas", ticked=False)).sentences[0]
    await canteen.tap(CANTEEN_DAY, "repas")
    with clock.frozen(datetime.fromisoformat("2026-12-04T10:00:00+01:00")):
        outcome = await canteen.tap(CANTEEN_DAY, "repas", ticked=False)
        assert not outcome.refused
        assert "vous ne pourrez plus le réserver à nouveau" in outcome.sentences[0]
