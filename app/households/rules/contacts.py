"""Contacts of a household: who they are to the children, what they may do, in which order they are called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Link(StrEnum):
    """Who the contact is to the child."""

    GRANDMOTHER = "grandmother"
    GRANDFATHER = "grandfather"
    AUNT = "aunt"
    UNCLE = "uncle"
    SIBLING = "sibling"
    STEP_PARENT = "step_parent"
    CHILDMINDER = "childminder"
    NEIGHBOUR = "neighbour"
    FRIEND = "friend"
    OTHER = "other"

    @property
    def words(self) -> str:
        return WORDS[self]


WORDS = {
    Link.GRANDMOTHER: "Grand-mère",
    Link.GRANDFATHER: "Grand-père",
    Link.AUNT: "Tante",
    Link.UNCLE: "Oncle",
    Link.SIBLING: "Frère ou sœur",
    Link.STEP_PARENT: "Beau-parent",
    Link.CHILDMINDER: "Assistante maternelle, garde d’enfants",
    Link.NEIGHBOUR: "Voisin ou voisine",
    Link.FRIEND: "Ami ou amie de la famille",
    Link.OTHER: "Autre lien",
}
MOST_CALLED = 5


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a contact does for one child. `emergency_rank` is the turn in which it is called, from 1; None when it is not."""

    child_id: UUID
    may_collect: bool = False
    emergency_rank: int | None = None


def in_order(called: Sequence[UUID], *, contact_id: UUID, rank: int | None) -> list[UUID]:
    """Who is called for a child, in turn, once the contact has the rank that was asked for: the others move, nobody shares a turn."""
    others = [each for each in called if each != contact_id]
    return others if rank is None else [*others[: rank - 1], contact_id, *others[rank - 1 :]]


def refused_for(choices: Iterable[Choice], *, barred: Iterable[UUID]) -> list[UUID]:
    """The children whom the contact is asked to collect although the service has barred this person for them."""
    kept = set(barred)
    return [choice.child_id for choice in choices if choice.may_collect and choice.child_id in kept]
