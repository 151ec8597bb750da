"""What a slot keeps beside its limits: what happens late, and the windows of each category of households. And what a group keeps of whom it is for."""

from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg

from app.catalogue.timetable import LONG_AGO
from app.core import database
from tests.catalogue.communes import written
from tests.catalogue.test_loading import load, slot_on

WEDNESDAY = date(2026, 12, 9)
LATE = """
[[activite.delai]]
action = "reserver"
nombre = 7
heure = "12:00"
valable-du = 2026-12-09
hors-delai = "majoration"
majoration-pourcent = 50
seconde-limite = { nombre = 1, heure = "09:00" }

[[activite.delai]]
action = "annuler"
nombre = 7
heure = "12:00"
valable-du = 2026-12-09
hors-delai = "facture"
"""
WINDOWS = """
[[activite.ouverture]]
pour = "commune"
ouvre = 2026-12-01T09:00:00
ferme = 2026-12-04T18:00:00
du = 2026-12-09

[[activite.ouverture]]
pour = "hors-commune"
ouvre = 2026-12-02T09:00:00
ferme = 2026-12-03T18:00:00
du = 2026-12-09
"""
# What a query for a household of a category reads.
OWN = """
    select greatest(opens_at, {0}_opens_at) as opens_at, least(book_until, {0}_closes_at) as book_until from slot where id = {{}}
"""


async def test_a_slot_keeps_what_happens_late(empty_database: str, tmp_path: Path) -> None:
    await load(written(tmp_path, more=LATE))
    slot = await slot_on(WEDNESDAY, activity="mercredi", unit="repas")
    assert slot["book_until"] == slot["cancel_until"] == datetime(2026, 12, 2, 11, tzinfo=UTC)
    kept = [(slot[f"late_{verb}"], slot[f"late_{verb}_percent"], slot[f"late_{verb}_cents"], slot[f"late_{verb}_until"]) for verb in ("book", "cancel")]
    assert kept == [("surcharge", 50, None, datetime(2026, 12, 8, 8, tzinfo=UTC)), ("surcharge", None, 0, None)]
    meal = await slot_on(date(2026, 12, 7), activity="cantine", unit="repas", group="petits")
    assert (meal["late_book"], meal["late_cancel"], meal["late_book_until"]) == ("refuse", "refuse", None)


async def test_a_late_outcome_that_changes_is_written_and_the_same_one_is_not(empty_database: str, tmp_path: Path) -> None:
    await load(written(tmp_path, more=LATE))
    assert (await load(written(tmp_path, more=LATE))).is_unchanged
    report = await load(written(tmp_path, more=LATE.replace("50", "40")))
    coming = "select count(*) from slot join unit on unit.id = slot.unit join activity on activity.id = unit.activity where activity.code = 'mercredi' "
    assert report.slots.changed == await database.fetch_value(coming + "and late_book_percent = 40")
    assert report.slots.changed > 0


async def test_windows_of_each_category_are_decided_from_the_slot_alone(empty_database: str, tmp_path: Path) -> None:
    """The cut-off is Friday 4 December at noon: before residents' window closes, after the others' one."""
    await load(written(tmp_path, more=WINDOWS))
    slot = await slot_on(WEDNESDAY, activity="mercredi", unit="repas")
    first, cutoff = datetime(2026, 12, 1, 8, tzinfo=UTC), datetime(2026, 12, 4, 11, tzinfo=UTC)
    assert (slot["opens_at"], slot["book_until"]) == (first, cutoff)
    assert await own(slot["id"], "resident") == (first, cutoff)
    assert await own(slot["id"], "non_resident") == (datetime(2026, 12, 2, 8, tzinfo=UTC), datetime(2026, 12, 3, 17, tzinfo=UTC))


async def test_a_window_for_residents_alone_never_opens_for_the_others(empty_database: str, tmp_path: Path) -> None:
    residents, _ = WINDOWS.split('[[activite.ouverture]]\npour = "hors-commune"')
    await load(written(tmp_path, more=residents))
    slot = await slot_on(WEDNESDAY, activity="mercredi", unit="repas")
    assert (await own(slot["id"], "non_resident"))[1] == LONG_AGO
    assert (await own(slot["id"], "resident"))[0] == datetime(2026, 12, 1, 8, tzinfo=UTC)
    before = await slot_on(date(2026, 12, 2), activity="mercredi", unit="repas")
    assert (before["resident_opens_at"], before["non_resident_closes_at"]) == (None, None)


async def own(slot: int, category: str) -> tuple[datetime, datetime]:
    row = await database.fetch_one(OWN.format(category), slot)
    assert row is not None
    return row["opens_at"], row["book_until"]


NONSENSE = [
    "late_book = 'perhaps'",
    "late_book = 'surcharge'",
    "late_book = 'surcharge', late_book_percent = 50, late_book_cents = 100",
    "late_book = 'surcharge', late_book_cents = 0",
    "late_cancel = 'surcharge', late_cancel_cents = -1",
    "late_book_percent = 50",
    "late_book_until = starts_at",
    "late_book = 'ask', late_book_until = book_until",
    "late_book = 'ask', late_book_until = starts_at + interval '1 minute'",
    "late_book = 'ask', book_until = null",
    "late_cancel = 'ask', late_cancel_until = 'infinity'",
    "resident_opens_at = opens_at - interval '1 minute'",
    "non_resident_closes_at = 'infinity'",
]


async def test_the_database_refuses_a_late_outcome_or_a_window_that_means_nothing(empty_database: str, tmp_path: Path) -> None:
    await load(written(tmp_path))
    slot = await slot_on(date(2026, 12, 7), activity="cantine", unit="repas", group="petits")
    assert [change for change in NONSENSE if not await is_refused(change, slot=slot["id"])] == []


async def is_refused(change: str, *, slot: int) -> bool:
    try:
        await database.fetch(f"update slot set {change} where id = {{}}", slot)  # noqa: S608 - the list above
    except asyncpg.CheckViolationError:
        return True
    return False


async def test_a_group_keeps_whom_it_is_for(empty_database: str, tmp_path: Path) -> None:
    await load(written(tmp_path, ('site = "pole"', 'site = "pole"\nage-min = 6\nage-max = 11\nniveaux = "elementaire"\necoles = ["jules-ferry"]')))
    rows = await database.fetch("select code, any_school, age_min, age_max, levels from age_group where code in ('petits', 'grands') order by code")
    assert [tuple(row.values()) for row in rows] == [
        ("grands", False, 6, 11, ["ce1", "ce2", "cm1", "cm2", "cp"]),
        ("petits", True, None, None, []),
    ]


async def test_extra_days_open_whatever_the_weekday_and_the_period(empty_database: str, tmp_path: Path) -> None:
    """A Wednesday of class and a Saturday of the holidays; Ascension stays closed."""
    extra = 'jours = ["lun", "mar", "jeu", "ven"]\njours-en-plus = [2027-05-12, 2027-04-17, 2027-05-06]\nperiodes = "ecole"'
    await load(written(tmp_path, ('jours = ["lun", "mar", "jeu", "ven"]\nperiodes = "ecole"', extra)))
    days = await database.fetch(
        """
        select distinct slot.day from slot join age_group on age_group.id = slot.age_group
        where age_group.code = 'petits' and (extract(isodow from slot.day) in (3, 6) or slot.day = '2027-05-06') order by 1
        """
    )
    assert [row["day"] for row in days] == [date(2027, 4, 17), date(2027, 5, 12)]
