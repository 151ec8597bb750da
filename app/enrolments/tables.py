"""Enrolments: a child of a household in a group of an activity, for a range of days."""

from uuid import uuid4

from piccolo.columns import UUID, Date, ForeignKey, OnDelete
from piccolo.table import Table

from app.catalogue.tables import AgeGroup
from app.core import clock
from app.households.tables import Child, Household


class Enrolment(Table, tablename="enrolment"):
    id = UUID(primary_key=True, default=uuid4)
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.restrict)
    child = ForeignKey(references=Child, null=False, on_delete=OnDelete.restrict)
    age_group = ForeignKey(references=AgeGroup, null=False, on_delete=OnDelete.restrict)
    starts_on = Date(default=clock.today)
    ends_on = Date(default=clock.today)
