"""Writes of the papers: what was read waits for the family, who confirms it or gives it up. The file itself is kept nowhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from app.core import clock, database, readings
from app.core.readings import Confidential, Reader
from app.documents import inspecting
from app.documents.inspecting import Sent, Written
from app.documents.rules.refusals import Refusal
from app.dossiers import actions as dossiers
from app.dossiers import queries as dossier_queries
from app.dossiers.papers import queries, reading, recognising, review
from app.dossiers.papers.paper import STAMP, Paper
from app.dossiers.papers.queries import Form, Held, Pending
from app.dossiers.papers.refusals import MOST_FILES, Misfit
from app.dossiers.papers.review import Review
from app.dossiers.queries import Dossier
from app.filings.rules import questions
from app.filings.rules.questions import Case

KEPT = timedelta(days=7)
HOLD = """
insert into paper_reading (id, household, child, first_year, paper, entries, read_by, read_at) values ({}, {}, {}, {}, {}, {}, {}, {})
on conflict on constraint paper_reading_one do update
set id = excluded.id, entries = excluded.entries, read_by = excluded.read_by, read_at = excluded.read_at
"""
KIND, WHY = "child", "Pour le télécharger en PDF"


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A file that was not taken: none of its sending was."""

    name: str
    why: Refusal | Misfit


@dataclass(frozen=True, kw_only=True)
class Stale:
    """What was reviewed is no longer what would be kept: nothing was written."""


async def receive(dossier: Dossier, files: Sequence[Sent], *, now: datetime) -> tuple[Refused, ...]:
    """What is in the papers waits for its review, or nothing does and each refused file says why. A paper sent again takes the place of the former."""
    if not files or len(files) > MOST_FILES:
        return (Refused(name="", why=Misfit.TOO_MANY if files else Refusal.NOTHING),)
    forms = await queries.forms()
    looked = [(sent, await _looked_into(sent, dossier, forms=forms)) for sent in files]
    refused = tuple(Refused(name=sent.name, why=found) for sent, found in looked if isinstance(found, Refusal | Misfit))
    taken = [found for _, found in looked if not isinstance(found, Refusal | Misfit)]
    if not refused and len({paper.code for paper, _ in taken}) < len(taken):
        refused = (Refused(name=files[-1].name, why=Misfit.TWICE),)
    if not refused:
        await _hold(dossier, taken, now=now)
    return refused


async def _looked_into(sent: Sent, dossier: Dossier, *, forms: dict[str, Form]) -> tuple[Paper, Held] | Refusal | Misfit:
    written = await inspecting.written_in(sent)
    if isinstance(written, Refusal):
        return written
    ties = {code: form.ties for code, form in forms.items()}
    paper = recognising.paper_of(written, ties=ties, child_id=dossier.child.id, first_year=dossier.year.first_year)
    if isinstance(paper, Misfit):
        return paper
    held = _held(written, ties=[tie.field for tie in ties[paper.code]])
    found = _read(paper, held, form=forms[paper.code], case=dossier.case)
    return Misfit.BLANK if found.is_blank(paper.questions, case=dossier.case) else (paper, held)


def _held(written: Written, *, ties: Iterable[str]) -> Held:
    """The fields that stand for something: what else a file holds is not kept."""
    return Held(entries={name: written.fields[name] for name in ties if name in written.fields}, filled_by_us=STAMP in written.fields)


def _read(paper: Paper, held: Held, *, form: Form, case: Case) -> reading.Reading:
    return reading.read(held.entries, ties=form.ties, asked=paper.questions, case=case, filled_by_us=held.filled_by_us)


@database.retried
async def _hold(dossier: Dossier, taken: Sequence[tuple[Paper, Held]], *, now: datetime) -> None:
    case = dossier.case
    async with database.transaction():
        for paper, held in taken:
            reading_id = uuid4()
            await database.fetch(
                HOLD,
                *(reading_id, case.household_id, dossier.child.id, dossier.year.first_year, paper.code, queries.sealed(held, of=reading_id)),
                *(case.account_id, now),
            )


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """The papers that wait, each with what it would change, and the mark of all that."""

    reviews: tuple[tuple[Pending, Review], ...]
    mark: str


async def reviewed(dossier: Dossier) -> Reviewed:
    """Nothing is written."""
    forms = await queries.forms()
    pending = await queries.pending_of(dossier.case.household_id, dossier.child.id, first_year=dossier.year.first_year)
    reviews = tuple(
        (each, review.of(each.paper, _read(each.paper, each.held, form=forms[each.paper.code], case=dossier.case), case=dossier.case)) for each in pending
    )
    return Reviewed(reviews=reviews, mark=questions.mark_of([str(each.id) for each in pending], dict(dossier.case.answers)))


@database.retried
async def keep(account_id: UUID, child_id: UUID, *, first_year: int, seen: str, now: datetime) -> Stale | bool:
    """All that the papers say, in one transaction, as it was reviewed (`seen`). False when nothing waits: it was kept or given up already."""
    async with database.transaction():
        dossier = await _locked(account_id, child_id, first_year=first_year, now=now)
        found = await reviewed(dossier) if dossier else None
        if dossier is None or found is None or not found.reviews:
            return False
        if seen != found.mark:
            return Stale()
        answers = {name: value for _, each in found.reviews for name, value in each.answers.items()}
        await dossiers.apply_answers(account_id, child_id, first_year=first_year, answers=answers, now=now)
        await _apply_forget(dossier)
        return True


async def _locked(account_id: UUID, child_id: UUID, *, first_year: int, now: datetime) -> Dossier | None:
    """Two taps take turns: by the lock on what waits."""
    database.require_transaction()
    await database.fetch("select id from paper_reading where child = {} and first_year = {} order by id for update", child_id, first_year)
    return await dossier_queries.dossier_of(account_id, child_id, first_year=first_year, today=now.astimezone(clock.PARIS).date())


async def _apply_forget(dossier: Dossier) -> None:
    database.require_transaction()
    await database.fetch(
        "delete from paper_reading where household = {} and child = {} and first_year = {}",
        *(dossier.case.household_id, dossier.child.id, dossier.year.first_year),
    )


async def forget(dossier: Dossier) -> None:
    """The family gives up what was read."""
    async with database.transaction():
        await _apply_forget(dossier)


async def note_printing(dossier: Dossier, *, words: str, origin: str, now: datetime) -> None:
    """What it says of health leaves the portal: who, and when, is written before it does. `words`: what is opened, as the family reads it."""
    reader = Reader(account_id=dossier.case.account_id, origin=origin)
    what = Confidential(kind=KIND, id=dossier.child.id, household_id=dossier.case.household_id, child_id=dossier.child.id, words=words)
    await readings.note(reader, what, why=WHY, now=now)


async def purge(*, now: datetime) -> None:
    """What nobody has confirmed in a week is forgotten."""
    await database.fetch("delete from paper_reading where read_at < {}", now - KEPT)
