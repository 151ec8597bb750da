"""Which details of a household change at once and which await the service: one table, with the reason of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Field(StrEnum):
    """The part before the first underscore says of whom: the adult who asks, a child, the household."""

    FIRST_NAME = "guardian_first_name"
    LAST_NAME = "guardian_last_name"
    PHONE = "guardian_phone"
    SECOND_PHONE = "guardian_second_phone"
    ADDRESS = "household_address"
    CHILD_FIRST_NAME = "child_first_name"
    CHILD_LAST_NAME = "child_last_name"
    CHILD_BIRTH_DATE = "child_birth_date"
    CHILD_SCHOOL = "child_school"

    @property
    def subject(self) -> str:
        return self.value.partition("_")[0]


class Treatment(StrEnum):
    AT_ONCE = "at_once"
    AWAITS = "awaits"


@dataclass(frozen=True, kw_only=True)
class FieldRule:
    label: str
    treatment: Treatment
    reason: str


def _at_once(label: str, reason: str) -> FieldRule:
    return FieldRule(label=label, treatment=Treatment.AT_ONCE, reason=reason)


def _awaits(label: str, reason: str) -> FieldRule:
    return FieldRule(label=label, treatment=Treatment.AWAITS, reason=reason)


RULES: Mapping[Field, FieldRule] = MappingProxyType(
    {
        Field.PHONE: _at_once("Téléphone", "An emergency does not wait for an agent to read a form: the number that answers today is the right one."),
        Field.SECOND_PHONE: _at_once("Autre téléphone", "As the first one."),
        Field.FIRST_NAME: _awaits("Prénom", "Invoices and the payment of a public debt are in this name: the service sees a proof of identity."),
        Field.LAST_NAME: _awaits("Nom", "As the first name; a new name comes with a marriage or a judgment."),
        Field.ADDRESS: _awaits("Adresse postale", "It decides the resident's tariff and the days when booking opens: the service sees a proof of address."),
        Field.CHILD_FIRST_NAME: _awaits("Prénom", "Who hands over the child compares it with the roll and with its papers."),
        Field.CHILD_LAST_NAME: _awaits("Nom", "As the child's first name."),
        Field.CHILD_BIRTH_DATE: _awaits("Date de naissance", "It decides the age group, the number of animateurs and the vaccinations asked for."),
        Field.CHILD_SCHOOL: _awaits("École", "It decides which sites and activities are offered; the mairie assigns schools."),
    }
)


def awaits(field: Field) -> bool:
    return RULES[field].treatment is Treatment.AWAITS
