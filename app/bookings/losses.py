"""What a changed catalogue takes from families, in words: for the agent who loads it, and for the households. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from app.catalogue.rules.admission import NotAdmitted
from components import french

GONE = "ce créneau n’est plus proposé"
FULL = "le nombre de places a été réduit"
NOT_KEPT = {
    NotAdmitted.OTHER_SCHOOL: "ce groupe ne reçoit plus les enfants de cette école",
    NotAdmitted.OTHER_LEVEL: "ce groupe ne reçoit plus les enfants de cette classe",
    NotAdmitted.TOO_YOUNG: "ce groupe ne reçoit plus les enfants de cet âge",
    NotAdmitted.TOO_OLD: "ce groupe ne reçoit plus les enfants de cet âge",
}

DAYS_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Loss:
    """A booking that cannot stay. `why` is what the family reads: the words of the closure, or one of the above."""

    booking_id: UUID
    slot_id: int
    household_id: UUID
    child_id: UUID
    first_name: str
    activity: str
    site: str
    age_group: str
    unit: str
    day: date
    why: str


@dataclass(frozen=True, kw_only=True)
class Unenrolled:
    """Children enrolled in a group that no longer takes them, or that is no longer there."""

    activity: str
    age_group: str
    children: int


def told(household: Iterable[Loss]) -> list[dict[str, Any]]:
    """What a cancellation keeps for its household: child by child and activity by activity, each day with its units and why."""
    by_line = sorted(household, key=lambda loss: (loss.first_name, loss.child_id, loss.activity, loss.site, loss.day))
    return [
        {"first_name": first.first_name, "activity": first.activity, "site": first.site, "days": list(_days(losses))}
        for _, losses in _grouped(by_line, "child_id", "activity", "site")
        for first in losses[:1]
    ]


def _days(losses: Sequence[Loss]) -> Iterator[dict[str, str]]:
    for (day, why), of_day in _grouped(losses, "day", "why"):
        yield {"day": day.isoformat(), "units": ", ".join(loss.unit for loss in of_day), "why": why}


def sentences(lost: Iterable[Loss], *, done: bool) -> list[str]:
    """One for each unit, group and reason, with its count and its first days. `done`: these bookings were cancelled; otherwise they would be."""
    by_unit = sorted(lost, key=lambda loss: (loss.activity, loss.age_group, loss.unit, loss.why, loss.day))
    return [_sentence(losses, done=done) for _, losses in _grouped(by_unit, "activity", "age_group", "unit", "why")]


def _sentence(losses: Sequence[Loss], *, done: bool) -> str:
    one, many = ("annulée", "annulées") if done else ("serait annulée", "seraient annulées")
    first = losses[0]
    children = french.count(len({loss.child_id for loss in losses}), one="enfant", many="enfants")
    bookings = french.count(len(losses), one="réservation", many="réservations")
    said = one if len(losses) == 1 else many
    days = days_words(sorted({loss.day for loss in losses}))
    return f"{first.activity}, {first.unit}, {first.age_group}\u00a0: {bookings} de {children} {said} ({days}). Motif\u00a0: {first.why}."


def days_words(days: Sequence[date]) -> str:
    """The first ones, and how many more."""
    named = [french.long_date(day) for day in days[:DAYS_NAMED]]
    left = len(days) - DAYS_NAMED
    return french.listing(named if left <= 0 else [*named, french.count(left, one="autre jour", many="autres jours")])


def unenrolled_sentences(groups: Iterable[Unenrolled], *, done: bool) -> list[str]:
    verb = ("n’y est plus inscrit", "n’y sont plus inscrits") if done else ("n’y serait plus inscrit", "n’y seraient plus inscrits")
    return [
        f"{each.activity}, {each.age_group}\u00a0: {french.count(each.children, one='enfant', many='enfants')} {verb[each.children > 1]}." for each in groups
    ]


def _grouped(losses: Iterable[Loss], *names: str) -> Iterator[tuple[tuple[Any, ...], list[Loss]]]:
    """Neighbours that agree on these."""
    for key, group in groupby(losses, key=lambda loss: tuple(getattr(loss, name) for name in names)):
        yield key, list(group)


def by_household(lost: Iterable[Loss]) -> Mapping[UUID, list[Loss]]:
    found: dict[UUID, list[Loss]] = {}
    for loss in lost:
        found.setdefault(loss.household_id, []).append(loss)
    return found
