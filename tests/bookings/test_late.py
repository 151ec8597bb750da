"""After a limit, on the real database: majoré, sent to the service, or withdrawn and still billed. Said before it is final, frozen when it is."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from app.bookings import actions, procedure
from app.bookings.actions import Stale
from app.bookings.queries import recap
from app.core import clock, database
from components.bookings.cell import CellState
from tests.bookings.families import Line
from tests.bookings.plainville import WEDNESDAY, a_home, book, counted, load
from tests.catalogue.communes import written

TICK = timedelta(microseconds=1)
BOOK_UNTIL, LATE_UNTIL = datetime(2026, 12, 4, 11, tzinfo=UTC), datetime(2026, 12, 8, 8, tzinfo=UTC)
CANCEL_UNTIL = datetime(2026, 12, 8, 11, tzinfo=UTC)
MORE = """
[[activite.delai]]
action = "reserver"
valable-du = 2026-12-09
jour-de-semaine = "ven"
semaines-avant = 1
heure = "12:00"
hors-delai = "majoration"
majoration-pourcent = 50
seconde-limite = { nombre = 1, heure = "09:00" }

[[activite.delai]]
action = "annuler"
valable-du = 2026-12-09
nombre = 1
heure = "12:00"
hors-delai = "facture"
"""
ASK = MORE.replace('"majoration"\nmajoration-pourcent = 50', '"demande"').replace('"facture"', '"demande"')
CENTS = MORE.replace("pourcent = 50", "centimes = 120").replace('"facture"', '"majoration"\nmajoration-centimes = 150')


async def wednesdays(town: Path, *, late: str = MORE) -> Line:
    await load(written(town, more=late))
    return await (await a_home("anne", "yann")).line("mercredi")


async def payload() -> Mapping[str, object]:
    found: Mapping[str, object] = msgspec.json.decode(await database.fetch_value("select payload from filing order by number desc limit 1"))
    return found


def told_of(seen: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """The récapitulatif, the page of the demande and its PDF all show these rows."""
    return {row.term: row.values for row in procedure.told(seen).rows}


async def test_what_is_free_costs_nothing_more_late_and_is_not_shown_as_majore(town: Path) -> None:
    line = await wednesdays(town)
    await database.fetch("update unit set price_cents = 0")
    with clock.frozen(BOOK_UNTIL):
        cell = await line.cell(WEDNESDAY, "repas")
        assert (cell.state, cell.tag) == (CellState.FREE, "")
        await line.tap(WEDNESDAY, "repas")
        assert (await line.cell(WEDNESDAY, "repas")).tag == "retenue"
        await line.validate()
    with clock.frozen(CANCEL_UNTIL):
        await line.tap(WEDNESDAY, "repas", ticked=False)
        assert await line.state(WEDNESDAY, "repas") is CellState.REMOVED


def test_what_is_only_withdrawn_is_not_said_to_be_counted_on_the_bill() -> None:
    counted = "les jours ajoutés seront comptés sur votre facture"
    assert counted in procedure.next_steps({"added": [{}], "removed": []})
    assert counted not in procedure.next_steps({"added": [], "removed": [{}]})


@pytest.mark.rule(52)
async def test_what_is_booked_late_is_said_to_cost_more_then_frozen_so(town: Path) -> None:
    line = await wednesdays(town)
    with clock.frozen(BOOK_UNTIL):
        free = await line.cell(WEDNESDAY, "repas")
        assert (free.state, free.tag) == (CellState.LATE, "+50\u00a0%")
        outcome = await line.tap(WEDNESDAY, "repas")
        assert not outcome.refused
        assert "ajouté hors délai, avec une majoration de 1,95\u00a0€. Modifiable jusqu’à mardi 8\u00a0décembre" in outcome.sentences[0]
        assert (await line.cell(WEDNESDAY, "repas")).tag == "retenue +50\u00a0%"
        assert (await line.shown(WEDNESDAY)).basket.difference_cents == 585
        told = told_of(recap.payload_of(await line.enrolled(), await line.recap()))
        assert told["Majoration hors délai"] == ("Mercredi 9\u00a0décembre 2026\u00a0: Repas du mercredi (+1,95\u00a0€)",)
        assert told["Différence"] == ("+5,85\u00a0€",)
        await line.validate()
    assert await database.fetch_one("select price_cents, surcharge_cents, owed_cents from booking") == {
        "price_cents": 390,
        "surcharge_cents": 195,
        "owed_cents": 0,
    }
    assert (await payload())["added"] == [{"day": "2026-12-09", "unit": "Repas du mercredi", "price_cents": 390, "surcharge_cents": 195}]
    await database.fetch("update unit set price_cents = 999")
    await database.fetch("update slot set late_book_percent = 90 where late_book_percent is not null")
    assert await database.fetch_value("select surcharge_cents from booking") == 195


@pytest.mark.rule(52)
async def test_a_draft_that_crosses_its_limits_becomes_majore_then_refused(town: Path) -> None:
    """In time, late, too late: each time the récapitulatif that was read is no longer what would be done."""
    line = await wednesdays(town)
    with clock.frozen(BOOK_UNTIL - TICK):
        await line.tap(WEDNESDAY, "repas")
        in_time = await line.recap()
        assert in_time.difference_cents == 390
    with clock.frozen(BOOK_UNTIL):
        assert await line.validate_as_read(in_time.mark) == Stale()
        late = await line.recap()
        assert (late.difference_cents, [change.surcharge_cents for change in late.added]) == (585, [195])
    with clock.frozen(LATE_UNTIL):
        assert await line.validate_as_read(late.mark) == Stale()
        seen = await line.recap()
        assert (seen.added, len(seen.refused)) == ([], 1)
    assert await database.fetch_value("select count(*) from filing") == 0
    with clock.frozen(LATE_UNTIL - TICK):
        assert not isinstance(await line.validate_as_read(late.mark), Stale)


async def test_a_surcharge_in_cents_is_shown_as_an_amount(town: Path) -> None:
    line = await wednesdays(town, late=CENTS)
    with clock.frozen(BOOK_UNTIL):
        assert (await line.cell(WEDNESDAY, "repas")).tag == "+1,20\u00a0€"
        await line.tap(WEDNESDAY, "apres-midi")
        assert (await line.recap()).difference_cents == 640 + 120


async def test_a_change_of_the_surcharge_shows_the_recap_again(town: Path) -> None:
    line = await wednesdays(town)
    with clock.frozen(BOOK_UNTIL):
        await line.tap(WEDNESDAY, "repas")
        seen = await line.recap()
        await load(written(town, more=MORE.replace("= 50", "= 40")))
        assert await line.validate_as_read(seen.mark) == Stale()


async def test_late_and_withdrawn_again_leaves_nothing_and_can_be_undone(town: Path) -> None:
    line = await wednesdays(town)
    with clock.frozen(BOOK_UNTIL):
        await line.tap(WEDNESDAY, "repas")
        gone = await line.tap(WEDNESDAY, "repas", ticked=False)
        assert "Le réserver à nouveau coûterait une majoration de 1,95\u00a0€." in gone.sentences[0]
        assert (await line.state(WEDNESDAY, "repas"), await counted()) == (CellState.LATE, {})
        await actions.undo_last_tap(line.account_id, line.enrolment_id, now=clock.now())
        assert await line.state(WEDNESDAY, "repas") is CellState.HELD
        assert (await line.recap()).difference_cents == 585
    with clock.frozen(LATE_UNTIL):
        undone = await actions.undo_last_tap(line.account_id, line.enrolment_id, now=clock.now())
        assert undone is not None
        assert await line.state(WEDNESDAY, "repas") is CellState.LOCKED


async def test_what_is_withdrawn_late_stays_billed_and_it_is_said_each_time(town: Path) -> None:
    line = await wednesdays(town)
    await book(line, (WEDNESDAY, "repas"))
    await database.fetch("update unit set price_cents = 999")  # what was booked keeps its price
    with clock.frozen(CANCEL_UNTIL):
        outcome = await line.tap(WEDNESDAY, "repas", ticked=False)
        assert not outcome.refused
        assert "retiré hors délai\u00a0: il reste facturé 3,90\u00a0€. Attention\u00a0: une fois validé" in outcome.sentences[0]
        cell = await line.cell(WEDNESDAY, "repas")
        assert (cell.state, cell.tag) == (CellState.REMOVED_BILLED, "retiré, facturé")
        assert (await line.shown(WEDNESDAY)).basket.difference_cents == 0
        await line.validate()
        assert await database.fetch_value("select owed_cents from booking where withdrawn_at is not null") == 390
        assert await counted() == {}
    told = told_of(await payload())
    assert told["Retiré hors délai, reste facturé"] == ("Mercredi 9\u00a0décembre 2026\u00a0: Repas du mercredi (3,90\u00a0€)",)
    assert told["Différence"] == ("0,00\u00a0€",)


async def test_what_stays_billed_is_not_booked_a_second_time(town: Path) -> None:
    """Its family would pay it twice: the service can put it back. The other household of the child is free to book it."""
    home = await a_home("anne")
    await load(written(town, more=MORE.replace('heure = "12:00"\nhors-delai = "facture"', 'heure = "08:00"\nhors-delai = "facture"')))
    line = await home.line("mercredi")
    other = await (await a_home("loic", child_id=home.child_id)).line("mercredi")
    await book(line, (WEDNESDAY, "repas"))
    with clock.frozen(LATE_UNTIL - TICK):
        await line.tap(WEDNESDAY, "repas", ticked=False)
        await line.validate()
        cell = await line.cell(WEDNESDAY, "repas")
        assert cell.state is CellState.BILLED
        assert "il a été retiré hors délai et reste facturé" in cell.why.lower()
        assert (await line.tap(WEDNESDAY, "repas")).refused
        assert (await other.cell(WEDNESDAY, "repas")).state is CellState.LATE
        assert not (await other.tap(WEDNESDAY, "repas")).refused


async def test_a_withdrawal_that_crosses_its_limit_is_billed_only_once_it_was_said(town: Path) -> None:
    line = await wednesdays(town, late=CENTS)
    await book(line, (WEDNESDAY, "repas"))
    with clock.frozen(CANCEL_UNTIL - TICK):
        await line.tap(WEDNESDAY, "repas", ticked=False)
        free = await line.recap()
        assert free.difference_cents == -390
    with clock.frozen(CANCEL_UNTIL):
        assert await line.validate_as_read(free.mark) == Stale()
        billed = await line.recap()
        assert billed.difference_cents == 150
        await line.validate_as_read(billed.mark)
    assert await database.fetch_value("select owed_cents from booking") == 540
    assert "5,40\u00a0€, dont 1,50\u00a0€ de majoration" in told_of(await payload())["Retiré hors délai, reste facturé"][0]


async def test_keeping_after_all_what_was_to_be_withdrawn_late_costs_nothing(town: Path) -> None:
    line = await wednesdays(town)
    await book(line, (WEDNESDAY, "repas"))
    with clock.frozen(CANCEL_UNTIL):
        await line.tap(WEDNESDAY, "repas", ticked=False)
        kept = await line.tap(WEDNESDAY, "repas")
        assert "majoration" not in kept.sentences[0]
        assert (await line.recap()).is_empty
        assert await line.state(WEDNESDAY, "repas") is CellState.BOOKED


@pytest.mark.parametrize(
    ("booked", "since", "until"),
    [
        (False, BOOK_UNTIL, "mardi 8\u00a0décembre,\u00a09\u00a0h"),
        (True, CANCEL_UNTIL, "mercredi 9\u00a0décembre,\u00a012\u00a0h"),
    ],
)
async def test_where_late_is_for_the_service_to_say_the_cell_tells_whom_to_call(town: Path, *, booked: bool, since: datetime, until: str) -> None:
    line = await wednesdays(town, late=ASK)
    if booked:
        await book(line, (WEDNESDAY, "repas"))
    with clock.frozen(since):
        outcome = await line.tap(WEDNESDAY, "repas", ticked=not booked)
        assert outcome.refused
        assert f"Le service peut encore l’accepter jusqu’à {until}\u00a0: appelez le 02\u00a099\u00a000\u00a000\u00a000." in outcome.sentences[0]
        cell = await line.cell(WEDNESDAY, "repas")
        assert f"jusqu’à {until}" in cell.why
        assert (cell.state, cell.tag) == ((CellState.KEPT, "Réservé") if booked else (CellState.LOCKED, "Sur demande"))
    assert await database.fetch_value("select count(*) from draft_cell") == 0


async def test_what_stays_billed_is_released_when_the_commune_closes_the_day(town: Path) -> None:
    line = await wednesdays(town)
    await book(line, (WEDNESDAY, "repas"))
    with clock.frozen(CANCEL_UNTIL):
        await line.tap(WEDNESDAY, "repas", ticked=False)
        await line.validate()
        await load(written(town, more=f"{MORE}\n[[fermeture]]\ndu = 2026-12-09\nmotif = 'Travaux'\n"))
    assert await database.fetch_value("select owed_cents from booking") == 0


async def test_the_box_of_the_whole_day_tells_what_being_late_costs_all_its_units(town: Path) -> None:
    path = written(town, ('periodes = ["ecole"]', 'periodes = ["ecole"]\njournee = ["repas", "apres-midi"]'), more=MORE)
    await load(path)
    line = await (await a_home("anne")).line("mercredi")
    with clock.frozen(BOOK_UNTIL):
        late = await line.tap(WEDNESDAY, "")
        assert "Hors délai\u00a0: majoration de 5,15\u00a0€. Modifiable jusqu’à mardi 8\u00a0décembre" in late.sentences[0]
        await line.validate()
    with clock.frozen(CANCEL_UNTIL):
        gone = await line.tap(WEDNESDAY, "", ticked=False)
        assert "retirée\u00a0: Repas du mercredi et Après-midi. Hors délai\u00a0: il reste facturé 15,45\u00a0€." in gone.sentences[0]
        assert "retirée, facturée" in (await line.shown(WEDNESDAY)).row.render()


async def test_what_remains_owed_is_the_whole_or_nothing(town: Path) -> None:
    """Behind the code stand CHECKs: what stands owes nothing beside its price, what was withdrawn late owes no less."""
    line = await wednesdays(town)
    await book(line, (WEDNESDAY, "repas"))
    with pytest.raises(Exception, match="booking_owed_once_withdrawn"):
        await database.fetch("update booking set owed_cents = 390")
    with pytest.raises(Exception, match="booking_owed_is_the_whole"):
        await database.fetch("update booking set owed_cents = 389, withdrawn_in = booked_in, withdrawn_at = booked_at")
