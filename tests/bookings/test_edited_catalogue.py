"""The catalogue edited at the desk: tried out, saved as it was shown, kept when a file is loaded, written back byte by byte."""

import asyncio
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.bookings import actions
from app.bookings.actions import Edit, Loaded, Moved, OthersLose, WouldOverwrite
from app.catalogue import exporting, queries
from app.catalogue.commune_file import Refused, Source
from app.catalogue.editing import removals
from app.catalogue.editing.document import Document
from app.catalogue.exporting import NotExported
from app.core import clock, database
from app.demo.actions import FILE as DEMO
from tests.bookings.desk_edits import SOPHIE, adding, changing, edit_of, save, someone, standing
from tests.bookings.plainville import MONDAY, NOW, TUESDAY, WEDNESDAY, a_home, book, booked, canteen, counted, everything, load
from tests.catalogue.communes import written
from tests.catalogue.test_editing import REGLEMENTS

CLOSING = adding("fermeture", du=MONDAY, au=TUESDAY, motif="Travaux")
PRICE = changing("activite.cantine.unite.repas", prix_centimes=410)
RULED = ("audit_entry", "outbox", "filing")


async def versions() -> list[tuple[int, str, str]]:
    return [(row.number, "desk" if row.is_of_desk else "load", row.author) for row in await queries.versions(before=None, limit=50)]


async def catalogue() -> dict[str, list[str]]:
    return {table: rows for table, rows in (await everything()).items() if table not in RULED}


async def canteen_price() -> int:
    cents: int = await database.fetch_value("select price_cents from unit join activity a on a.id = activity where unit.code = 'repas' and a.code = 'cantine'")
    return cents


# Tried out


async def test_what_a_trial_tells_is_what_saving_does(town: Path) -> None:
    await canteen(await a_home("anne"), MONDAY, TUESDAY)
    await canteen(await a_home("paul", child="Léo"), MONDAY)
    before = await everything()
    edit = await edit_of(CLOSING)
    seen = await actions.try_out_edit(edit, now=clock.now())
    assert isinstance(seen, Loaded)
    assert await everything() == before
    assert seen.summary.replace("\u00a0", " ") == "3 réservations de 2 familles seraient annulées"
    saved = await actions.save_edit(edit, author=SOPHIE, agreed=seen.taken_mark, now=clock.now())
    assert isinstance(saved, Loaded)
    assert (saved.report, saved.taken_mark, saved.given_up.drafted) == (seen.report, seen.taken_mark, seen.given_up.drafted)
    assert await booked() == 0
    assert await counted() == {}


async def test_a_trial_counts_the_drafts_that_wait(town: Path) -> None:
    line = await (await a_home("anne")).line("cantine", "petits")
    await line.tap(MONDAY, "repas")
    seen = await actions.try_out_edit(await edit_of(CLOSING), now=clock.now())
    assert isinstance(seen, Loaded)
    assert seen.drafted.replace("\u00a0", " ") == "Brouillons : 1 changement retiré."
    assert not seen.given_up


async def test_what_families_lose_is_told_to_each_by_mail_once(town: Path) -> None:
    await canteen(await a_home("anne"), MONDAY, TUESDAY)
    await canteen(await a_home("paul", child="Léo"), MONDAY)
    await save(CLOSING)
    assert await database.fetch_value("select count(*) from outbox where event = 'bookings:cancelled_by_commune'") == 2
    told = [json.loads(row["told"]) for row in await database.fetch("select told from cancellation")]
    assert {day["why"] for lost in told for line in lost for day in line["days"]} == {"Travaux"}


# Saved


async def test_a_saved_edit_is_a_version_of_the_file_with_its_author_and_an_entry_of_the_audit_trail(town: Path) -> None:
    assert await versions() == [(1, "load", "")]
    await save(PRICE)
    assert await versions() == [(2, "desk", "Sophie Le Gall"), (1, "load", "")]
    entry = await database.fetch_one("select actor, role, details, origin from audit_entry where act = 'edited the catalogue'")
    assert entry is not None
    assert (entry["actor"], entry["role"], entry["origin"]) == (SOPHIE.account_id, "direction", "192.0.2.0/24")
    assert json.loads(entry["details"]) == {"mark": (await standing()).mark, "version": 2, "cancelled": 0, "households": 0}
    assert await canteen_price() == 410


async def test_bookings_are_never_taken_without_agreement(town: Path) -> None:
    await canteen(await a_home("anne"), MONDAY)
    before = await everything()
    outcome = await save(CLOSING, agreed="")
    assert isinstance(outcome, OthersLose)
    assert outcome.loaded.summary.replace("\u00a0", " ") == "1 réservation de 1 famille serait annulée"
    assert await everything() == before


async def test_a_booking_made_after_the_trial_is_not_taken_by_what_was_agreed_before_it(town: Path) -> None:
    await canteen(await a_home("anne"), MONDAY)
    edit = await edit_of(CLOSING)
    seen = await actions.try_out_edit(edit, now=clock.now())
    assert isinstance(seen, Loaded)
    await canteen(await a_home("paul", child="Léo"), TUESDAY)
    before = await everything()
    outcome = await actions.save_edit(edit, author=SOPHIE, agreed=seen.taken_mark, now=clock.now())
    assert isinstance(outcome, OthersLose)
    assert len(outcome.loaded.given_up.bookings) == 2
    assert await everything() == before


