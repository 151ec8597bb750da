"""The statuses of a demande."""

from enum import StrEnum
from typing import Literal


class Status(StrEnum):
    SENT = "sent"
    PENDING = "pending"
    NEEDS_INFO = "needs_info"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        return WORDS[self]


WORDS = {
    Status.SENT: "Envoyée",
    Status.PENDING: "En cours",
    Status.NEEDS_INFO: "Complément demandé",
    Status.ACCEPTED: "Traitée positivement",
    Status.REJECTED: "Refusée",
    Status.WITHDRAWN: "Annulée",
}

TONES: dict[Status, Literal["good", "neutral", "warn", "bad"]] = {
    Status.SENT: "neutral",
    Status.PENDING: "neutral",
    Status.NEEDS_INFO: "warn",
    Status.ACCEPTED: "good",
    Status.REJECTED: "bad",
    Status.WITHDRAWN: "neutral",
}
