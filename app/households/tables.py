"""Households, their adults and children."""

from uuid import uuid4

from piccolo.columns import UUID, Date, ForeignKey, Integer, OnDelete, Text, Timestamptz
from piccolo.table import Table

from app.accounts.tables import Account
from app.catalogue.rules.windows import Category
from app.catalogue.tables import School
from app.core import clock


class Household(Table, tablename="household"):
    """`category`: whether it lives in the commune, which decides when booking opens for it."""

    id = UUID(primary_key=True, default=uuid4)
    name = Text(default="")
    category = Text(default=Category.RESIDENT.value)
    created_at = Timestamptz(default=clock.now)


class Guardian(Table, tablename="guardian"):
    """A représentant légal. The account is the one that signs in as this adult."""

    id = UUID(primary_key=True, default=uuid4)
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.restrict)
    account = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    first_name = Text(default="")
    last_name = Text(default="")
    phone = Text(default="")
    position = Integer(default=0)


class Child(Table, tablename="child"):
    """May belong to two households when the parents live apart."""

    id = UUID(primary_key=True, default=uuid4)
    first_name = Text(default="")
    last_name = Text(default="")
    birth_date = Date(default=clock.today)
    school = ForeignKey(references=School, default=None, null=True, on_delete=OnDelete.restrict)


class HouseholdChild(Table, tablename="household_child"):
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.cascade, primary_key=True)
    child = ForeignKey(references=Child, null=False, on_delete=OnDelete.cascade)
