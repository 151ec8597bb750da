"""`cutoffs`: the instants of a file, without a database."""

import json
from datetime import date
from pathlib import Path

import pytest

from app.catalogue import commune_file, cutoff_table
from app.catalogue.cutoff_table import Asked
from app.demo.actions import FILE

MONDAY, TUESDAY = date(2027, 5, 10), date(2027, 5, 11)
KEYS = ["activity", "unit", "group", "day", "opens_at", "book_until", "cancel_until", "late_book", "late_cancel", "late_until"]


def told(asked: Asked, *, path: Path = FILE) -> list[dict[str, object]]:
    decoded: list[dict[str, object]] = json.loads(cutoff_table.printed(path, asked, as_json=True))
    return decoded


def test_each_open_day_is_told_with_its_instants_in_paris_time() -> None:
    """Two jours ouvrés before at 9:00, withdrawn one jour ouvré before; the weekend does not count."""
    monday, tuesday = told(Asked(first=MONDAY, last=TUESDAY, activity="restauration"))
    assert list(monday) == KEYS
    assert (monday["day"], monday["book_until"], monday["cancel_until"]) == ("2027-05-10", "2027-05-05T09:00:00+02:00", "2027-05-07T09:00:00+02:00")
    assert (tuesday["day"], tuesday["book_until"]) == ("2027-05-11", "2027-05-07T09:00:00+02:00")
    assert (monday["opens_at"], monday["late_book"], monday["late_until"]) == (None, "refuse", None)


def test_days_on_which_the_unit_does_not_open_are_left_out_and_days_come_in_order() -> None:
    days = [row["day"] for row in told(Asked(first=date(2026, 12, 14), last=date(2027, 1, 5), activity="restauration"))]
    assert days == ["2026-12-14", "2026-12-15", "2026-12-17", "2026-12-18", "2027-01-04", "2027-01-05"]


def test_activity_unit_and_group_narrow_the_list() -> None:
    rows = told(Asked(first=MONDAY, last=TUESDAY, activity="periscolaire", unit="soir", group="tous"))
    assert {(row["activity"], row["unit"], row["group"]) for row in rows} == {("periscolaire", "soir", "tous")}


def test_never_and_no_limit_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "commune.toml"
    rule = '[[activite.delai]]\naction = "reserver"\nnombre = 2\nen = "jours-ouvres"\nheure = "09:00"\n'
    text = FILE.read_text(encoding="utf-8")
    assert rule in text
    path.write_text(text.replace(rule, '[[activite.delai]]\naction = "reserver"\nlimite = "jamais"\n'), encoding="utf-8")
    (row,) = told(Asked(first=MONDAY, last=MONDAY, activity="restauration"), path=path)
    assert row["book_until"] == "never"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (Asked(first=MONDAY, last=MONDAY, activity="restauratio"), "--activity : « restauratio » n’est pas dans le fichier ; vouliez-vous « restauration » ?"),
        (Asked(first=MONDAY, last=MONDAY, unit="x"), "--unit : « x » n’est pas dans le fichier"),
        (Asked(first=MONDAY, last=MONDAY, group="x"), "--group : « x » n’est pas dans le fichier"),
        (Asked(first=TUESDAY, last=MONDAY), "échangez-les"),
        (Asked(first=date(1900, 1, 1), last=date(1900, 1, 2)), "Le calendrier de l’année scolaire 1898-1899 n’est pas connu"),
        (Asked(first=date.max, last=date.max), "n’est pas connu"),
        (Asked(first=MONDAY, last=date(2040, 1, 1)), "donnez des jours de cette période"),
    ],
)
def test_what_cannot_be_told_is_refused_in_a_sentence(asked: Asked, sentence: str) -> None:
    with pytest.raises(commune_file.Refused) as refused:
        cutoff_table.printed(FILE, asked, as_json=False)
    assert sentence in "\n".join(refused.value.problems)


def test_the_table_is_read_by_people() -> None:
    printed = cutoff_table.printed(FILE, Asked(first=MONDAY, last=MONDAY, activity="restauration"), as_json=False)
    assert "mercredi 5\u00a0mai,\u00a09\u00a0h" in printed
    assert cutoff_table.printed(FILE, Asked(first=date(2026, 12, 25), last=date(2026, 12, 25)), as_json=False) == "Rien n’ouvre ces jours-là."
