"""Two règlements intérieurs in prose (`reglements/*.md`), each with the file written from docs/commune.md alone, and their instants worked out by hand.

2026-2027: 11 November is a Wednesday; Easter Monday 29 March (the clocks change on the 28th), Whit Monday 17 May. Zone B: Christmas 19 December to
4 January, winter 20 February to 8 March. Zone A: All Saints 17 October to 2 November, winter 13 February to 1 March. Summer from 3 July.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.catalogue import commune_file, cutoff_table
from app.catalogue.cutoff_table import Asked
from app.catalogue.rules import admission
from app.catalogue.rules.admission import Candidate, NotAdmitted
from app.catalogue.rules.windows import Category, OpenTime

REGLEMENTS = Path(__file__).parent / "reglements"
FIRST_DAY, LAST_DAY = date(2026, 9, 1), date(2027, 8, 29)


@pytest.fixture(scope="module")
def told() -> dict[tuple[str, ...], dict[str, Any]]:
    """All instants of both communes, by commune, activity, unit, group and day."""
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for name in ("valbourg", "rocheclaire"):
        printed = cutoff_table.printed(REGLEMENTS / f"{name}.toml", Asked(first=FIRST_DAY, last=LAST_DAY), as_json=True)
        rows |= {(name, row["activity"], row["unit"], row["group"], row["day"]): row for row in json.loads(printed)}
    return rows


# Commune, activity, unit, group and day; then until when it is booked and cancelled, and why.
LIMITS = [
    # Thursday 9:00 of the week before; cancelled until the eve at noon, even a Sunday.
    ("valbourg restaurant repas tous 2027-04-05", "2027-04-01T09:00:00+02:00", "2027-04-04T12:00:00+02:00"),
    # The eve is Whit Monday.
    ("valbourg restaurant repas tous 2027-05-18", "2027-05-13T09:00:00+02:00", "2027-05-17T12:00:00+02:00"),
    # Class on Wednesday morning: the last school day before a Thursday.
    ("valbourg garderie soir tous 2026-11-19", "2026-11-18T18:00:00+01:00", "2026-11-17T16:30:00+01:00"),
    # Wednesday 11 November is férié: Tuesday.
    ("valbourg garderie soir tous 2026-11-12", "2026-11-10T18:00:00+01:00", "2026-11-10T16:30:00+01:00"),
    # The first day back: the last Friday before Christmas.
    ("valbourg garderie matin tous 2027-01-04", "2026-12-18T18:00:00+01:00", "2027-01-02T07:30:00+01:00"),
    # Friday 12 February is closed: Thursday.
    ("valbourg garderie matin tous 2027-02-15", "2027-02-11T18:00:00+01:00", "2027-02-13T07:30:00+01:00"),
    # From 1 March on, the eve, the first day back too.
    ("valbourg garderie matin tous 2027-03-08", "2027-03-07T18:00:00+01:00", "2027-03-06T07:30:00+01:00"),
    # 48 hours on the wall clock, on the day on which the clocks change.
    ("valbourg garderie matin tous 2027-03-30", "2027-03-29T18:00:00+02:00", "2027-03-28T07:30:00+02:00"),
    # Final.
    ("valbourg mercredi apres-midi tous 2026-11-18", "2026-11-13T12:00:00+01:00", "never"),
    # The 20th of April, midnight; three ouvrables before 18 May: Saturday 15, Friday 14, Thursday 13 (the 17th is férié).
    ("rocheclaire cantine repas tous 2027-05-18", "2027-04-21T00:00:00+02:00", "2027-05-13T17:00:00+02:00"),
    # Two weekdays before Thursday 12 November, the férié counting; and over a weekend.
    ("rocheclaire soir garderie tous 2026-11-12", "2026-11-10T18:00:00+01:00", "2026-11-10T18:00:00+01:00"),
    ("rocheclaire soir garderie tous 2026-11-16", "2026-11-12T18:00:00+01:00", "2026-11-12T18:00:00+01:00"),
    # Five ouvrés before 1 January: 31, 30, 29, 28 and 24 December (the 25th is férié).
    ("rocheclaire soir etude tous 2027-01-11", "2026-12-24T12:00:00+01:00", "2026-12-24T12:00:00+01:00"),
    # The Wednesday before is 11 November, closed: the one before it.
    ("rocheclaire mercredis journee tous 2026-11-18", "2026-11-04T12:00:00+01:00", "2026-11-04T12:00:00+01:00"),
    # The window closes before the fifteen days (4 October); ten days before Monday 19 October.
    ("rocheclaire vacances matin 3-5-ans 2026-10-19", "2026-10-02T18:00:00+02:00", "2026-10-09T12:00:00+02:00"),
    ("rocheclaire vacances repas 6-11-ans 2026-10-30", "2026-10-02T18:00:00+02:00", "2026-10-09T12:00:00+02:00"),
    # Winter begins on Monday 15 February.
    ("rocheclaire vacances matin 3-5-ans 2027-02-18", "2027-01-31T12:00:00+01:00", "2027-02-05T12:00:00+01:00"),
    # Monday 12 July minus fifteen days is 27 June, midnight; summer begins on Monday 5 July.
    ("rocheclaire vacances repas 3-5-ans 2027-07-15", "2027-06-28T00:00:00+02:00", "2027-06-25T12:00:00+02:00"),
]


@pytest.mark.parametrize(("key", "book_until", "cancel_until"), LIMITS)
def test_each_article_gives_the_instants_worked_out_by_hand(told: dict[tuple[str, ...], dict[str, Any]], key: str, book_until: str, cancel_until: str) -> None:
    row = told[tuple(key.split())]
    assert (row["book_until"], row["cancel_until"]) == (book_until, cancel_until)


LATE = [
    ("valbourg restaurant repas tous 2027-04-05", "surcharge", "surcharge", "2027-04-04T09:00:00+02:00"),
    ("valbourg garderie matin tous 2027-03-08", "refuse", "refuse", None),
    ("rocheclaire soir garderie tous 2026-11-12", "ask", "ask", None),
    ("rocheclaire vacances matin 3-5-ans 2026-10-19", "refuse", "surcharge", None),
]


@pytest.mark.parametrize(("key", "late_book", "late_cancel", "late_until"), LATE)
def test_what_happens_late_is_told(told: dict[tuple[str, ...], dict[str, Any]], key: str, late_book: str, late_cancel: str, late_until: str | None) -> None:
    row = told[tuple(key.split())]
    assert (row["late_book"], row["late_cancel"], row["late_until"]) == (late_book, late_cancel, late_until)


def test_what_late_costs_is_read_in_the_table() -> None:
    """Nothing on top of the meal for a late cancelling: it stays billed."""
    printed = cutoff_table.printed(REGLEMENTS / "valbourg.toml", Asked(first=date(2027, 4, 5), last=date(2027, 4, 5), activity="restaurant"), as_json=False)
    (line,) = (line.replace("\u00a0", " ") for line in printed.splitlines() if "lundi" in line)
    assert line.endswith("majoré de 50 % jusqu’à dimanche 4 avril, 9 h  facturé")


CLOSED = [
    "valbourg restaurant repas tous 2027-02-12",
    "valbourg garderie matin tous 2027-02-12",
    "valbourg garderie soir tous 2026-11-18",  # a Wednesday
    "valbourg mercredi repas tous 2026-11-11",
    "rocheclaire vacances matin 3-5-ans 2026-12-22",
    "rocheclaire vacances matin 3-5-ans 2027-07-14",
]


@pytest.mark.parametrize("key", CLOSED)
def test_closed_days_have_no_instants(told: dict[tuple[str, ...], dict[str, Any]], key: str) -> None:
    assert tuple(key.split()) not in told


def test_residents_come_a_week_before_the_others() -> None:
    asked = Asked(first=date(2026, 10, 19), last=date(2026, 10, 19), activity="vacances", unit="matin", group="3-5-ans")
    (row,) = cutoff_table.rows_of(REGLEMENTS / "rocheclaire.toml", asked)
    opens = {category: time.opens_at.isoformat() for category, time in row.instants.own_times.items() if isinstance(time, OpenTime) and time.opens_at}
    assert opens == {Category.RESIDENT: "2026-09-07T08:00:00+02:00", Category.NON_RESIDENT: "2026-09-14T08:00:00+02:00"}
    assert row.as_json()["opens_at"] == "2026-09-07T08:00:00+02:00"
    told = row.as_words()[4].replace("\u00a0", " ")
    assert told == ("commune lundi 7 septembre, 8 h jusqu’à vendredi 2 octobre, 18 h ; hors commune lundi 14 septembre, 8 h jusqu’à vendredi 2 octobre, 18 h")


def test_places_are_shared_and_prices_are_in_cents() -> None:
    valbourg, rocheclaire = (commune_file.read(REGLEMENTS / f"{name}.toml") for name in ("valbourg", "rocheclaire"))
    wednesday, holidays = valbourg.activities[-1], rocheclaire.activities[-1]
    assert [(places.capacity, places.units) for places in wednesday.groups[0].places] == [(30, frozenset({"repas", "apres-midi"}))]
    assert [places.capacity for group in holidays.groups for places in group.places] == [24, 36]
    assert [(unit.code, unit.price_cents) for unit in holidays.units] == [("matin", 500), ("repas", 410), ("apres-midi", 500)]


def test_ages_say_which_group_a_child_may_join() -> None:
    """Six on 20 October 2026: with the small ones until the 19th."""
    small, big = commune_file.read(REGLEMENTS / "rocheclaire.toml").activities[-1].groups
    child = Candidate(birth_date=date(2020, 10, 20))
    before, after = date(2026, 10, 19), date(2026, 10, 20)
    assert [admission.why_not_enrolled(small.admission, child, on=day) for day in (before, after)] == [None, NotAdmitted.TOO_OLD]
    assert [admission.why_not_enrolled(big.admission, child, on=day) for day in (before, after)] == [NotAdmitted.TOO_YOUNG, None]


@pytest.mark.parametrize("commune", ["valbourg", "rocheclaire"])
def test_each_reglement_stands_beside_its_file(commune: str) -> None:
    prose, identity = (REGLEMENTS / f"{commune}.md").read_text(encoding="utf-8"), commune_file.read(REGLEMENTS / f"{commune}.toml").identity
    assert all(told in prose for told in (identity.name, identity.office, identity.phone, identity.email))
