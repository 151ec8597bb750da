"""A pièce justificative: what was given, who read it, and the way to send or replace it. It stands on its own page or inside a step of a démarche."""

from dataclasses import dataclass
from datetime import date, datetime

from components.base import SwapTarget
from components.ui import ErrorSummary, Field, Problem, Status


@dataclass(frozen=True, kw_only=True)
class GivenDocument:
    """`href` downloads it; `delete_href` is None where it cannot be deleted. `size` is in words."""

    name: str
    size: str
    given_at: datetime
    given_by: str
    valid_until: date | None
    status: Status
    reason: str
    href: str | None
    delete_href: str | None


@dataclass(frozen=True, kw_only=True)
class DocumentReading:
    """`who` is empty for an adult who has left the household."""

    who: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PieceSlot(SwapTarget):
    """`key` tells a slot from the others of its page. `action` is where its form goes; the answer is the slot itself.

    `level` is that of its own title, `required` whether the page wants it; `summed_up`: the page tells what is wrong itself, on top.
    `folds`: while what was given stands, the way to replace it waits behind a press.
    `asks_date` is the field of the day until which the pièce is good, for the kinds that ask for it. `problem` is the sentence beside the file.
    """

    key: str
    title: str
    advice: str
    sensitive: bool
    action: str
    csrf_token: str
    submission_id: str
    given: GivenDocument | None
    is_replacing: bool = False
    is_newer_refused: bool = False
    readings: tuple[DocumentReading, ...] = ()
    asks_date: Field | None = None
    problem: str | None = None
    just_given: bool = False
    largest: int = 0
    level: int = 2
    required: bool = True
    summed_up: bool = False
    folds: bool = False

    @property
    def swap_id(self) -> str:
        return f"piece-{self.key}"

    @property
    def anchor(self) -> str:
        """The id of the control that takes the files."""
        return f"{self.swap_id}-fichier"

    @property
    def described_by(self) -> str:
        return f"{self.anchor}-aide" + (f" {self.anchor}-erreur" if self.problem else "")

    @property
    def is_folded(self) -> bool:
        return self.folds and self.given is not None and not self.problem and not (self.asks_date and self.asks_date.error)

    @property
    def summary(self) -> ErrorSummary | None:
        if self.summed_up:
            return None
        problems = [Problem(sentence=self.problem, anchor=self.anchor)] if self.problem else []
        if self.asks_date and self.asks_date.error:
            problems.append(Problem(sentence=self.asks_date.error, anchor=self.asks_date.anchor))
        return ErrorSummary(problems=tuple(problems)) if problems else None
