"""From a file to slots: which days open, with which instants, why not the others, and what families read of the rules."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.catalogue import commune_file, timetable
from app.catalogue.rules.cutoffs import Action
from app.catalogue.timetable import LONG_AGO, GroupPlan, SlotPlan, Timetable
from app.demo.actions import FILE as CHAVAGNE
from tests.catalogue.communes import written

TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def chavagne() -> Timetable:
    return timetable.resolve(commune_file.read(CHAVAGNE), today=TODAY)


@pytest.fixture(scope="module")
def groups(chavagne: Timetable) -> dict[str, GroupPlan]:
    return {plan.activity.code: plan for plan in chavagne.plans()}


def units_on(plan: GroupPlan, day: date) -> list[str]:
    return [slot.unit for slot in plan.slots if slot.day == day]


def of(tmp_path: Path, *changes: tuple[str, str], more: str = "") -> Timetable:
    return timetable.resolve(commune_file.read(written(tmp_path, *changes, more=more)), today=TODAY)


def slots_of(found: Timetable, activity: str) -> Iterator[SlotPlan]:
    for plan in found.plans():
        if plan.activity.code == activity:
            assert not plan.faults
            yield from plan.slots


@pytest.mark.parametrize(
    ("activity", "day", "units"),
    [
        ("periscolaire", date(2026, 12, 7), ["matin", "soir", "lecons"]),
        ("periscolaire", date(2026, 12, 9), []),  # a Wednesday
        ("restauration", date(2026, 12, 8), ["repas"]),
        ("restauration", date(2026, 12, 9), []),
        ("restauration", date(2026, 12, 22), []),  # Christmas holidays
        ("restauration", date(2027, 5, 6), []),  # Ascension
        ("restauration", date(2027, 5, 7), []),  # its bridge
        ("restauration", date(2027, 5, 10), ["repas"]),
        ("mercredi", date(2026, 12, 9), ["repas", "apres-midi"]),
        ("mercredi", date(2026, 12, 23), []),
        ("vacances", date(2026, 12, 22), ["matin", "repas", "apres-midi"]),
        ("vacances", date(2026, 12, 25), []),
        ("vacances", date(2026, 12, 26), []),  # a Saturday
        ("vacances", date(2027, 7, 14), []),
        ("vacances", date(2027, 7, 15), ["matin", "repas", "apres-midi"]),
        ("vacances", date(2026, 12, 8), []),
    ],
)
def test_a_unit_opens_on_its_days_and_on_no_other(groups: dict[str, GroupPlan], activity: str, day: date, units: list[str]) -> None:
    assert units_on(groups[activity], day) == units


@pytest.mark.parametrize(
    ("activity", "day", "reason"),
    [
        ("restauration", date(2026, 12, 22), "Vacances de Noël"),
        ("restauration", date(2026, 11, 11), None),  # a Wednesday: nobody comes anyway
        ("mercredi", date(2026, 11, 11), "Armistice, jour férié"),
        ("restauration", date(2027, 5, 6), "Ascension, jour férié"),
        ("restauration", date(2027, 5, 7), "Pont de l’Ascension"),
        ("restauration", date(2026, 12, 7), None),  # open
        ("vacances", date(2026, 12, 25), "Noël, jour férié"),
        ("vacances", date(2026, 12, 8), None),  # school time: nobody waits for it
        ("vacances", date(2026, 12, 26), None),
    ],
)
def test_a_family_reads_why_a_day_is_closed(groups: dict[str, GroupPlan], activity: str, day: date, reason: str | None) -> None:
    assert groups[activity].closed.get(day) == reason


def test_a_slot_carries_its_instants_in_utc(groups: dict[str, GroupPlan]) -> None:
    """12:00 to 13:30 in Paris; two ouvrés days before Monday 7 December are Thursday 3; one is Friday 4."""
    (meal,) = (slot for slot in groups["restauration"].slots if slot.day == date(2026, 12, 7))
    assert (meal.starts_at, meal.ends_at) == (datetime(2026, 12, 7, 11, tzinfo=UTC), datetime(2026, 12, 7, 12, 30, tzinfo=UTC))
    assert meal.book_until == datetime(2026, 12, 3, 8, tzinfo=UTC)
    assert meal.cancel_until == datetime(2026, 12, 4, 8, tzinfo=UTC)
    assert meal.opens_at == LONG_AGO


def test_activities_follow_the_school_years_unless_they_have_days_of_their_own(tmp_path: Path, chavagne: Timetable) -> None:
    meals, holidays = (next(each for each in chavagne.file.activities if each.code == code) for code in ("restauration", "vacances"))
    assert chavagne.days_of(meals) == (date(2026, 9, 1), date(2028, 7, 4))
    assert chavagne.days_of(holidays) == (date(2026, 9, 1), date(2028, 9, 3))
    found = of(tmp_path, ('periodes = "ecole"', 'periodes = "ecole"\ndu = 2026-11-02\nau = 2027-03-31'))
    days = [slot.day for slot in slots_of(found, "cantine")]
    assert (min(days), max(days)) == (date(2026, 11, 2), date(2027, 3, 30))


def test_never_and_no_limit_are_kept_apart(tmp_path: Path) -> None:
    slots = list(slots_of(of(tmp_path, ("nombre = 1\nheure", "heure"), ('heure = "12:00"', 'limite = "aucune"')), "cantine"))
    assert {slot.book_until for slot in slots} == {None}
    assert {slot.cancel_until for slot in slots_of(of(tmp_path), "mercredi")} == {LONG_AGO}


def test_a_closed_site_closes_its_groups_alone(tmp_path: Path) -> None:
    found = of(tmp_path, more="\n[[fermeture]]\ndu = 2026-12-07\nmotif = 'Travaux'\nsites = ['pole']\n")
    plans = {plan.group.code: plan for plan in found.plans() if plan.activity.code == "cantine"}
    assert units_on(plans["petits"], date(2026, 12, 7)) == ["repas"]
    assert units_on(plans["grands"], date(2026, 12, 7)) == []
    assert plans["grands"].closed[date(2026, 12, 7)] == "Travaux"


def test_a_booking_window_opens_the_slots_of_its_days(tmp_path: Path) -> None:
    found = of(tmp_path, more="\n[[activite.ouverture]]\nouvre = 2026-12-01T09:00:00\ndu = 2027-01-04\n")
    opens = {slot.day: slot.opens_at for slot in slots_of(found, "mercredi")}
    assert opens[date(2027, 1, 6)] == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert opens[date(2026, 12, 9)] == LONG_AGO


def test_a_rule_that_falls_after_the_start_names_its_place_and_its_day(tmp_path: Path) -> None:
    found = of(tmp_path, ("nombre = 1\n", "nombre = 0\n"), ('heure = "12:00"', 'heure = "14:00"'))
    (sentence,) = {sentence for plan in found.plans() for sentence in found.fault_sentences(plan.faults)}
    assert sentence.replace("\u00a0", " ").startswith("activite[1].delai[1] : ")
    assert "mardi 1er\u00a0septembre 2026" in sentence


def test_an_unknown_school_year_is_asked_for_unless_projection_is_allowed(tmp_path: Path) -> None:
    years = ('annees = ["2026-2027"]', 'annees = ["2034-2035"]')
    with pytest.raises(commune_file.Refused, match="Le calendrier de l’année scolaire 2034-2035 n’est pas connu pour la zone B"):
        of(tmp_path, years)
    projected = of(tmp_path, (years[0], years[1] + "\nprojeter = true"))
    assert [(year.label, year.projected) for year in projected.years] == [("2034-2035", True)]


def test_an_activity_without_a_day_in_the_years_is_refused(tmp_path: Path) -> None:
    with pytest.raises(commune_file.Refused, match=r"activite\[1\]") as refused:
        of(tmp_path, ('periodes = "ecole"', 'periodes = "ecole"\ndu = 2030-09-02'))
    assert "n’a aucun jour dans les années scolaires 2026-2027" in str(refused.value)


@pytest.mark.parametrize(
    ("activity", "unit", "book", "cancel"),
    [
        ("periscolaire", "matin", "Réservation jusqu’à la veille, 18 h.", "Annulation jusqu’à la veille, 12 h."),
        (
            "periscolaire",
            "soir",
            "Réservation jusqu’à la veille, 18 h. Ensuite, majoration de 50 % jusqu’au jour même, 12 h, puis ce n’est plus possible.",
            "Annulation jusqu’à la veille, 12 h. Ensuite, l’annulation reste facturée.",
        ),
        ("periscolaire", "lecons", "Réservation jusqu’à 1 jour d’école avant, 12 h.", "Annulation jusqu’à 1 jour d’école avant, 12 h."),
        ("restauration", "repas", "Réservation jusqu’à 2 jours ouvrés avant, 9 h.", "Annulation jusqu’à 1 jour ouvré avant, 9 h."),
        (
            "mercredi",
            "repas",
            "Réservation jusqu’au vendredi de la semaine précédente, 12 h.",
            "Annulation jusqu’au lundi de la même semaine, 9 h.",
        ),
    ],
)
def test_families_read_the_rules_that_decide_for_a_unit(chavagne: Timetable, activity: str, unit: str, book: str, cancel: str) -> None:
    found = next(each for each in chavagne.file.activities if each.code == activity)
    its_unit = next(each for each in found.units if each.code == unit)
    words = [chavagne.words(found, its_unit, action=action).replace("\u00a0", " ") for action in (Action.BOOK, Action.CANCEL)]
    assert words == [book, cancel]


def test_without_a_rule_a_unit_is_booked_at_any_time(tmp_path: Path) -> None:
    found = of(tmp_path, ("[[activite.delai]]\nnombre = 1", "[[activite.delai]]\nunites = ['repas']\nperiodes = 'ete'\nnombre = 1"))
    canteen = found.file.activities[0]
    assert found.words(canteen, canteen.units[0], action=Action.BOOK) == "Réservation à tout moment."


def test_the_mark_changes_with_the_school_year(chavagne: Timetable) -> None:
    assert timetable.mark_of(chavagne.file, today=date(2027, 8, 31)) == chavagne.mark
    assert timetable.mark_of(chavagne.file, today=date(2027, 9, 1)) != chavagne.mark
