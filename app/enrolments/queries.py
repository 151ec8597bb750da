"""Who may reserve what, and when: always through the adult who is signed in."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core import database

ENROLMENTS = """
    select enrolment.id, enrolment.household as household_id, enrolment.child as child_id, child.first_name as child,
        activity.id as activity_id, activity.name as activity, enrolment.age_group as age_group_id, site.name as site,
        enrolment.starts_on, enrolment.ends_on
    from guardian
    join enrolment on enrolment.household = guardian.household
    join child on child.id = enrolment.child
    join age_group on age_group.id = enrolment.age_group
    join activity on activity.id = age_group.activity
    join site on site.id = age_group.site
    where guardian.account = {}
"""


@dataclass(frozen=True, kw_only=True)
class EnrolmentView:
    """One line of the page that lists what may be reserved: a child × an activity. Both days are included."""

    id: UUID
    household_id: UUID
    child_id: UUID
    child: str
    activity_id: UUID
    activity: str
    age_group_id: UUID
    site: str
    starts_on: date
    ends_on: date


async def current_of(account_id: UUID, *, today: date) -> tuple[EnrolmentView, ...]:
    """Those of the household that are not over, child after child, the eldest first."""
    rows = await database.fetch(
        f"{ENROLMENTS} and enrolment.ends_on >= {{}} order by child.birth_date, child.first_name, enrolment.starts_on, activity.position, activity.name",
        account_id,
        today,
    )
    return tuple(EnrolmentView(**row) for row in rows)


async def enrolment_of(account_id: UUID, enrolment_id: UUID) -> EnrolmentView | None:
    """None for another family's."""
    row = await database.fetch_one(f"{ENROLMENTS} and enrolment.id = {{}}", account_id, enrolment_id)
    return None if row is None else EnrolmentView(**row)
