"""The commune, its school years, and what its file names: sites, schools, activities, units, groups. Rows keep their ids: the code is the key."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID, uuid5

from app.catalogue.actions.rows import apply_upsert
from app.catalogue.commune_file import Activity, CommuneFile, Unit
from app.catalogue.rules.admission import Admission, GradeLevel
from app.catalogue.rules.cutoffs import Action
from app.catalogue.rules.days import Weekday
from app.catalogue.timetable import Timetable
from app.core import database

# Ids are drawn from codes, so that two databases loaded with one file agree.
NAMESPACE = UUID("5b1f3a52-6f0e-5d0c-9d53-0c4f0f5f7a11")


@dataclass(frozen=True, kw_only=True)
class Codes:
    """From the codes of the file to the ids of the rows, within their activity."""

    units: Mapping[tuple[str, str], UUID]
    groups: Mapping[tuple[str, str], UUID]


async def codes() -> Codes:
    return Codes(units=await _ids_within("unit"), groups=await _ids_within("age_group"))


async def admissions() -> dict[UUID, Admission]:
    """Which children each group is for."""
    rows = await database.fetch("select id, any_school, schools, age_min, age_max, levels from age_group where retired_at is null")
    return {
        row["id"]: Admission(
            age_min=row["age_min"],
            age_max=row["age_max"],
            levels=frozenset(map(GradeLevel, row["levels"])),
            schools=frozenset() if row["any_school"] else frozenset(row["schools"]),
        )
        for row in rows
    }


async def _ids(table: str) -> dict[str, UUID]:
    return {row["code"]: row["id"] for row in await database.fetch(f"select id, code from {table}")}  # noqa: S608 - a constant of this module


async def _ids_within(table: str) -> dict[tuple[str, str], UUID]:
    rows = await database.fetch(
        f"select {table}.id, activity.code as activity, {table}.code from {table} join activity on activity.id = {table}.activity"  # noqa: S608 - the same
    )
    return {(row["activity"], row["code"]): row["id"] for row in rows}


# The commune and its years


COLUMNS = "name, office, phone, email, address, zone, hue, crest, crest_picture, crest_media, accessibility, texts, stylesheet, stylesheet_mark"
MARKS = ", ".join(["{}"] * len(COLUMNS.split(", ")))


async def apply_commune(prepared: Timetable) -> int:
    """How many rows changed."""
    database.require_transaction()
    identity = prepared.file.identity
    media, picture = identity.picture or ("", None)
    values = (
        identity.name,
        identity.office,
        identity.phone,
        identity.email,
        identity.address,
        identity.zone.value,
        identity.hue,
        identity.crest,
        picture,
        media,
        identity.accessibility,
        json.dumps(dict(identity.texts), ensure_ascii=False),
        identity.stylesheet,
        mark_of(identity.stylesheet),
    )
    changed = await database.fetch(
        f"update commune set ({COLUMNS}) = ({MARKS}) where ({COLUMNS}) is distinct from ({MARKS}) returning id",  # noqa: S608 - constants
        *values,
        *values,
    )
    await database.fetch("update commune set loaded_mark = {}", prepared.mark)
    return len(changed) + await _apply_years(prepared)


def mark_of(sheet: str) -> str:
    """Short, and another one whenever the sheet changes: browsers keep what stands under it for ever."""
    return hashlib.sha256(sheet.encode()).hexdigest()[:12]


async def _apply_years(prepared: Timetable) -> int:
    """Past years stay: enrolments and bookings of theirs are still shown."""
    types = {"first_year": "smallint", "first_day": "date", "last_class_day": "date", "last_day": "date", "projected": "boolean"}
    rows = [{name: getattr(year, name) for name in types} for year in prepared.years]
    return await apply_upsert("school_year", key="first_year", types=types, rows=rows)


# What the file names, in its order

# What was retired is offered again.
OFFERED, OFFERED_TYPE = {"retired_at": None}, {"retired_at": "timestamptz"}


async def apply_named(prepared: Timetable) -> int:
    """How many rows were added or changed. What the file no longer names is taken away after its slots."""
    database.require_transaction()
    return await _apply_places(prepared.file) + await _apply_activities(prepared) + await _apply_inside(prepared) + await _apply_document_kinds(prepared.file)


async def _apply_places(file: CommuneFile) -> int:
    sites = [{"id": id_of("site", each.code), "code": each.code, "name": each.name, "position": at, **OFFERED} for at, each in enumerate(file.sites)]
    site_types = {"id": "uuid", "code": "text", "name": "text", "position": "integer", **OFFERED_TYPE}
    changed = await apply_upsert("site", key="code", types=site_types, rows=sites)
    ids = await _ids("site")
    schools = [
        {
            "id": id_of("school", each.school.code),
            "code": each.school.code,
            "name": each.school.name,
            "site": ids[each.site] if each.site else None,
            "class_weekdays": numbers(each.school.class_weekdays),
            **OFFERED,
        }
        for each in file.schools
    ]
    types = {"id": "uuid", "code": "text", "name": "text", "site": "uuid", "class_weekdays": "integer[]", **OFFERED_TYPE}
    return changed + await apply_upsert("school", key="code", types=types, rows=schools)


async def _apply_document_kinds(file: CommuneFile) -> int:
    rows = [{"id": id_of("piece", each.code), **asdict(each), "position": at, **OFFERED} for at, each in enumerate(file.pieces)]
    texts, flags = dict.fromkeys(("code", "name", "advice", "validity"), "text"), dict.fromkeys(("per_child", "asked", "sensitive"), "boolean")
    types = {"id": "uuid", **texts, **flags, "valid_months": "smallint", "position": "integer", **OFFERED_TYPE}
    return await apply_upsert("document_kind", key="code", types=types, rows=rows)


async def _apply_activities(prepared: Timetable) -> int:
    """An activity that follows the school years keeps the day on which it first began: its past is still shown."""
    began = {row["code"]: row["starts_on"] for row in await database.fetch("select code, starts_on from activity")}
    rows = [
        {
            "id": id_of("activity", each.code),
            "code": each.code,
            "name": each.name,
            "summary": each.summary,
            "starts_on": min(prepared.days_of(each)[0], each.first_day or began.get(each.code, date.max)),
            "ends_on": prepared.days_of(each)[1],
            "needs_dossier": each.needs_dossier,
            "position": at,
            **OFFERED,
        }
        for at, each in enumerate(prepared.file.activities)
    ]
    texts, days = dict.fromkeys(("code", "name", "summary"), "text"), dict.fromkeys(("starts_on", "ends_on"), "date")
    types = {"id": "uuid", **texts, **days, "needs_dossier": "boolean", "position": "integer", **OFFERED_TYPE}
    return await apply_upsert("activity", key="code", types=types, rows=rows)


async def _apply_inside(prepared: Timetable) -> int:
    """Units and groups."""
    activities, sites = await _ids("activity"), await _ids("site")
    units = [
        _unit_row(prepared, activity=activity, unit=unit, position=at) | {"activity": activities[activity.code]}
        for activity in prepared.file.activities
        for at, unit in enumerate(activity.units)
    ]
    groups = [
        {
            "id": id_of("group", activity.code, group.code),
            "activity": activities[activity.code],
            "site": sites[group.site],
            "code": group.code,
            "name": group.name,
            "position": at,
            "schools": tuple(sorted(group.schools)),
            **_admission_row(group.admission),
            **OFFERED,
        }
        for activity in prepared.file.activities
        for at, group in enumerate(activity.groups)
    ]
    texts = dict.fromkeys(("code", "name"), "text")
    group_types = {"id": "uuid", "activity": "uuid", "site": "uuid", **texts, "position": "integer", "schools": "text[]", **ADMISSION_TYPES, **OFFERED_TYPE}
    changed = await apply_upsert("unit", key="activity, code", types=UNIT_TYPES, rows=units)
    return changed + await apply_upsert("age_group", key="activity, code", types=group_types, rows=groups)


ADMISSION_TYPES = {"any_school": "boolean", "age_min": "smallint", "age_max": "smallint", "levels": "text[]"}


def _admission_row(admission: Admission) -> dict[str, object]:
    return {
        "any_school": not admission.schools,
        "age_min": admission.age_min,
        "age_max": admission.age_max,
        "levels": tuple(sorted(admission.levels)),
    }


UNIT_TYPES = {
    "id": "uuid",
    "activity": "uuid",
    "code": "text",
    "name": "text",
    "short_name": "text",
    "starts_at": "time",
    "ends_at": "time",
    "weekdays": "integer[]",
    "periods": "text[]",
    "price_cents": "integer",
    "book_words": "text",
    "cancel_words": "text",
    "window_words": "text",
    "whole_day": "boolean",
    "position": "integer",
    **OFFERED_TYPE,
}


def _unit_row(prepared: Timetable, *, activity: Activity, unit: Unit, position: int) -> dict[str, object]:
    return {
        "id": id_of("unit", activity.code, unit.code),
        "code": unit.code,
        "name": unit.name,
        "short_name": unit.short_name,
        "starts_at": unit.starts_at,
        "ends_at": unit.ends_at,
        "weekdays": numbers(unit.weekdays),
        "periods": tuple(sorted(unit.periods)),
        "price_cents": unit.price_cents,
        "book_words": prepared.words(activity, unit, action=Action.BOOK),
        "cancel_words": prepared.words(activity, unit, action=Action.CANCEL),
        "window_words": prepared.window_words(activity, unit),
        "whole_day": unit.code in activity.whole_day,
        "position": position,
        **OFFERED,
    }


def id_of(*codes: str) -> UUID:
    return uuid5(NAMESPACE, ":".join(codes))


def numbers(weekdays: Iterable[Weekday]) -> tuple[int, ...]:
    return tuple(sorted(int(weekday) for weekday in weekdays))
