"""A file loaded over what families have booked: nothing by halves, nothing between, whatever happens meanwhile."""

import asyncio
from pathlib import Path

import pytest

from app.bookings import places
from app.bookings.actions import giving_up
from app.bookings.queries import enrolled as enrolments
from app.core import database
from tests.bookings.plainville import CLOSED, GRANDS, MONDAY, WEDNESDAY, a_home, book, booked, canteen, counted, everything, load
from tests.catalogue.communes import written
from tests.queries import counting


async def test_a_dry_run_tells_all_and_changes_nothing(town: Path) -> None:
    await canteen(await a_home("anne"), MONDAY)
    before = await everything()
    changed = written(town, ("nombre = 24", "nombre = 30"), ('nom = "Après-midi"', 'nom = "Après-midi récréatif"'), (GRANDS, ""), more=CLOSED)
    told = str(await load(changed, dry_run=True)).replace("\u00a0", " ")
    assert await everything() == before
    for line in (
        "Essai, rien n’a été changé. Ce chargement ferait ceci.",
        "Unité changée : Mercredi, Après-midi récréatif (nom : Après-midi récréatif au lieu de Après-midi",
        "Groupe retiré : Cantine, Grands.",
        "Nombre de places changé : Mercredi, Tous les enfants, « salle » (nombre : 30 au lieu de 24).",
        "Fermeture ajoutée : Travaux – Cantine (lundi 7 décembre 2026).",
        "Familles : 1 réservation de 1 famille serait annulée.",
        "- Cantine, Repas, Petits : 1 réservation de 1 enfant serait annulée (lundi 7 décembre 2026). Motif : Travaux.",
        "Il serait refusé. Pour charger quand même ce fichier",
    ):
        assert line in told


@pytest.mark.parametrize("step", ["apply_tell", "apply_recount"])
async def test_a_crash_in_the_middle_leaves_everything_as_it_was(town: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    line = await (await a_home("anne")).line("mercredi")
    await book(line, (WEDNESDAY, "repas"))
    before = await everything()

    async def crash(*_: object, **__: object) -> None:
        raise ConnectionResetError

    changed = written(town, ('unites = ["repas", "apres-midi"]', 'unites = ["apres-midi"]'), more="\n[[fermeture]]\ndu = 2026-12-09\nmotif = 'Travaux'\n")
    with monkeypatch.context() as broken:
        broken.setattr(giving_up.GivenUp, step, crash)
        with pytest.raises(ConnectionResetError):
            await load(changed, cancel_affected=True)
    assert await everything() == before
    await load(changed, cancel_affected=True)
    assert (await booked(), await counted()) == (0, {})


async def test_a_slot_cannot_go_while_a_booking_stands_there(town: Path) -> None:
    """Behind the code stands a CHECK."""
    await canteen(await a_home("anne"), MONDAY)
    with pytest.raises(Exception, match="booking_slot_kept"):
        await database.fetch("delete from slot where id = (select slot from booking)")


async def test_no_tap_gets_in_while_a_load_is_going_on(town: Path) -> None:
    line = await (await a_home("anne")).line("mercredi")
    async with database.transaction():
        await database.fetch("select pg_advisory_xact_lock({})", places.LOADING)
        await enrolments.enrolment_of(line.account_id, line.enrolment_id, locking=True)
        held = await database.fetch("select mode from pg_locks where locktype = 'advisory' and objid = {}", places.LOADING)
    assert {row["mode"] for row in held} == {"ExclusiveLock", "ShareLock"}


async def test_a_load_that_takes_nothing_from_families_does_not_keep_them_waiting(town: Path) -> None:
    with counting() as harmless:
        await load(written(town, ("nombre = 1\n", "nombre = 2\n")))
    with counting() as closing:
        await load(written(town, ("nombre = 1\n", "nombre = 2\n"), more=CLOSED))
    assert [any("advisory" in statement for statement in sent) for sent in (harmless, closing)] == [False, True]


async def test_taps_during_a_load_find_the_day_open_or_gone_and_nothing_between(town: Path) -> None:
    lines = [await (await a_home(f"adulte{rank}")).line("mercredi") for rank in range(5)]
    closed = written(town, more="\n[[fermeture]]\ndu = 2026-12-09\nmotif = 'Travaux'\n")
    outcomes = await asyncio.gather(load(closed), *(line.tap(WEDNESDAY, "repas") for line in lines))
    assert len(outcomes) == 6
    assert await counted() == {}
    assert await database.fetch_value("select count(*) from draft_cell") == 0
    assert (await lines[0].tap(WEDNESDAY, "repas")).refused


async def test_the_number_of_statements_does_not_grow_with_the_bookings(town: Path) -> None:
    await canteen(await a_home("anne"), MONDAY)
    with counting() as few:
        await load(written(town, more=CLOSED), dry_run=True)
    for rank in range(12):
        await canteen(await a_home(f"adulte{rank}"), MONDAY)
    with counting() as many:
        loaded = await load(written(town, more=CLOSED), dry_run=True)
    assert len(loaded.given_up.bookings) == 13
    assert len(many) == len(few)
