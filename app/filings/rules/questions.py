"""What a démarche asks, step by step, and what its answers are worth: values and judgments, without a page or a database."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, TypeAlias
from uuid import UUID

from app.core import days
from components import french

Answers: TypeAlias = Mapping[str, str]
Rows: TypeAlias = Iterable[tuple[str, list[str]]]
Kind = Literal["text", "email", "tel", "date", "textarea", "select", "radios", "checkbox", "boxes", "piece"]

CHOSEN = ("select", "radios", "boxes")
BETWEEN = ","  # the values of several boxes, in one answer
LONGEST = 200
TICKED = "1"
NO_SUCH_DAY = "Ce jour n’existe pas au calendrier\u00a0: vérifiez le jour et le mois."


@dataclass(frozen=True, kw_only=True)
class Child:
    """The child that a démarche is for. `school` is its code; None: none of the commune's."""

    id: UUID
    first_name: str
    last_name: str
    birth_date: date
    school: str | None


@dataclass(frozen=True, kw_only=True)
class Year:
    """The school year that a démarche is for. `projected`: nobody has decided its dates yet."""

    first_year: int
    first_day: date
    last_class_day: date
    last_day: date
    projected: bool

    @property
    def label(self) -> str:
        return f"{self.first_year}-{self.first_year + 1}"


@dataclass(frozen=True, kw_only=True)
class Held:
    """The pièce that a question asks for, as the household has it today. `told`: what the récapitulatif says of it. `why_not`: why it cannot go with a
    demande as it is; `waits`: because it is being looked into."""

    document_id: UUID | None = None
    told: str = ""
    why_not: str = ""
    waits: bool = False

    @property
    def serves(self) -> bool:
        return self.document_id is not None and not self.why_not


@dataclass(frozen=True, kw_only=True)
class Case:
    """Who asks, for whom, and what is answered so far. `facts` is what the démarche has read of the portal: options and checks look there. `pieces`, by
    question: those that the commune does not ask for are not in it."""

    household_id: UUID
    account_id: UUID
    child: Child | None
    year: Year | None
    today: date
    answers: Answers = field(default_factory=dict)
    facts: Any = None
    pieces: Mapping[str, Held] = field(default_factory=dict)

    def said(self, name: str) -> str:
        return self.answers.get(name, "")

    def ticked(self, name: str) -> tuple[str, ...]:
        """Of a question with several boxes."""
        return tuple(filter(None, self.said(name).split(BETWEEN)))

    @property
    def its_child(self) -> Child:
        """Of a démarche that is for a child."""
        if self.child is None:
            raise RuntimeError("this démarche is for no child")
        return self.child

    @property
    def its_year(self) -> Year:
        """Of a démarche that is for a school year."""
        if self.year is None:
            raise RuntimeError("this démarche is for no school year")
        return self.year


