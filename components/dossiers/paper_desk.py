"""The fillable PDFs of a dossier: where they are downloaded and sent back, and what is read in them before anything is kept."""

from dataclasses import dataclass
from typing import ClassVar

from components.base import SwapTarget
from components.ui import ErrorSummary, Problem


@dataclass(frozen=True, kw_only=True)
class PaperLink:
    title: str
    href: str


@dataclass(frozen=True, kw_only=True)
class PaperChange:
    term: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PaperUnread:
    term: str
    written: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class PaperMissing:
    """`href` leads to the sheet that asks for it."""

    sentence: str
    href: str


@dataclass(frozen=True, kw_only=True)
class PaperReview:
    """What one paper would change. `same` says in words what it repeats; empty when nothing. `aside`: what another answer says is not asked."""

    key: str
    title: str
    changes: tuple[PaperChange, ...]
    same: str
    missing: tuple[PaperMissing, ...]
    unread: tuple[PaperUnread, ...]
    aside: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RefusedFile:
    """`name` is empty when the sentence is about the sending as a whole."""

    name: str
    sentence: str

    @property
    def words(self) -> str:
        return f"«\u00a0{self.name}\u00a0»\u00a0: {self.sentence}" if self.name else self.sentence


@dataclass(frozen=True, kw_only=True)
class PaperDesk(SwapTarget):
    """`action` is the page itself; what was read is kept at `action`/reprise and given up at `action`/abandon. `seen`: the mark of what is reviewed."""

    dom_id: ClassVar[str] = "fiches"
    anchor: ClassVar[str] = "fiches-fichier"

    action: str
    csrf_token: str
    papers: tuple[PaperLink, ...]
    reviews: tuple[PaperReview, ...]
    seen: str
    refused: tuple[RefusedFile, ...] = ()
    largest: int = 0

    @property
    def summary(self) -> ErrorSummary | None:
        problems = tuple(Problem(sentence=each.words, anchor=self.anchor) for each in self.refused)
        return ErrorSummary(problems=problems) if problems else None

    @property
    def described_by(self) -> str:
        return f"{self.anchor}-aide" + (f" {self.anchor}-erreur" if self.refused else "")

    @property
    def changes_something(self) -> bool:
        return any(review.changes for review in self.reviews)
