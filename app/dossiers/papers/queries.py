"""The commune's own papers, and what was read in those that a family sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from app.core import database, sealing
from app.documents.inspecting import Entry
from app.dossiers.papers import paper as papers
from app.dossiers.papers.paper import Paper, Tie

ENTRIES = "paper_reading.entries"


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a paper is made of. `content`: the commune's PDF, None for the portal's own, which is drawn for each child."""

    content: bytes | None
    ties: tuple[Tie, ...]


@dataclass(frozen=True, kw_only=True)
class Held:
    """The fields of a PDF, and whether it came out of the portal."""

    entries: dict[str, Entry]
    filled_by_us: bool


@dataclass(frozen=True, kw_only=True)
class Pending:
    id: UUID
    paper: Paper
    held: Held
    read_at: datetime


async def forms() -> dict[str, Form]:
    """By the code of their paper, without the content of the commune's: a list does not need it."""
    rows = await database.fetch("select paper, ties from paper_form")
    own = {row["paper"]: Form(content=None, ties=msgspec.json.decode(row["ties"], type=tuple[Tie, ...])) for row in rows}
    return {paper.code: own.get(paper.code) or Form(content=None, ties=papers.own_ties(paper)) for paper in papers.PAPERS}


async def form_of(paper: Paper) -> Form:
    row = await database.fetch_one("select content, ties from paper_form where paper = {}", paper.code)
    if row is None:
        return Form(content=None, ties=papers.own_ties(paper))
    return Form(content=row["content"], ties=msgspec.json.decode(row["ties"], type=tuple[Tie, ...]))


async def pending_of(household_id: UUID, child_id: UUID, *, first_year: int) -> list[Pending]:
    """In the order of the papers."""
    rows = await database.fetch(
        "select id, paper, entries, read_at from paper_reading where household = {} and child = {} and first_year = {}", household_id, child_id, first_year
    )
    found = {row["paper"]: row for row in rows}
    return [
        Pending(id=row["id"], paper=paper, held=opened(row["entries"], of=row["id"]), read_at=row["read_at"])
        for paper in papers.PAPERS
        if (row := found.get(paper.code))
    ]


def opened(sealed: bytes, *, of: UUID) -> Held:
    return msgspec.json.decode(sealing.unseal(sealed, purpose=ENTRIES, bound_to=of), type=Held)


def sealed(held: Held, *, of: UUID) -> bytes:
    return sealing.seal(msgspec.json.encode(held), purpose=ENTRIES, bound_to=of)
