"""What a paper would change, before it changes anything: field by field old and new, what is missing, what cannot be read, what is left aside."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.dossiers.papers.paper import Paper
from app.dossiers.papers.reading import Reading, Unread
from app.filings.rules import questions
from app.filings.rules.questions import Answers, Case, Problem, Question

EMPTY = ("Rien",)


@dataclass(frozen=True, kw_only=True)
class Change:
    """In words, as the récapitulatif reads them."""

    term: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Review:
    """`answers`: those of the paper's sheets, as they would be kept; what is no longer asked is emptied. `same`: how many say what we had already.
    `aside`: terms of what was written where another answer says that it is not asked. `missing` stands with the sheet that asks for it."""

    answers: Answers
    changes: tuple[Change, ...]
    same: int
    missing: tuple[tuple[str, Problem], ...]
    unread: tuple[tuple[str, Unread], ...]
    aside: tuple[str, ...]


def of(paper: Paper, reading: Reading, *, case: Case) -> Review:
    """An answer that its question would refuse is not taken: what we had stays."""
    refused = _refused(paper, _with(case, reading.said), said=reading.said)
    said = {name: value for name, value in reading.said.items() if name not in refused}
    coming = _with(case, said)
    asked = {question.name: question for sheet in paper.sheets for question in questions.asked(sheet.step, coming)}
    terms = paper.questions
    unread = [*reading.unread, *refused.values()]
    changed = [question for name, question in asked.items() if coming.said(name) != case.said(name)]
    return Review(
        answers=dict.fromkeys(paper.questions.keys() & case.answers.keys(), "") | {name: coming.said(name) for name in asked},
        changes=tuple(_change(question, case, coming=coming) for question in changed),
        same=sum(bool(value) and name in asked and value == case.said(name) for name, value in said.items()),
        missing=_missing(paper, coming, unread={each.question for each in unread}),
        unread=tuple((term_of(terms[each.question]), each) for each in unread),
        aside=tuple(term_of(terms[name]) for name, value in said.items() if value and name not in asked),
    )


def _with(case: Case, said: Mapping[str, str]) -> Case:
    return replace(case, answers={**case.answers, **said})


def _refused(paper: Paper, tried: Case, *, said: Mapping[str, str]) -> dict[str, Unread]:
    found = [problem for sheet in paper.sheets for question in questions.asked(sheet.step, tried) for problem in questions.problems_with(question, tried)]
    return {
        problem.question: Unread(question=problem.question, written=said[problem.question], sentence=problem.sentence)
        for problem in found
        if said.get(problem.question)
    }


def _missing(paper: Paper, coming: Case, *, unread: set[str]) -> tuple[tuple[str, Problem], ...]:
    """What cannot be read is told as such, and not as missing besides."""
    return tuple((sheet.code, problem) for sheet in paper.sheets for problem in questions.problems_of(sheet.step, coming) if problem.question not in unread)


def _change(question: Question, case: Case, *, coming: Case) -> Change:
    return Change(term=term_of(question), old=_said(question, case), new=_said(question, coming))


def _said(question: Question, case: Case) -> tuple[str, ...]:
    return tuple(questions.words(question, case)) or EMPTY


def term_of(question: Question) -> str:
    return question.term or question.label
