"""Whether a group takes a child from a day on, on both sides of each limit."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from app.catalogue.rules.admission import Admission, Candidate, NotAdmitted
from app.enrolments import rules
from app.enrolments.rules import NotEnrolled, Opening, WhyNot

OPENING = Opening(
    age_group_id=uuid4(),
    group="Les grands",
    activity_code="mercredi",
    activity="Accueil de loisirs Mercredi",
    summary="",
    site="Pôle Enfance",
    starts_on=date(2026, 9, 1),
    ends_on=date(2027, 7, 2),
    admission=Admission(age_min=6, age_max=10, schools=frozenset({"tilleuls"})),
    is_enrolled=False,
)
EIGHT = Candidate(birth_date=date(2018, 5, 14), school="tilleuls")


@pytest.mark.parametrize(
    ("on", "child", "is_enrolled", "expected"),
    [
        (date(2026, 9, 1), EIGHT, False, None),
        (date(2027, 7, 2), EIGHT, False, None),
        (date(2026, 8, 31), EIGHT, False, NotEnrolled.TOO_EARLY),
        (date(2027, 7, 3), EIGHT, False, NotEnrolled.TOO_LATE),
        (date(2026, 9, 1), EIGHT, True, NotEnrolled.ALREADY),
        (date(2027, 7, 3), EIGHT, True, NotEnrolled.ALREADY),
        (date(2026, 9, 1), replace(EIGHT, birth_date=date(2020, 9, 1)), False, None),
        (date(2026, 9, 1), replace(EIGHT, birth_date=date(2020, 9, 2)), False, NotAdmitted.TOO_YOUNG),
        (date(2026, 9, 1), replace(EIGHT, birth_date=date(2015, 9, 1)), False, NotAdmitted.TOO_OLD),
        (date(2026, 9, 1), replace(EIGHT, school=None), False, NotAdmitted.OTHER_SCHOOL),
    ],
)
def test_a_group_takes_a_child_or_says_why_not(on: date, child: Candidate, is_enrolled: bool, expected: WhyNot | None) -> None:  # noqa: FBT001 - a case
    found = rules.why_not_enrolled(replace(OPENING, is_enrolled=is_enrolled), child, on=on)
    assert found is expected
    assert found is None or found.sentence


def test_what_is_offered_is_what_could_begin_at_the_soonest() -> None:
    soon = replace(OPENING, starts_on=date(2027, 9, 2), ends_on=date(2028, 7, 5))
    turning_six = replace(EIGHT, birth_date=date(2021, 6, 1))
    assert rules.possible([OPENING, soon], turning_six, today=date(2026, 11, 30)) == (soon,)
    assert rules.possible([OPENING, soon], EIGHT, today=date(2027, 7, 3)) == (soon,)
