"""Who is in both households, for a merge: nobody is taken for somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.households.rules import names
from app.intake.rules.folding import folded


@dataclass(frozen=True, kw_only=True)
class Adult:
    id: UUID
    first_name: str
    last_name: str
    phone: str
    second_phone: str
    account_id: UUID | None
    email: str
    is_active: bool
    has_left: bool

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def phones(self) -> set[str]:
        return {self.phone, self.second_phone} - {""}


@dataclass(frozen=True, kw_only=True)
class Child:
    id: UUID
    first_name: str
    last_name: str
    birth_date: date
    school_id: UUID | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def same_adults(absorbed: Sequence[Adult], kept: Sequence[Adult]) -> dict[UUID, UUID]:
    """Of the same names, or of the same first name and telephone number. Who has left is nobody's double."""
    pairs: dict[UUID, UUID] = {}
    for adult in absorbed:
        for other in kept:
            if other.id not in pairs.values() and adult.id not in pairs and _is_same_adult(adult, other):
                pairs[adult.id] = other.id
    return pairs


def _is_same_adult(adult: Adult, other: Adult) -> bool:
    if adult.has_left or other.has_left:
        return False
    if names.person_key(adult.first_name, adult.last_name) == names.person_key(other.first_name, other.last_name):
        return True
    return folded(adult.first_name) == folded(other.first_name) and bool(adult.phones & other.phones)


def same_children(absorbed: Sequence[Child], kept: Sequence[Child]) -> dict[UUID, UUID]:
    """Of the same first name, born the same day. A child whom both households have is one already."""
    own = {child.id for child in kept}
    pairs: dict[UUID, UUID] = {}
    for child in absorbed:
        for other in kept:
            is_same = folded(child.first_name) == folded(other.first_name) and child.birth_date == other.birth_date
            if is_same and child.id not in own and child.id not in pairs and other.id not in pairs.values():
                pairs[child.id] = other.id
    return pairs
