"""Loading a commune into the database: all or nothing, twice the same is nothing."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.bookings import actions
from app.catalogue import commune_file, queries
from app.catalogue.actions import LoadReport
from app.core import database
from tests.catalogue.communes import written

NOW = datetime(2026, 11, 30, 7, tzinfo=UTC)
MONDAY = date(2026, 12, 7)
WEDNESDAY = date(2026, 12, 9)
TABLES = ("commune", "site", "school", "school_year", "activity", "unit", "age_group", "closed_day", "capacity_counter", "slot", "slot_counter")


async def load(path: Path, *, now: datetime = NOW) -> LoadReport:
    return (await actions.load_catalogue(path, now=now)).report


async def everything() -> dict[str, list[str]]:
    """All rows of the catalogue as text."""
    statements = {table: f"select t::text as all from {table} t order by 1" for table in TABLES}  # noqa: S608 - the names above
    return {table: [row["all"] for row in await database.fetch(statement)] for table, statement in statements.items()}


async def slot_on(day: date, *, activity: str, unit: str, group: str = "tous") -> dict[str, Any]:
    row = await database.fetch_one(
        """
        select slot.* from slot
        join unit on unit.id = slot.unit
        join activity on activity.id = unit.activity
        join age_group on age_group.id = slot.age_group
        where slot.day = {} and activity.code = {} and unit.code = {} and age_group.code = {}
        """,
        day,
        activity,
        unit,
        group,
    )
    assert row is not None
    return row


async def refused(path: Path) -> list[str]:
    """What loading is refused for; nothing may have changed."""
    before = await everything()
    with pytest.raises(commune_file.Refused) as raised:
        await load(path)
    assert await everything() == before
    return [problem.replace("\u00a0", " ") for problem in raised.value.problems]


# Loading, and loading again


async def test_a_file_is_loaded_and_told(empty_database: str, tmp_path: Path) -> None:
    report = await load(written(tmp_path))
    assert (report.slots.changed, report.slots.removed) == (0, 0)
    assert report.slots.added == await database.fetch_value("select count(*) from slot")
    told = str(report).replace("\u00a0", " ")
    assert told.startswith("Commune de Plainville : 2 sites, 1 école, 2 activités, 3 unités et 3 groupes. Années scolaires : 2026-2027.")
    assert told.endswith(f"Créneaux : {report.slots.added} ajoutés, 0 changé, 0 retiré.")
    assert await database.fetch_value("select count(*) from audit_entry where act = 'loaded the catalogue'") == 1


async def test_the_same_file_twice_changes_nothing_and_says_so(empty_database: str, tmp_path: Path) -> None:
    await load(written(tmp_path))
    before = await everything()
    report = await load(written(tmp_path))
    assert report.is_unchanged
    assert str(report).endswith("Rien n’a changé.")
    assert await everything() == before
    assert await database.fetch_value("select count(*) from audit_entry") == 1


async def test_what_a_slot_keeps_comes_back_from_the_database_as_it_was(empty_database: str, tmp_path: Path) -> None:
    await load(written(tmp_path, more="\n[[activite.ouverture]]\nouvre = 2026-12-01T09:00:00\ndu = 2027-01-04\n"))
    slot = await slot_on(WEDNESDAY, activity="mercredi", unit="repas")
    assert slot["book_until"] == datetime(2026, 12, 4, 11, tzinfo=UTC)
    assert slot["opens_at"] < NOW
    assert slot["cancel_until"] < NOW  # never
    assert (await slot_on(date(2027, 1, 6), activity="mercredi", unit="repas"))["opens_at"] == datetime(2026, 12, 1, 8, tzinfo=UTC)


async def test_units_that_share_places_draw_on_one_counter_a_day(empty_database: str, tmp_path: Path) -> None:
    await load(written(tmp_path))
    rows = await database.fetch(
        """
        select activity.code as activity, capacity_counter.code, capacity, count(*) as slots
        from capacity_counter
        join slot_counter on slot_counter.counter = capacity_counter.id
        join slot on slot.id = slot_counter.slot
        join age_group on age_group.id = capacity_counter.age_group and age_group.id = slot.age_group
        join activity on activity.id = age_group.activity
        where capacity_counter.day in ({}, {}) and slot.day = capacity_counter.day
        group by activity.code, age_group.code, capacity_counter.code, capacity order by activity.code
        """,
        MONDAY,
        WEDNESDAY,
    )
    assert [tuple(row.values()) for row in rows] == [("cantine", "repas", None, 1), ("cantine", "repas", None, 1), ("mercredi", "salle", 24, 2)]


async def test_the_units_of_a_whole_day_are_marked_and_a_change_of_them_is_told(empty_database: str, tmp_path: Path) -> None:
    await load(written(tmp_path))
    assert await database.fetch("select code from unit where whole_day") == []
    told = str(await load(written(tmp_path, ('jours = "mer"', 'jours = "mer"\njournee = ["repas", "apres-midi"]'))))
    assert "Activité changée : Mercredi (journée : Repas du mercredi, Après-midi au lieu de rien)." in told.replace("\u00a0", " ")
    rows = await database.fetch("select activity.code as activity, unit.code from unit join activity on activity.id = unit.activity where whole_day order by 2")
    assert [(row["activity"], row["code"]) for row in rows] == [("mercredi", "apres-midi"), ("mercredi", "repas")]


async def test_a_damaged_change_loads_nothing(empty_database: str, tmp_path: Path) -> None:
    await load(written(tmp_path))
    told = await refused(written(tmp_path, ("Commune de Plainville", "Commune de Hautbourg"), ("nombre = 1\n", "nombre = 0\n"), ("12:00", "11:00")))
    assert len(told) == 1
    assert told[0].startswith("activite[1].delai[1] : ")


# What a changed file changes


async def test_a_changed_rule_recomputes_the_days_to_come_alone(empty_database: str, tmp_path: Path) -> None:
    await load(written(tmp_path))
    past, coming = date(2026, 11, 27), MONDAY
    before = [await slot_on(day, activity="cantine", unit="repas", group="petits") for day in (past, coming)]
    report = await load(written(tmp_path, ("nombre = 1\n", "nombre = 2\nen = 'jours-ouvres'\n")))
    after = [await slot_on(day, activity="cantine", unit="repas", group="petits") for day in (past, coming)]
    assert after[0] == before[0]
    assert (before[1]["book_until"], after[1]["book_until"]) == (datetime(2026, 12, 6, 11, tzinfo=UTC), datetime(2026, 12, 3, 11, tzinfo=UTC))
    assert before[1]["id"] == after[1]["id"]
    assert report.slots.changed == await database.fetch_value(
        "select count(*) from slot join unit on unit.id = slot.unit where unit.name = 'Repas' and slot.day >= '2026-11-30'"
    )
    assert (report.slots.added, report.slots.removed) == (0, 0)
    words = await database.fetch_value("select book_words from unit where name = 'Repas'")
    assert words.replace("\u00a0", " ") == "Réservation jusqu’à 2 jours ouvrés avant, 12 h."


async def test_a_closure_removes_slots_and_says_why(empty_database: str, tmp_path: Path) -> None:
    await load(written(tmp_path))
    report = await load(written(tmp_path, more="\n[[fermeture]]\ndu = 2026-12-07\nau = 2026-12-09\nmotif = 'Travaux'\n"))
    assert (report.slots.added, report.slots.changed, report.slots.removed) == (0, 0, 6)
    group = await database.fetch_value("select id from age_group where code = 'petits'")
    assert await queries.closed_days(group, first=MONDAY, last=WEDNESDAY) == {MONDAY: "Travaux", date(2026, 12, 8): "Travaux"}
    assert await database.fetch_value("select count(*) from capacity_counter where day = {}", MONDAY) == 0
    assert (await load(written(tmp_path))).slots.added == 6
    assert await queries.closed_days(group, first=MONDAY, last=WEDNESDAY) == {}


async def test_rows_keep_their_ids_when_their_names_change(empty_database: str, tmp_path: Path) -> None:
    await load(written(tmp_path))
    before = await database.fetch_value("select id from unit where code = 'apres-midi'")
    report = await load(written(tmp_path, ('nom = "Après-midi"', 'nom = "Après-midi récréatif"'), ("prix-centimes = 640", "prix-centimes = 650")))
    assert (report.others, report.slots.changed) == (1, 0)
    row = await database.fetch_one("select id, name, price_cents from unit where code = 'apres-midi'")
    assert row == {"id": before, "name": "Après-midi récréatif", "price_cents": 650}


async def test_a_new_capacity_is_that_of_the_days_to_come(empty_database: str, tmp_path: Path) -> None:
    await load(written(tmp_path))
    await load(written(tmp_path, ("nombre = 24", "nombre = 30")))
    rows = await database.fetch(
        "select day >= '2026-11-30' as coming, array_agg(distinct capacity) as capacities from capacity_counter where code = 'salle' group by 1"
    )
    assert {row["coming"]: row["capacities"] for row in rows} == {True: [30], False: [24]}


async def test_an_activity_that_nobody_uses_goes_with_its_slots(empty_database: str, tmp_path: Path) -> None:
    path = written(tmp_path)
    await load(path)
    text = path.read_text(encoding="utf-8")
    start = text.index('[[activite]]\ncode = "mercredi"')
    path.write_text(text[:start], encoding="utf-8")
    report = await load(path)
    assert report.slots.removed > 60
    assert [row["code"] for row in await database.fetch("select code from activity")] == ["cantine"]
    assert await database.fetch_value("select count(*) from capacity_counter where code = 'salle'") == 0
    assert (await load(path)).is_unchanged


async def test_the_next_school_year_keeps_what_is_past(empty_database: str, tmp_path: Path) -> None:
    path = written(tmp_path, ('annees = ["2026-2027"]', 'annees = "courante et suivante"\nprojeter = true'))
    await load(path)
    in_september = datetime(2027, 9, 15, 7, tzinfo=UTC)
    report = await load(path, now=in_september)
    assert (report.slots.changed, report.slots.removed) == (0, 0)
    assert await slot_on(MONDAY, activity="cantine", unit="repas", group="petits")
    assert await database.fetch_value("select max(day) from slot") > date(2029, 6, 1)
    assert await database.fetch_value("select starts_on from activity where code = 'cantine'") == date(2026, 9, 1)
    assert [(year.label, year.projected) for year in await queries.school_years()] == [("2026-2027", False), ("2027-2028", False), ("2028-2029", True)]


# The commune's look


async def test_pages_have_a_commune_to_show_before_any_file(empty_database: str) -> None:
    look = await queries.look()
    assert (look.name, look.stylesheet) == ("Votre commune", "/commune/neutre.css")
    assert await queries.stylesheet("neutre") == ""


async def test_the_look_follows_the_file_and_its_sheet_has_an_address_of_its_own(empty_database: str, tmp_path: Path) -> None:
    await load(written(tmp_path))
    look = await queries.look()
    assert (look.name, look.crest, look.office, look.accessibility) == ("Commune de Plainville", "P", "Service Enfance", "non conforme")
    mark = look.stylesheet.removeprefix("/commune/").removesuffix(".css")
    sheet = await queries.stylesheet(mark)
    assert sheet is not None
    assert "#0b5a6f" in sheet
    await load(written(tmp_path, ("#0b5a6f", "#7a1f3d")))
    assert (await queries.look()).stylesheet != look.stylesheet
    assert await queries.stylesheet(mark) is None
