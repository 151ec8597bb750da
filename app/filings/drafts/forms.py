"""What the pages of a démarche send: for whom it is, the answers of a step, the validation of the récapitulatif."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

from app.core import forms
from app.core.web import Request
from app.filings.drafts.queries import Candidates
from app.filings.procedures import Audience, Procedure
from app.filings.rules import questions
from app.filings.rules.questions import Question, Step

CHILD, YEAR = "enfant", "annee"
MOST_KEPT = 10_000  # characters of an answer; each question says below which length it is taken


class Then(StrEnum):
    """What is wanted besides keeping the answers: to go on, to see the questions that follow from them, to finish later."""

    GO_ON = ""
    LOOK = "voir"
    LATER = "plus-tard"


@dataclass(frozen=True, kw_only=True)
class BeginForm:
    """For whom. A child who is not one of the household's is read as it is written: the action does not find it."""

    child_id: UUID | None
    first_year: int | None
    problems: list[forms.Problem]

    @classmethod
    async def read(cls, request: Request, *, procedure: Procedure, candidates: Candidates) -> Self:
        sent = await forms.read(request, {CHILD, YEAR})
        wants_child, wants_year = procedure.audience is not Audience.HOUSEHOLD, procedure.audience is Audience.CHILD_YEAR
        child = sent.text(CHILD, missing="Choisissez l’enfant.") if wants_child else ""
        year = sent.text(YEAR, missing="Choisissez l’année scolaire.") if wants_year else ""
        if year and year not in {str(each.first_year) for each in candidates.years}:
            sent.refuse(YEAR, "Choisissez une des années scolaires proposées.")
        return cls(child_id=sent.identifier(CHILD) if child else None, first_year=int(year) if year and not sent.problems else None, problems=sent.problems)


@dataclass(frozen=True, kw_only=True)
class StepForm:
    """`seen` and `asked` are the marks of the answers and of the questions that the page showed."""

    values: dict[str, str]
    seen: str
    asked: str
    then: Then

    @classmethod
    async def read(cls, request: Request, *, step: Step) -> Self:
        sent = await forms.read(request, {*step.names, "vu", "pose", "suite"})
        values = {question.name: _value(sent, question) for question in step.questions}
        then = next((then for then in Then if then.value == sent.raw("suite")), Then.GO_ON)
        return cls(values=values, seen=sent.raw("vu"), asked=sent.raw("pose"), then=then)


def _value(sent: forms.Submitted, question: Question) -> str:
    value = questions.BETWEEN.join(sent.all(question.name)) if question.kind == "boxes" else sent.raw(question.name)
    return value.replace("\r\n", "\n").strip()[:MOST_KEPT]


@dataclass(frozen=True, kw_only=True)
class ValidationForm:
    """The mark tells which récapitulatif was read; the submission id makes a second POST answer what the first one answered."""

    mark: str
    submission_id: UUID
    problems: list[forms.Problem]

    @classmethod
    async def read(cls, request: Request) -> Self:
        sent = await forms.read(request, {"vu", "envoi", "attestation"})
        if not sent.is_ticked("attestation"):
            sent.refuse("attestation", "Cochez la case pour attester que ces renseignements sont exacts.")
        return cls(mark=sent.raw("vu"), submission_id=sent.identifier("envoi"), problems=sent.problems)