async def test_of_two_agents_who_save_at_once_one_must_look_again(town: Path) -> None:
    edits = await edit_of(PRICE), await edit_of(CLOSING)
    saved = await asyncio.gather(*(actions.save_edit(edit, author=someone(), agreed="", now=clock.now()) for edit in edits))
    assert sorted(type(outcome).__name__ for outcome in saved) == ["Loaded", "Moved"]
    assert len(await versions()) == 2
    assert isinstance(await actions.try_out_edit(edits[0], now=clock.now()), Moved)


async def test_a_file_with_a_mistake_changes_nothing(town: Path) -> None:
    before = await everything()
    for change in (changing("activite.cantine.unite.repas", fin="11:00"), changing("activite.cantine.delai.1", nombre=0, heure="13:00")):
        with pytest.raises(Refused):
            await save(change)
    assert await everything() == before


# Loading over edits


async def test_loading_the_very_file_again_keeps_what_the_desk_changed(town: Path) -> None:
    await save(PRICE)
    await save(CLOSING)
    before = await everything()
    assert (await load(written(town))).is_unchanged
    assert await everything() == before
    assert [number for number, *_ in await versions()] == [3, 2, 1]


async def test_another_file_is_refused_with_what_it_would_undo(town: Path) -> None:
    await save(PRICE)
    await save(CLOSING)
    before = await everything()
    with pytest.raises(WouldOverwrite) as raised:
        await load(written(town, ("Plainville", "Plainbourg")))
    assert await everything() == before
    assert [problem.replace("\u00a0", " ") for problem in raised.value.problems] == [
        "Cantine, unité « Repas », prix : 4,10 € au lieu de 3,90 €.",
        "Fermeture ajoutée : « Travaux », du 7 décembre 2026 au 8 décembre 2026 (tout est fermé, école comprise).",
    ]
    assert "export" in str(raised.value)
    assert str(raised.value).endswith("ajoutez --overwrite.")


async def test_another_file_that_says_all_that_the_desk_changed_is_loaded(town: Path) -> None:
    await save(PRICE)
    loaded = await load(written(town, ("prix-centimes = 390", "prix-centimes = 410"), ("Plainville", "Plainbourg")))
    assert not loaded.is_unchanged
    assert (await versions())[0] == (3, "load", "")
    # From there on the desk has changed nothing.
    assert not (await load(written(town))).is_unchanged


async def test_a_file_overwrites_when_that_is_asked(town: Path) -> None:
    await save(PRICE)
    await actions.load_catalogue(written(town), now=clock.now(), overwrite=True)
    assert await canteen_price() == 390
    assert (await versions())[0] == (3, "load", "")


async def test_a_load_that_would_cancel_is_still_refused_when_it_overwrites(town: Path) -> None:
    await save(changing("activite.mercredi.groupe.tous.places.salle", nombre=30))
    await book(await (await a_home("anne")).line("mercredi"), (WEDNESDAY, "repas"))
    with pytest.raises(actions.WouldCancel):
        await actions.load_catalogue(written(town, ("nombre = 24", "nombre = 0")), now=clock.now(), overwrite=True)


async def test_a_catalogue_from_before_versions_gets_its_first_one_from_the_same_file(town: Path) -> None:
    await database.fetch("delete from catalogue_version")
    assert (await load(written(town))).is_unchanged
    assert await versions() == [(1, "load", "")]


# Written back


# Without an offset, as the file writes it.
NINE = datetime(2026, 12, 1, 9)  # noqa: DTZ001


def first_unit(document: Document) -> str:
    return str(document.at(("activite", 1, "unite", 1))["code"])


def with_two_units(document: Document) -> int:
    return next(at for at, activity in enumerate(document.values["activite"], start=1) if len(activity["unite"]) > 1)


EDITS: tuple[Callable[[Document], Document], ...] = (
    changing("commune", telephone="02 99 00 00 99", blason="PL", teinte="#334488"),
    lambda document: document.change(("commune", "textes"), {"accueil": "Bonjour «\u00a0à tous\u00a0»\nBienvenue"}),
    changing("calendrier", annees=["2026-2027", "2027-2028"]),
    lambda document: document.change(("activite", 1), {"resume": "À midi", "du": date(2026, 9, 7), "dossier-exige": True}),
    lambda document: document.change(("activite", 1, "unite", 1), {"fin": "19:15", "jours": ["lun", "jeu"], "prix-centimes": 0}),
    lambda document: document.change(("activite", 1, "groupe", 1), {"nom": "Tous", "age-min": 3, "niveaux": ["maternelle", "cp"]}),
    lambda document: document.add(("activite", 1, "groupe", 1, "places"), {"code": "table", "nombre": 60, "unites": [first_unit(document)]}),
    lambda document: document.add(("activite", 1, "delai"), {"nombre": 3, "heure": "09:00", "jours": ["lun"], "seconde-limite": None}),
    adding("delai", action="reserver", jour_de_semaine="mar", semaines_avant=2, hors_delai="majoration", majoration_pourcent=50),
    adding("ouverture", ouvre=NINE, du=date(2027, 1, 4), pour="commune"),
    CLOSING,
    lambda document: document.remove(("activite", 1, "delai", 1)),
    lambda document: removals.without(document, ("activite", with_two_units(document), "unite", 1)),
    lambda document: removals.without(document, ("activite", 1)),
)  # fmt: skip


