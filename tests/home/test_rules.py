"""Which deadlines the tableau de bord tells."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from app.home import rules
from app.home.rules import Closing, Deadline

AT = datetime.fromisoformat("2026-12-03T09:00:00+01:00")
LINE = UUID(int=1)
WEEK = Closing(enrolment_id=LINE, first_name="Clervie", at=AT, first_day=date(2026, 12, 7), last_day=date(2026, 12, 11), days=4, is_usual=False)
DAY = replace(WEEK, last_day=WEEK.first_day, days=1)


def test_a_single_day_is_told_only_when_the_child_usually_comes() -> None:
    assert rules.deadlines([DAY]) == []
    assert len(rules.deadlines([replace(DAY, is_usual=True)])) == 1
    assert len(rules.deadlines([WEEK])) == 1


def test_the_same_days_of_several_children_and_activities_are_told_once() -> None:
    canteen, brother = replace(WEEK, enrolment_id=uuid4()), replace(WEEK, enrolment_id=uuid4(), first_name="Malo")
    assert rules.deadlines([WEEK, canteen, brother]) == [
        Deadline(at=AT, first_day=WEEK.first_day, last_day=WEEK.last_day, first_names=("Clervie", "Malo"), enrolment_id=None)
    ]
    assert rules.deadlines([WEEK])[0].enrolment_id == LINE


def test_the_three_nearest_are_told() -> None:
    found = rules.deadlines([replace(WEEK, at=AT + timedelta(days=days)) for days in (5, 1, 3, 2)])
    assert [deadline.at - AT for deadline in found] == [timedelta(days=days) for days in (1, 2, 3)]
