"""What the audit trail says of one household, with what stood and what stands, as an agent reads it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.catalogue.rules.windows import Category
from app.households.rules import phones
from app.households.rules.fields import RULES, Field
from app.reports.journal import words
from components import french

CATEGORIES = {Category.RESIDENT.value: "habite la commune", Category.NON_RESIDENT.value: "habite hors de la commune"}


def who_of(name: str, *, role: str) -> str:
    """By their name; who has left the household, and what acts without an agent, by what they are."""
    return name or ("Un adulte" if role == "family" else french.capitalised(words.ROLES.get(role, "service")))


def words_of(act: str, told: Mapping[str, Any], *, schools: Mapping[str, str]) -> str:
    """An act that has no words yet is told by its code: nothing is left out."""
    said = words.act(act)
    match act:
        case "confidential read":
            said = f"a lu «\u00a0{told.get('what', '')}\u00a0»\u00a0: {told.get('why', '')}"
        case "households:corrected":
            field = Field(told["field"])
            before, after = (_value(str(told[side]), field=field, schools=schools) for side in ("value_before", "value"))
            said = f"a corrigé {RULES[field].label.lower()}\u00a0: {before} → {after}"
        case "households:category_changed":
            said = f"{said}\u00a0: {CATEGORIES[told['category_before']]} → {CATEGORIES[told['category']]}"
        case "households:name_changed":
            said = f"{said}\u00a0: {told['name_before']} → {told['name']}"
    return said


def _value(value: str, *, field: Field, schools: Mapping[str, str]) -> str:
    if value and field is Field.CHILD_BIRTH_DATE:
        day = date.fromisoformat(value)
        value = f"{french.plain_date(day)} {day.year}"
    elif value and field is Field.CHILD_SCHOOL:
        value = schools.get(value, "une école")
    elif value and field in {Field.PHONE, Field.SECOND_PHONE}:
        value = phones.shown(value)
    return ", ".join(value.splitlines()) or "rien"
