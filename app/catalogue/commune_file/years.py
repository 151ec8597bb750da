"""`[calendrier]`: for which school years slots are made, and the dates of those that the libraries do not know."""

import re
from datetime import date

from app.catalogue.commune_file.entry import Entry
from app.catalogue.commune_file.model import Years
from app.catalogue.commune_file.readings import DAY, FLAG, Reading, folded
from app.catalogue.commune_file.words import CURRENT_AND_NEXT
from app.catalogue.rules import days
from app.catalogue.rules.days import HolidayKind, SchoolHoliday, SchoolYear


def read(root: Entry) -> Years:
    entry = root.table("calendrier")
    if entry is None:
        return Years()
    wanted = entry.optional("annees", YEARS, default=())
    read_years = Years(
        first_years=wanted or None,
        project_unknown=entry.optional("projeter", FLAG, default=False),
        alsace_moselle=entry.optional("alsace-moselle", FLAG, default=False),
        supplied=tuple(year for year in map(_school_year, entry.tables("annee")) if year is not None),
    )
    entry.close()
    return read_years


def _accepted(value: object) -> tuple[int, ...] | None:
    """Empty for the current year and the next."""
    if isinstance(value, str) and folded(value) == CURRENT_AND_NEXT:
        return ()
    labels = value if isinstance(value, list) else [value]
    first_years = tuple(first for first in map(_first_year, labels) if first is not None)
    return first_years if first_years and len(first_years) == len(labels) else None


def _first_year(label: object) -> int | None:
    found = re.fullmatch(r"(20\d\d)-(20\d\d)", label) if isinstance(label, str) else None
    return int(found[1]) if found and int(found[2]) == int(found[1]) + 1 else None


YEARS: Reading[tuple[int, ...]] = Reading(expected=f'« {CURRENT_AND_NEXT} » ou une liste comme ["2026-2027", "2027-2028"]', accept=_accepted, blank=())


def _school_year(entry: Entry) -> SchoolYear | None:
    first_day = entry.required("rentree", DAY)
    told = len(entry.problems)
    holidays = tuple(_holiday(entry, kind=kind) for kind in HolidayKind)
    entry.close()
    year = SchoolYear(first_day=first_day, holidays=tuple(holiday for holiday in holidays if holiday is not None))
    if first_day == date.min or len(entry.problems) > told:
        return None
    for sentence in days.why_not_a_year(year):
        entry.refuse_all(sentence)
    return year


def _holiday(entry: Entry, *, kind: HolidayKind) -> SchoolHoliday | None:
    """`du` is the first day without class, `reprise` the first day with class again."""
    inner = entry.table(kind.value)
    if inner is None:
        if kind.value not in entry.values:
            entry.refuse(kind.value, "manque ; attendu le premier jour sans école et la reprise, comme { du = 2028-10-21, reprise = 2028-11-06 }.")
        return None
    first, back = inner.required("du", DAY), inner.required("reprise", DAY)
    inner.close()
    return SchoolHoliday(kind=kind, first_day_off=first, back_to_school=back)
