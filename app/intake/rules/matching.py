"""Which household of the portal a family of the file is. A wrong answer would show one family to another: when in doubt, it is a new one."""

from collections.abc import Iterator
from uuid import UUID

from app.intake.rules.families import SaidFamily
from app.intake.rules.known import CodedChild, Known, KnownHousehold
from app.intake.rules.lines import SaidChild


class OtherFamily(Exception):
    """The code is that of a household with which this family has nobody in common."""


class OtherChild(Exception):
    """The code of this child is that of another one, of another name, born another day: nobody is given to a family by a mistyped code."""

    def __init__(self, child: SaidChild) -> None:
        super().__init__()
        self.child = child


def household_of(family: SaidFamily, known: Known) -> KnownHousehold | None:
    """By its code, or as the last file named it; otherwise by an adult's address and name, or by the names of an adult and of a child, born the same day."""
    named = known.by_key.get((family.key, bool(family.code)))
    if named and _has_somebody_of(known.households[named], family):
        return known.households[named]
    if named and family.code:
        raise OtherFamily
    likely = [known.households[each] for each in dict.fromkeys(_candidates(family, known)) if each not in known.claimed]
    free = [household for household in likely if not (family.code and household.has_code)]
    return min(free, key=lambda household: household.address != family.address, default=None)


def require_own_codes(family: SaidFamily, household: KnownHousehold | None, *, known: Known) -> None:
    """Raises `OtherChild`. Who changed name, or whose birth date was mistyped, is the same child."""
    for child in family.children:
        coded = known.children_by_code.get(child.code) if child.code else None
        if coded and _is_other(child, coded, household=household):
            raise OtherChild(child)


def _is_other(child: SaidChild, coded: CodedChild, *, household: KnownHousehold | None) -> bool:
    there = next((each for each in household.children if each.id == coded.id), None) if household else None
    is_called = there.is_called(child.key) if there else coded.key == child.key
    return not is_called and coded.birth_date != child.birth_date


def _has_somebody_of(household: KnownHousehold, family: SaidFamily) -> bool:
    adults = any(household.adult_called(adult.key) for adult in family.adults)
    return adults or any(household.child_called(child.key) or household.lost(child.key) for child in family.children)


def _candidates(family: SaidFamily, known: Known) -> Iterator[UUID]:
    for adult in family.adults:
        owner = known.owners.get(adult.email) if adult.email else None
        for household in known.households.values():
            if owner and any(each.id == owner.guardian_id and each.is_called(adult.key) for each in household.adults):
                yield household.id
    for child in family.children:
        for household_id in known.by_child.get((child.key, child.birth_date), ()):
            if any(known.households[household_id].adult_called(adult.key) for adult in family.adults):
                yield household_id
