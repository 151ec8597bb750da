"""What the commune offers, read once for a whole file."""

from datetime import date
from itertools import groupby
from typing import Any

from app.catalogue.rules.admission import Admission, GradeLevel
from app.core import database
from app.enrolments.queries import CLASS_TIME_ONLY
from app.intake.rules.offer import Activity, Group, Offer, School

# The days of an enrolment that a file does not say: those of the school year under way, otherwise of the next one.
GROUPS = f"""
select a.code as activity_code, a.name as activity, a.starts_on as opens, a.ends_on as closes,
       greatest(y.first_day, a.starts_on) as first, least(case when {CLASS_TIME_ONLY} then y.last_class_day else y.last_day end, a.ends_on) as last,
       ag.id, ag.code, ag.name, ag.any_school, ag.schools, ag.age_min, ag.age_max, ag.levels
from activity a join age_group ag on ag.activity = a.id and ag.retired_at is null
left join lateral (select * from school_year where last_day >= {{}} order by first_year limit 1) y on true
where a.retired_at is null
order by a.position, a.name, a.code, ag.position, ag.name
"""  # noqa: S608 - constants


async def of_today(today: date) -> Offer:
    schools = await database.fetch("select id, code, name from school where retired_at is null order by name")
    rows = await database.fetch(GROUPS, today)
    by_activity = [list(of) for _, of in groupby(rows, key=lambda row: row["activity_code"])]
    return Offer(schools=tuple(School(**row) for row in schools), activities=tuple(_activity(of) for of in by_activity))


def _activity(rows: list[dict[str, Any]]) -> Activity:
    one = rows[0]
    usual = (one["first"], one["last"]) if one["first"] and one["first"] <= one["last"] else None
    groups = tuple(map(_group, rows))
    return Activity(code=one["activity_code"], name=one["activity"], opens=one["opens"], closes=one["closes"], usual=usual, groups=groups)


def _group(row: dict[str, Any]) -> Group:
    schools = frozenset(row["schools"])
    asked = Admission(
        age_min=row["age_min"],
        age_max=row["age_max"],
        levels=frozenset(map(GradeLevel, row["levels"])),
        schools=frozenset() if row["any_school"] else schools,
    )
    return Group(id=row["id"], code=row["code"], name=row["name"], admission=asked, schools=schools)
