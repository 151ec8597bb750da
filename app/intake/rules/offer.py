"""What the commune offers, as a file names it: by its code or by its name, whatever the accents and the capitals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Protocol, TypeVar
from uuid import UUID

from app.catalogue.rules import admission
from app.catalogue.rules.admission import Admission, Candidate
from app.intake.rules.folding import folded
from components import french


class Named(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


@dataclass(frozen=True, kw_only=True)
class School:
    id: UUID
    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """`schools`: the codes of those that its children come from, whether it lets others in or not."""

    id: UUID
    code: str
    name: str
    admission: Admission
    schools: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Activity:
    """`opens`, `closes`: the first and the last day on which it exists; `usual`: those of an enrolment whose days the file does not say."""

    code: str
    name: str
    opens: date
    closes: date
    usual: tuple[date, date] | None
    groups: tuple[Group, ...]


@dataclass(frozen=True, kw_only=True)
class Offer:
    schools: tuple[School, ...]
    activities: tuple[Activity, ...]
    by_school: Mapping[str, School] = field(init=False)
    by_activity: Mapping[str, Activity] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_school", _by_words(self.schools))
        object.__setattr__(self, "by_activity", _by_words(self.activities))


def _by_words(named: Iterable[N]) -> dict[str, N]:
    """Two things of the same name are told apart by their codes alone."""
    there = list(named)
    names = [folded(each.name) for each in there]
    return {folded(each.name): each for each in there if names.count(folded(each.name)) == 1} | {folded(each.code): each for each in there}


def found(text: str, among: Mapping[str, N]) -> N | None:
    return among.get(folded(text))


def unknown(text: str, among: Iterable[Named], *, what: str) -> str:
    """The sentence about a name that nothing has."""
    names = {folded(each.name): each.name for each in among}
    nearest = get_close_matches(folded(text), names, n=1)
    if nearest:
        return f"«\u00a0{text}\u00a0» n’est pas {what} de la commune. Vouliez-vous dire «\u00a0{names[nearest[0]]}\u00a0»\u00a0?"
    return f"«\u00a0{text}\u00a0» n’est pas {what} de la commune. Écrivez son nom ou son code\u00a0: {french.listing(sorted(names.values()))}."


def group_of(activity: Activity, child: Candidate, *, on: date) -> Group | None:
    """The only group that takes this child; that of its school first."""
    admitted = [group for group in activity.groups if admission.why_not_enrolled(group.admission, child, on=on) is None]
    own = [group for group in admitted if child.school in group.schools]
    chosen = own or admitted
    return chosen[0] if len(chosen) == 1 else None


def group_named(activity: Activity, text: str) -> Group | None:
    return found(text, _by_words(activity.groups))
