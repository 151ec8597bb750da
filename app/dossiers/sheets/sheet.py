"""What a sheet is: a step of the démarche, its questions laid out in sections."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.filings.rules.questions import Case, Choice, Problem, Question, Rows, Step
from app.households.rules import phones

YES, NO = "oui", "non"


def yes_or_no(_case: Case) -> tuple[Choice, ...]:
    return (Choice(value=YES, label="Oui"), Choice(value=NO, label="Non"))


def wrong_phones(case: Case, *names: str) -> Iterable[Problem]:
    """Those of these answers that nobody can call."""
    for name in names:
        if case.said(name) and phones.normalised(case.said(name)) is None:
            yield Problem(question=name, sentence=phones.INCOMPLETE)


def _nothing_said(_case: Case) -> tuple[str, ...]:
    return ()


def _no_problems(_case: Case) -> Iterable[Problem]:
    return ()


def _no_rows(_case: Case) -> Rows:
    return ()


@dataclass(frozen=True, kw_only=True)
class Section:
    """`says` is read before its questions: what the birth date requires, for example."""

    title: str
    questions: tuple[Question, ...]
    says: Callable[[Case], tuple[str, ...]] = _nothing_said


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """`shared`: names of the answers that a brother or a sister shares. `reads`: what is known already and told with the answers, from elsewhere in the
    portal. `sensitive`: names of the answers that say something of health, custody or income."""

    code: str
    title: str
    sections: tuple[Section, ...]
    lead: str = ""
    shared: frozenset[str] = frozenset()
    sensitive: frozenset[str] = frozenset()
    check: Callable[[Case], Iterable[Problem]] = _no_problems
    reads: Callable[[Case], Rows] = _no_rows

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def step(self) -> Step:
        return Step(code=self.code, title=self.title, questions=self.questions, check=self.check, reads=self.reads)
