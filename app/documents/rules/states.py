"""Where a pièce stands for its family."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

SOON = timedelta(days=30)
FIRST_REMINDER, LAST_REMINDER = SOON, timedelta(days=7)


class Verdict(StrEnum):
    """What the service decided of a document, as the database keeps it."""

    RECEIVED = "received"
    VERIFIED = "verified"
    REJECTED = "rejected"


class State(StrEnum):
    """What is shown. MISSING: nothing was given; OPTIONAL: the same, of a pièce that is not asked of everybody."""

    MISSING = "missing"
    OPTIONAL = "optional"
    SCANNING = "scanning"
    RECEIVED = "received"
    VERIFIED = "verified"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REJECTED = "rejected"

    @property
    def words(self) -> str:
        return WORDS[self]

    @property
    def tone(self) -> Literal["good", "neutral", "warn", "bad"]:
        return TONES.get(self, "neutral")

    @property
    def waits_for_the_family(self) -> bool:
        return self in {State.MISSING, State.EXPIRING, State.EXPIRED, State.REJECTED}


WORDS = {
    State.MISSING: "À fournir",
    State.OPTIONAL: "Facultative",
    State.SCANNING: "Analyse en cours",
    State.RECEIVED: "Reçue",
    State.VERIFIED: "Vérifiée",
    State.EXPIRING: "Expire bientôt",
    State.EXPIRED: "À renouveler",
    State.REJECTED: "Refusée",
}
TONES: dict[State, Literal["good", "neutral", "warn", "bad"]] = {
    State.MISSING: "warn",
    State.RECEIVED: "good",
    State.VERIFIED: "good",
    State.EXPIRING: "warn",
    State.EXPIRED: "bad",
    State.REJECTED: "bad",
}


def of_missing(*, asked: bool) -> State:
    return State.MISSING if asked else State.OPTIONAL


def of_given(verdict: Verdict, *, is_scanned: bool, valid_until: date | None, today: date) -> State:
    """What stops the pièce from serving comes first. It is good until the end of its last day."""
    if verdict is Verdict.REJECTED:
        state = State.REJECTED
    elif not is_scanned:
        state = State.SCANNING
    elif valid_until is not None and valid_until < today:
        state = State.EXPIRED
    elif valid_until is not None and valid_until - today <= SOON:
        state = State.EXPIRING
    else:
        state = State.VERIFIED if verdict is Verdict.VERIFIED else State.RECEIVED
    return state


def reminders_spent(valid_until: date | None, *, today: date) -> int:
    """Of the two reminders, those whose day has passed already: a pièce given ten days before its end is not reminded of at thirty."""
    if valid_until is None:
        return 0
    return sum(valid_until - today <= before for before in (FIRST_REMINDER, LAST_REMINDER))
