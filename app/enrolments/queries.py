"""What a child may be enrolled in, and what it is enrolled in, always through the household."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.catalogue.rules.admission import Admission, Candidate, GradeLevel
from app.core import database
from app.enrolments.rules import Opening


@dataclass(frozen=True, kw_only=True)
class Openings:
    """The groups of a school year, as they look at this child."""

    candidate: Candidate
    openings: tuple[Opening, ...]


@dataclass(frozen=True, kw_only=True)
class EnrolledLine:
    """An activity of the child in a school year; days are bounded by the year's."""

    activity: str
    site: str
    starts_on: date
    ends_on: date


# An activity of class time ends with the last day of class; one of the holidays goes on until the year ends.
CLASS_TIME_ONLY = "not exists (select 1 from unit u where u.activity = a.id and u.retired_at is null and u.periods <> array['school'])"
OPENINGS = f"""
select c.birth_date, s.code as school, ag.id as age_group_id, ag.name as "group", ag.any_school, ag.schools, ag.age_min, ag.age_max, ag.levels,
       a.code as activity_code, a.name as activity, a.summary, site.name as site, greatest(y.first_day, a.starts_on) as starts_on,
       least(case when {CLASS_TIME_ONLY} then y.last_class_day else y.last_day end, a.ends_on) as ends_on,
       exists (select 1 from enrolment e join age_group eg on eg.id = e.age_group
               where e.household = hc.household and e.child = c.id and eg.activity = a.id
                 and e.starts_on <= y.last_day and e.ends_on >= y.first_day) as is_enrolled
from household_child hc
join child c on c.id = hc.child
left join school s on s.id = c.school
join school_year y on y.first_year = {{}}
join activity a on a.retired_at is null and a.starts_on <= y.last_day and a.ends_on >= y.first_day
join age_group ag on ag.activity = a.id and ag.retired_at is null
join site on site.id = ag.site
where hc.household = {{}} and hc.child = {{}}
order by a.position, a.name, coalesce(s.code = any(ag.schools), false) desc, ag.position, ag.name
"""  # noqa: S608 - constants


async def openings_for(household_id: UUID, child_id: UUID, *, first_year: int) -> Openings | None:
    """In the order of the catalogue, groups of the child's own school first. None when nothing is open that year, or the child is not theirs."""
    rows = await database.fetch(OPENINGS, first_year, household_id, child_id)
    if not rows:
        return None
    return Openings(
        candidate=Candidate(birth_date=rows[0]["birth_date"], school=rows[0]["school"]),
        openings=tuple(
            Opening(
                admission=Admission(
                    age_min=row["age_min"],
                    age_max=row["age_max"],
                    levels=frozenset(map(GradeLevel, row["levels"])),
                    schools=frozenset() if row["any_school"] else frozenset(row["schools"]),
                ),
                **{name: row[name] for name in SHOWN},
            )
            for row in rows
        ),
    )


SHOWN = ("age_group_id", "group", "activity_code", "activity", "summary", "site", "starts_on", "ends_on", "is_enrolled")


async def enrolled_in(household_id: UUID, child_id: UUID, *, first_year: int) -> tuple[EnrolledLine, ...]:
    rows = await database.fetch(
        """
        select a.name as activity, s.name as site, greatest(e.starts_on, a.starts_on, y.first_day) as starts_on,
               least(e.ends_on, a.ends_on, y.last_day) as ends_on
        from enrolment e
        join household_child hc on hc.household = e.household and hc.child = e.child
        join school_year y on y.first_year = {} and e.starts_on <= y.last_day and e.ends_on >= y.first_day
        join age_group ag on ag.id = e.age_group
        join activity a on a.id = ag.activity
        join site s on s.id = ag.site
        where e.household = {} and e.child = {}
        order by a.position, a.name, s.name, e.starts_on
        """,
        first_year,
        household_id,
        child_id,
    )
    return tuple(EnrolledLine(**row) for row in rows)
