"""Who may do what to a demande, from which status: one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.filings.rules import Status


class Side(StrEnum):
    """FAMILY: an adult of the household. OFFICE: the service, or the portal in its place when a démarche takes effect at once."""

    FAMILY = "family"
    OFFICE = "office"


class Act(StrEnum):
    TAKE = "take"
    ASK = "ask"
    ACCEPT = "accept"
    REJECT = "reject"
    COMPLETE = "complete"
    WITHDRAW = "withdraw"


class Refusal(StrEnum):
    NOT_NOW = "not_now"
    NOT_YOURS = "not_yours"
    NO_REASON = "no_reason"

    @property
    def sentence(self) -> str:
        return SENTENCES[self]


SENTENCES = {
    Refusal.NOT_NOW: "Cette demande a changé d’état entre-temps\u00a0: rechargez sa page pour voir où elle en est.",
    Refusal.NOT_YOURS: "Cette action ne vous revient pas\u00a0: elle appartient à l’autre côté du guichet.",
    Refusal.NO_REASON: "Écrivez une phrase pour la famille\u00a0: ce qui lui est demandé, ou pourquoi sa demande est refusée.",
}


@dataclass(frozen=True, kw_only=True)
class Transition:
    """`says`: a sentence for the family goes with it."""

    by: Side
    since: frozenset[Status]
    to: Status
    says: bool = False


OPEN = frozenset({Status.SENT, Status.PENDING, Status.NEEDS_INFO})
"""Not decided yet."""

TRANSITIONS: Mapping[Act, Transition] = {
    Act.TAKE: Transition(by=Side.OFFICE, since=frozenset({Status.SENT}), to=Status.PENDING),
    Act.ASK: Transition(by=Side.OFFICE, since=frozenset({Status.SENT, Status.PENDING}), to=Status.NEEDS_INFO, says=True),
    Act.ACCEPT: Transition(by=Side.OFFICE, since=OPEN, to=Status.ACCEPTED),
    Act.REJECT: Transition(by=Side.OFFICE, since=OPEN, to=Status.REJECTED, says=True),
    Act.COMPLETE: Transition(by=Side.FAMILY, since=frozenset({Status.NEEDS_INFO}), to=Status.SENT),
    Act.WITHDRAW: Transition(by=Side.FAMILY, since=OPEN, to=Status.WITHDRAWN),
}


def why_not(act: Act, *, by: Side, status: Status, note: str = "") -> Refusal | None:
    """First reason, or None. Whether the world still allows an acceptance is the démarche's to say, not this table's."""
    transition, found = TRANSITIONS[act], None
    if by is not transition.by:
        found = Refusal.NOT_YOURS
    elif status not in transition.since:
        found = Refusal.NOT_NOW
    elif transition.says and not note.strip():
        found = Refusal.NO_REASON
    return found
