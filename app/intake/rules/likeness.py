"""Households that look like one another. Nothing is compared with everything: two households meet where they share a day of birth and an initial, a telephone
number, a name or an address; a meeting place where too many come says nothing."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from app.intake.rules.folding import folded

ENOUGH = 60
CROWD = 40  # households at a meeting place
NEAR_NAME, NEAR_ADDRESS = 88, 90  # out of 100
MOST_PAIRS = 2_000


FIGURES = re.compile(r"\d+")


class Reason(StrEnum):
    CHILD = "child"
    NEAR_CHILD = "near_child"
    ADULT = "adult"
    NEAR_ADULT = "near_adult"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"

    @property
    def words(self) -> str:
        return WORDS[self]


WORDS = {
    Reason.CHILD: "un enfant du même prénom, né le même jour",
    Reason.NEAR_CHILD: "un enfant né le même jour, d’un prénom proche",
    Reason.ADULT: "un adulte du même nom",
    Reason.NEAR_ADULT: "un adulte d’un nom proche",
    Reason.PHONE: "le même téléphone",
    Reason.EMAIL: "des adresses de courriel proches",
    Reason.ADDRESS: "la même adresse",
}
WEIGHTS = {
    Reason.CHILD: 55,
    Reason.NEAR_CHILD: 35,
    Reason.ADULT: 30,
    Reason.NEAR_ADULT: 20,
    Reason.PHONE: 30,
    Reason.EMAIL: 20,
    Reason.ADDRESS: 25,
}


@dataclass(frozen=True, kw_only=True)
class Look:
    """What of a household is compared. Names are folded; `children`: id, first name, last name, day of birth."""

    id: UUID
    adults: tuple[str, ...]
    phones: frozenset[str]
    emails: tuple[str, ...]
    address: str
    children: tuple[tuple[UUID, str, str, date], ...]


@dataclass(frozen=True, kw_only=True)
class Likely:
    """The smaller id first. `score` out of 100."""

    first: UUID
    second: UUID
    score: int
    reasons: tuple[Reason, ...]


def likely_pairs(households: Iterable[Look]) -> list[Likely]:
    """The likeliest first."""
    places: dict[object, list[Look]] = defaultdict(list)
    for household in households:
        for place in set(_meeting_places(household)):
            places[place].append(household)
    met = {_in_order(*pair): pair for there in places.values() if len(there) <= CROWD for pair in combinations(there, 2)}
    found = [likely for pair in met.values() if (likely := compared(*pair)).score >= ENOUGH]
    return sorted(found, key=lambda likely: (-likely.score, likely.first, likely.second))[:MOST_PAIRS]


def _meeting_places(household: Look) -> Iterator[object]:
    for _, first_name, _, born in household.children:
        yield "child", born, first_name[:1]
    for phone in household.phones:
        yield "phone", phone
    for adult in household.adults:
        yield "adult", " ".join(sorted(word[:4] for word in adult.split()))
    if household.address:
        yield "address", household.address


def _in_order(one: Look, other: Look) -> tuple[UUID, UUID]:
    return (one.id, other.id) if one.id < other.id else (other.id, one.id)


def compared(one: Look, other: Look) -> Likely:
    reasons = tuple(_reasons(one, other))
    first, second = _in_order(one, other)
    return Likely(first=first, second=second, score=min(100, sum(WEIGHTS[reason] for reason in reasons)), reasons=reasons)


def _reasons(one: Look, other: Look) -> Iterator[Reason]:
    from rapidfuzz import fuzz  # noqa: PLC0415 - loaded by the process that compares

    children = [_child_reason(mine, theirs) for mine in one.children for theirs in other.children]
    if Reason.CHILD in children:
        yield Reason.CHILD
    elif Reason.NEAR_CHILD in children:
        yield Reason.NEAR_CHILD
    if set(one.adults) & set(other.adults):
        yield Reason.ADULT
    elif any(fuzz.token_sort_ratio(mine, theirs) >= NEAR_NAME for mine in one.adults for theirs in other.adults):
        yield Reason.NEAR_ADULT
    if one.phones & other.phones:
        yield Reason.PHONE
    if any(_is_near(mine, theirs, least=NEAR_NAME) for mine in one.emails for theirs in other.emails):
        yield Reason.EMAIL
    if one.address and other.address and _is_near(one.address, other.address, least=NEAR_ADDRESS):
        yield Reason.ADDRESS


def _is_near(one: str, other: str, *, least: int) -> bool:
    """With the same figures: 46 is not 466, nor one postcode another."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - as above

    return FIGURES.findall(one) == FIGURES.findall(other) and fuzz.token_set_ratio(one, other) >= least


def _child_reason(one: tuple[UUID, str, str, date], other: tuple[UUID, str, str, date]) -> Reason | None:
    """One child of two homes is nobody's double. Twins are born the same day, with names of their own."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - as above

    if one[0] == other[0] or one[3] != other[3]:
        return None
    if one[1] == other[1]:
        return Reason.CHILD
    return Reason.NEAR_CHILD if fuzz.ratio(one[1], other[1]) >= NEAR_NAME and one[2] == other[2] else None


def look(row: Mapping[str, Sequence[str]], *, household_id: UUID, address: str, children: Sequence[tuple[UUID, str, str, date]]) -> Look:
    street, _, town = address.rpartition("\n")
    return Look(
        id=household_id,
        adults=tuple(sorted(" ".join(sorted(folded(adult).split())) for adult in row["adults"])),
        phones=frozenset(phone for phone in row["phones"] if phone),
        emails=tuple(email for email in row["emails"] if email),
        address=f"{folded(street)} {town[:5]}" if street else "",
        children=tuple((child_id, folded(first), folded(last), born) for child_id, first, last, born in children),
    )
