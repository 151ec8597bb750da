"""What distinguishes two states of the catalogue, and how an agent reads it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from components import french

Fact: TypeAlias = str | tuple[date, ...]

MOST_NAMED = 8
SEPARATOR = "\u00a0; "


class Kind(StrEnum):
    """What a commune's file names, in its order."""

    SITE = "site"
    SCHOOL = "school"
    ACTIVITY = "activity"
    UNIT = "unit"
    GROUP = "group"
    PLACES = "places"
    CUTOFF = "cutoff"
    CLOSURE = "closure"


class Verb(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


# Singular, plural, and what ends the participles that agree with them.
WORDS = {
    Kind.SITE: ("site", "sites", ""),
    Kind.SCHOOL: ("école", "écoles", "e"),
    Kind.ACTIVITY: ("activité", "activités", "e"),
    Kind.UNIT: ("unité", "unités", "e"),
    Kind.GROUP: ("groupe", "groupes", ""),
    Kind.PLACES: ("nombre de places", "nombres de places", ""),
    Kind.CUTOFF: ("délai", "délais", ""),
    Kind.CLOSURE: ("fermeture", "fermetures", "e"),
}
PARTICIPLES = {Verb.ADDED: "ajouté", Verb.CHANGED: "changé", Verb.REMOVED: "retiré"}
# Their facts are what matters, when they appear too.
TOLD_WHOLE = frozenset({Kind.PLACES, Kind.CLOSURE})


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something of the catalogue: its name for people, and what may change of it, under its French label."""

    name: str
    facts: Mapping[str, Fact]


Inventory: TypeAlias = Mapping[tuple[Kind, str], Item]


@dataclass(frozen=True, kw_only=True)
class Change:
    kind: Kind
    verb: Verb
    words: str


def between(before: Inventory, after: Inventory) -> tuple[Change, ...]:
    """In the order of the file's kinds: what is new, what differs, what is gone."""
    found = [
        *(Change(kind=key[0], verb=Verb.ADDED, words=_added(key[0], item)) for key, item in after.items() if key not in before),
        *(
            Change(kind=key[0], verb=Verb.CHANGED, words=_changed(before[key], item))
            for key, item in after.items()
            if key in before and before[key].facts != item.facts
        ),
        *(Change(kind=key[0], verb=Verb.REMOVED, words=item.name) for key, item in before.items() if key not in after),
    ]
    kinds, verbs = list(Kind), list(Verb)
    return tuple(sorted(found, key=lambda change: (kinds.index(change.kind), verbs.index(change.verb))))


def told(changes: Sequence[Change]) -> Iterator[str]:
    """A line for each kind and verb, with the first names."""
    for kind in Kind:
        for verb in Verb:
            words = [change.words for change in changes if (change.kind, change.verb) == (kind, verb)]
            if words:
                yield f"{_title(kind, verb, number=len(words))}\u00a0: {_shortened(words)}."


def _added(kind: Kind, item: Item) -> str:
    facts = SEPARATOR.join(_fact_words(fact) for fact in item.facts.values()) if kind in TOLD_WHOLE else ""
    return f"{item.name} ({facts})" if facts else item.name


def _changed(before: Item, after: Item) -> str:
    differing = [label for label in after.facts if after.facts[label] != before.facts.get(label)]
    facts = [f"{label}\u00a0: {_fact_words(after.facts[label])} au lieu de {_fact_words(before.facts.get(label, ''))}" for label in differing]
    return f"{after.name} ({SEPARATOR.join(facts)})" if facts else after.name


def _fact_words(fact: Fact) -> str:
    if isinstance(fact, str):
        return fact or "rien"
    days = french.count(len(fact), one="jour", many="jours")
    return f"{days}, {french.dated_range(fact[0], fact[-1])}" if len(fact) > 1 else french.long_date(fact[0])


def _title(kind: Kind, verb: Verb, *, number: int) -> str:
    one, many, agreement = WORDS[kind]
    participle = PARTICIPLES[verb] + agreement
    return french.capitalised(f"{many} {participle}s ({number})" if number > 1 else f"{one} {participle}")


def _shortened(words: Sequence[str]) -> str:
    left = len(words) - MOST_NAMED
    if left <= 0:
        return SEPARATOR.join(words)
    return f"{SEPARATOR.join(words[:MOST_NAMED])}{SEPARATOR}et {french.count(left, one='autre', many='autres')}"