@pytest.mark.parametrize("path", [DEMO, REGLEMENTS / "valbourg.toml", REGLEMENTS / "rocheclaire.toml"], ids=lambda path: path.stem)
async def test_loading_what_was_exported_changes_nothing_after_each_kind_of_edit(path: Path, empty_database: str, tmp_path: Path) -> None:
    with clock.frozen(NOW):
        await actions.load_catalogue(path, now=NOW)
        for change in EDITS:
            outcome = await save(change)
            assert isinstance(outcome, Loaded)
            exported = tmp_path / "export.toml"
            await exporting.export(str(exported), replace=True)
            assert exported.read_bytes() == (await standing()).content
            before = await everything(), await versions()
            assert (await load(exported)).is_unchanged
            assert (await actions.load_catalogue(path, now=NOW)).is_unchanged
            assert (await everything(), await versions()) == before


async def test_the_exported_file_alone_makes_the_same_catalogue(town: Path, tmp_path: Path) -> None:
    await save(CLOSING)
    await save(PRICE)
    edited = {table: rows for table, rows in (await catalogue()).items() if table != "slot"}
    await exporting.export(str(tmp_path / "export.toml"), replace=False)
    assert (await actions.load_catalogue(tmp_path / "export.toml", now=NOW, overwrite=True)).is_unchanged
    assert {table: rows for table, rows in (await catalogue()).items() if table != "slot"} == edited


async def test_what_stands_beside_the_file_is_kept_and_written_back_beside_it(empty_database: str, tmp_path: Path) -> None:
    (tmp_path / "blason.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    with clock.frozen(NOW):
        await load(written(tmp_path, ('zone = "B"', 'zone = "B"\nimage-blason = "blason.svg"')))
        await save(PRICE)
        folder = tmp_path / "ailleurs"
        folder.mkdir()
        said = await exporting.export(str(folder / "commune.toml"), replace=False)
        assert said.endswith("commune.toml : le catalogue tel qu’il est (version 2), avec blason.svg à côté.")
        assert (folder / "blason.svg").read_bytes() == (tmp_path / "blason.svg").read_bytes()
        assert (await load(folder / "commune.toml")).is_unchanged
    assert sorted(each.name for each in folder.iterdir()) == ["blason.svg", "commune.toml"]
    assert await database.fetch_value("select count(*) from catalogue_attachment") == 1


async def test_export_writes_over_nothing_that_it_did_not_write(town: Path) -> None:
    other = town / "autre.toml"
    other.write_text("autre chose")
    for to, sentence in ((str(other), "existe déjà"), (str(town), "est un dossier"), (str(town / "rien" / "a.toml"), "n’existe pas")):
        with pytest.raises(NotExported, match=sentence):
            await exporting.export(to, replace=False)
    assert other.read_text() == "autre chose"
    await exporting.export(str(town / "plainville.toml"), replace=False)  # the same bytes
    await exporting.export(str(other), replace=True)
    assert other.read_bytes() == (await standing()).content


async def test_export_needs_a_file(empty_database: str, tmp_path: Path) -> None:
    with pytest.raises(NotExported, match="Aucun fichier de commune"):
        await exporting.export(str(tmp_path / "a.toml"), replace=False)


async def test_the_screen_gets_the_bytes_alone(town: Path, capfdbinary: Any) -> None:  # noqa: ANN401 - pytest's own
    assert await exporting.export("-", replace=False) == ""
    assert capfdbinary.readouterr().out == (town / "plainville.toml").read_bytes()


async def test_a_marked_order_of_bytes_is_kept(empty_database: str, tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    with clock.frozen(NOW):
        await load(path)
        assert (await standing()).content == path.read_bytes()


async def test_years_move_on_beneath_edits(empty_database: str, tmp_path: Path) -> None:
    path = written(tmp_path, ('annees = ["2026-2027"]', 'annees = "courante et suivante"\nprojeter = true'))
    with clock.frozen(NOW):
        await load(path)
        await save(PRICE)
    with clock.frozen(NOW + timedelta(days=365)):
        loaded = await load(path)
        assert loaded.report.slots.added
        assert await canteen_price() == 410


async def test_an_edit_is_not_made_of_another_file(town: Path) -> None:
    now = await standing()
    strange = Edit(base="autre", source=Source(name=now.name, content=now.content))
    assert isinstance(await actions.try_out_edit(strange, now=NOW), Moved)
