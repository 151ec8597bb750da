"""Where a sheet stands, and a dossier."""

from datetime import date
from enum import StrEnum
from typing import Literal

from app.filings.rules import Status, questions
from app.filings.rules.questions import Case, Step, Year

OPENING_MONTH = 5


class SheetState(StrEnum):
    TO_FILL = "to_fill"
    TO_COMPLETE = "to_complete"
    DONE = "done"

    @property
    def words(self) -> str:
        return {SheetState.TO_FILL: "À remplir", SheetState.TO_COMPLETE: "À compléter", SheetState.DONE: "Terminée"}[self]


class DossierState(StrEnum):
    """READY: all is filled, nothing was sent. CHANGED: it was sent, and a sheet has changed since."""

    TO_FILL = "to_fill"
    UNDER_WAY = "under_way"
    READY = "ready"
    CHANGED = "changed"
    NEEDS_INFO = "needs_info"
    REJECTED = "rejected"
    SENT = "sent"
    ACCEPTED = "accepted"

    @property
    def words(self) -> str:
        return WORDS[self]

    @property
    def tone(self) -> Literal["good", "neutral", "warn", "bad"]:
        return TONES.get(self, "warn")

    @property
    def waits_for_the_family(self) -> bool:
        return self not in {DossierState.SENT, DossierState.ACCEPTED}

    @property
    def lets_reserve(self) -> bool:
        """The service has it: what it asks for more does not close the reservations."""
        return self in {DossierState.SENT, DossierState.ACCEPTED, DossierState.CHANGED, DossierState.NEEDS_INFO}


WORDS = {
    DossierState.TO_FILL: "À remplir",
    DossierState.UNDER_WAY: "À compléter",
    DossierState.READY: "À envoyer",
    DossierState.CHANGED: "Modifié, à envoyer",
    DossierState.NEEDS_INFO: "Complément demandé",
    DossierState.REJECTED: "Refusé",
    DossierState.SENT: "Envoyé",
    DossierState.ACCEPTED: "Accepté",
}
TONES: dict[DossierState, Literal["good", "neutral", "warn", "bad"]] = {
    DossierState.REJECTED: "bad",
    DossierState.SENT: "good",
    DossierState.ACCEPTED: "good",
}


def of_sheet(step: Step, case: Case) -> SheetState:
    """Of a sheet that was never sent, nothing is known; one that may stay empty counts once it was."""
    if not any(name in case.answers for name in step.names):
        return SheetState.TO_FILL
    return SheetState.TO_COMPLETE if questions.first_to_answer((step,), case) else SheetState.DONE


def of_dossier(*, sheets: tuple[SheetState, ...], sent: Status | None, is_draft: bool) -> DossierState:
    """`sent`: the status of the last demande that was not withdrawn; `is_draft`: something was written since."""
    if sent is Status.NEEDS_INFO:
        state = DossierState.NEEDS_INFO
    elif sent is Status.REJECTED:
        state = DossierState.REJECTED
    elif sent is not None:
        state = DossierState.CHANGED if is_draft else DossierState.ACCEPTED if sent is Status.ACCEPTED else DossierState.SENT
    elif all(each is SheetState.DONE for each in sheets):
        state = DossierState.READY
    else:
        state = DossierState.UNDER_WAY if is_draft else DossierState.TO_FILL
    return state


def is_open(year: Year, *, today: date) -> bool:
    """Families fill the dossier of a year from May on."""
    return today >= date(year.first_year, OPENING_MONTH, 1)