@dataclass(frozen=True, kw_only=True)
class Choice:
    value: str
    label: str
    hint: str | None = None


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with an answer, in a sentence that says what to do; without a question, with the step as a whole."""

    question: str = ""
    sentence: str


def _always(_case: Case) -> bool:
    return True


def _nothing(_case: Case) -> str:
    return ""


def _no_choices(_case: Case) -> tuple[Choice, ...]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """One answer; that of several boxes holds the values that are ticked. `missing` is the sentence when there is none; without it, one may leave it
    empty. `none` is that of a choice without choices.

    `decides`: other questions of the step depend on it, so they are asked anew as soon as it changes. `when`: whether it is asked at all. `first`: what it
    holds before anybody answers. `term`: what the récapitulatif calls it, when that is not its label; `quiet`: it says nothing of it without an answer.
    `piece`: the code of the pièce that is asked for; it is answered by the document that stands, sent before or in the step.
    """

    name: str
    label: str
    kind: Kind = "text"
    missing: str | None = None
    choices: Callable[[Case], tuple[Choice, ...]] = _no_choices
    none: str = "Il n’y a rien à choisir ici pour le moment\u00a0: contactez le service."
    when: Callable[[Case], bool] = _always
    first: Callable[[Case], str] = _nothing
    decides: bool = False
    hint: str | None = None
    longest: int = LONGEST
    autocomplete: str | None = None
    term: str = ""
    quiet: bool = False
    piece: str = ""


def _no_problems(_case: Case) -> Iterable[Problem]:
    return ()


def _no_lead(_case: Case) -> tuple[str, ...]:
    return ()


def _no_rows(_case: Case) -> Rows:
    return ()


@dataclass(frozen=True, kw_only=True)
class Step:
    """A page of questions, or of pièces alone: sending a file never loses what was typed beside it. `code` is its address. `check` sees what no question
    sees alone; `lead` is read before the questions.
    `reads`: what the récapitulatif tells before the answers, that the portal knows already. `template` is another page than the one that draws the
    questions one below the other."""

    code: str
    title: str
    questions: tuple[Question, ...]
    check: Callable[[Case], Iterable[Problem]] = _no_problems
    lead: Callable[[Case], tuple[str, ...]] = _no_lead
    reads: Callable[[Case], Rows] = _no_rows
    template: str = "filings/step.html"

    def __post_init__(self) -> None:
        if len({question.kind == "piece" for question in self.questions}) > 1:
            raise ValueError(f"{self.code}: pièces stand in a step of their own")

    @property
    def names(self) -> frozenset[str]:
        return frozenset(question.name for question in self.questions)


def asked(step: Step, case: Case) -> tuple[Question, ...]:
    """The questions that this case meets."""
    return tuple(question for question in step.questions if question.when(case) and (question.kind != "piece" or question.name in case.pieces))


def met(steps: Iterable[Step], case: Case) -> tuple[Step, ...]:
    """Those that ask this case something."""
    return tuple(step for step in steps if asked(step, case))


def attached(steps: Iterable[Step], case: Case) -> dict[str, UUID]:
    """The documents that go with the demande, by what the récapitulatif calls them."""
    held = ((question.term or question.label, case.pieces[question.name]) for step in steps for question in asked(step, case) if question.kind == "piece")
    return {term: each.document_id for term, each in held if each.document_id and each.serves}


def as_shown(step: Step, case: Case) -> Case:
    """With what stands in the questions of the step before anybody answers: what depends on it is asked from the start."""
    return replace(case, answers={question.name: question.first(case) for question in step.questions} | dict(case.answers))


def problems_of(step: Step, case: Case) -> tuple[Problem, ...]:
    """In the order of the page; the step as a whole is judged once each answer holds."""
    found = tuple(problem for question in asked(step, case) for problem in problems_with(question, case))
    return found or tuple(step.check(case))


def problems_with(question: Question, case: Case) -> Iterator[Problem]:
    value, sentence = case.said(question.name), None
    if question.kind == "piece":
        sentence = _why_not_sent(question, case.pieces[question.name])
    elif question.kind in CHOSEN and not question.choices(case):
        sentence = question.none
    elif not value:
        sentence = question.missing
    elif question.kind != "boxes" and len(value) > question.longest:
        sentence = f"Ce texte est trop long\u00a0: {question.longest} caractères au plus."
    elif question.kind in CHOSEN and not set(_chosen(question, case)) <= {choice.value for choice in question.choices(case)}:
        sentence = question.missing or "Ce choix n’est plus proposé\u00a0: choisissez-en un autre."
    elif question.kind == "checkbox" and value != TICKED:
        sentence = question.missing or "Cochez la case, ou laissez-la vide."
    elif question.kind == "date" and days.day_of(value) is None:
        sentence = NO_SUCH_DAY if days.is_written(value) else "Écrivez la date comme 05/09/2026\u00a0: jour, mois, année."
    if sentence:
        yield Problem(question=question.name, sentence=sentence)


def _why_not_sent(question: Question, held: Held) -> str | None:
    """What is optional may be left as it is, except while it is looked into: it would not go with the demande, and nobody would know."""
    if question.missing is None:
        return held.why_not if held.waits else None
    return held.why_not or (None if held.document_id else question.missing)


def _chosen(question: Question, case: Case) -> tuple[str, ...]:
    return case.ticked(question.name) if question.kind == "boxes" else (case.said(question.name),)


def first_to_answer(steps: Iterable[Step], case: Case) -> Step | None:
    """A page that was never sent counts, even when it may stay empty."""
    return next((step for step in steps if _is_new(step, case) or problems_of(step, case)), None)


def _is_new(step: Step, case: Case) -> bool:
    return any(question.name not in case.answers for question in asked(step, case))


def mark_of(*seen: object) -> str:
    """Tells whether what is sent answers what stands now: two adults share a draft."""
    return hashlib.sha256(json.dumps(seen, sort_keys=True, default=str).encode()).hexdigest()[:16]


def mark_of_answers(step: Step, case: Case) -> str:
    return mark_of({name: case.said(name) for name in step.names})


def mark_of_questions(step: Step, case: Case) -> str:
    """Another one when a question appears, goes, or offers something else."""
    return mark_of([(question.name, [choice.value for choice in question.choices(case)]) for question in asked(step, case)])


def told(step: Step, case: Case) -> list[tuple[str, list[str]]]:
    """The answers of a step as the récapitulatif reads them: frozen with the demande, whatever is renamed later."""
    answers = (question for question in asked(step, case) if not question.quiet or _is_answered(question, case))
    return [*step.reads(case), *((question.term or question.label, words(question, case)) for question in answers)]


def _is_answered(question: Question, case: Case) -> bool:
    return case.pieces[question.name].serves if question.kind == "piece" else bool(case.said(question.name))


def words(question: Question, case: Case) -> list[str]:
    value = case.said(question.name)
    if question.kind == "piece":
        words = [case.pieces[question.name].told] if case.pieces[question.name].serves else []
    elif question.kind == "checkbox":
        words = ["Oui" if value == TICKED else "Non"]
    elif question.kind in CHOSEN:
        words = [choice.label for choice in question.choices(case) if choice.value in _chosen(question, case)]
    elif question.kind == "date" and (day := days.day_of(value)):
        words = [french.long_date(day)]
    else:
        words = [line for line in value.splitlines() if line.strip()]
    return words
