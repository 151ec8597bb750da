"""What the portal knows of the families of a file before it is imported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.households.rules import names
from app.households.rules.fields import Field
from app.intake.rules.settling import mark_of

NAME = "name"  # the mark of the name under which somebody was imported
ENROLLED = "in:"  # those of what a child was enrolled in


@dataclass(frozen=True, kw_only=True)
class KnownPerson:
    """`marks`: of what was imported, field by field (`settling`)."""

    id: UUID
    first_name: str
    last_name: str
    marks: Mapping[str, str]

    @property
    def key(self) -> str:
        return names.person_key(self.first_name, self.last_name)

    def is_called(self, key: str) -> bool:
        """Today, or when imported: a name that changed since does not make somebody else of them."""
        return self.key == key or self.marks.get(NAME) == mark_of(key)


@dataclass(frozen=True, kw_only=True)
class KnownAdult(KnownPerson):
    """`is_active`: has used its invitation. `has_left`: no longer of the household."""

    phone: str
    second_phone: str
    account_id: UUID | None
    email: str
    is_active: bool
    has_left: bool


@dataclass(frozen=True, kw_only=True)
class KnownChild(KnownPerson):
    birth_date: date
    school_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class KnownEnrolment:
    child_id: UUID
    age_group_id: UUID
    activity: str
    group: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class KnownHousehold:
    """`waiting`: the fields that its family asked the service to change. `gone`: the marks of children who were imported into it and are there no more."""

    id: UUID
    name: str
    address: str
    category: str
    has_code: bool
    marks: Mapping[str, str]
    adults: tuple[KnownAdult, ...]
    children: tuple[KnownChild, ...]
    enrolments: tuple[KnownEnrolment, ...]
    waiting: frozenset[tuple[Field, UUID]]
    gone: tuple[Mapping[str, str], ...]

    def adult_called(self, key: str) -> KnownAdult | None:
        """Who is there, rather than who has left."""
        there = sorted(self.adults, key=lambda adult: adult.has_left)
        return next((adult for adult in there if adult.is_called(key)), None)

    def child_called(self, key: str) -> KnownChild | None:
        return next((child for child in self.children if child.is_called(key)), None)

    def lost(self, key: str) -> bool:
        """A child of this name was imported, and has left the household since."""
        return any(marks.get(NAME) == mark_of(key) for marks in self.gone)


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose an address is already. No household: an account that nobody's household has."""

    account_id: UUID
    guardian_id: UUID | None
    is_usable: bool


@dataclass(frozen=True, kw_only=True)
class CodedChild:
    """The child whom a code of the file stands for, and how it is called."""

    id: UUID
    key: str
    birth_date: date


@dataclass(kw_only=True)
class Known:
    """Of the families of one batch. What the batch itself creates is added as it is planned. `claimed`: households that a family of this file is."""

    households: dict[UUID, KnownHousehold] = field(default_factory=dict)
    by_key: dict[tuple[str, bool], UUID] = field(default_factory=dict)
    by_child: dict[tuple[str, date], list[UUID]] = field(default_factory=dict)
    owners: dict[str, Owner] = field(default_factory=dict)
    children_by_code: dict[str, CodedChild] = field(default_factory=dict)
    claimed: set[UUID] = field(default_factory=set)
