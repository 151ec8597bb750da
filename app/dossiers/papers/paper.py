"""What the two papers ask: the questions of their sheets, and what is known of the family and only shown. Values and judgments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from app.dossiers.sheets import Section, Sheet, authorizations, family, health, insurance
from app.filings.rules import questions
from app.filings.rules.questions import CHOSEN, TICKED, Case, Question

STAMP = "portail"
"""The hidden field by which a paper says for whom it was made."""
KNOWN: Mapping[str, str] = {
    "enfant-nom": "nom de l’enfant",
    "enfant-prenom": "prénom de l’enfant",
    "enfant-naissance": "date de naissance de l’enfant",
    "annee": "année scolaire",
    "adresse": "adresse du foyer",
    "adulte-1-nom": "nom du premier adulte",
    "adulte-1-prenom": "prénom du premier adulte",
    "adulte-1-telephone": "téléphone du premier adulte",
    "adulte-1-courriel": "adresse électronique du premier adulte",
    "adulte-2-nom": "nom du second adulte",
    "adulte-2-prenom": "prénom du second adulte",
    "adulte-2-telephone": "téléphone du second adulte",
    "adulte-2-courriel": "adresse électronique du second adulte",
    "contacts": "personnes à appeler et autorisées",
}
"""What the portal fills in and never reads again: « Ma famille » is where it is changed."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    code: str
    title: str
    sheets: tuple[Sheet, ...]

    @property
    def questions(self) -> dict[str, Question]:
        return {question.name: question for sheet in self.sheets for question in sheet.questions}


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A field of a PDF and what it stands for. `value`: of a box that stands for one answer of a choice."""

    field: str
    target: str
    value: str = ""


PAPERS = (
    Paper(code="famille", title="Fiche famille", sheets=(family.SHEET, insurance.SHEET, authorizations.SHEET)),
    Paper(code="sanitaire", title="Fiche sanitaire", sheets=(health.SHEET,)),
)


def of_code(code: str) -> Paper | None:
    return next((paper for paper in PAPERS if paper.code == code), None)


def own_ties(paper: Paper) -> tuple[Tie, ...]:
    """On the portal's own paper a field has the name of its question."""
    return tuple(Tie(field=name, target=name) for name in paper.questions)


def as_shown(paper: Paper, case: Case) -> Case:
    """With what stands in the web forms before anybody answers."""
    for sheet in paper.sheets:
        case = questions.as_shown(sheet.step, case)
    return case


def sections(paper: Paper, case: Case) -> Iterator[tuple[str, Section, tuple[Question, ...]]]:
    """A paper asks at once all that some answer could lead to. A sheet of one section gives it its title."""
    for sheet in paper.sheets:
        possible = frozenset(_possible(sheet, case))
        for section in sheet.sections:
            if asked := tuple(question for question in section.questions if question.name in possible):
                yield section.title if len(sheet.sections) > 1 else sheet.title, section, asked


def _possible(sheet: Sheet, case: Case) -> Iterator[str]:
    """Every answer of the choices that decide is tried, with all boxes ticked."""
    ticked = {question.name: TICKED for question in sheet.questions if question.kind == "checkbox"}
    deciding = [question for question in sheet.questions if question.decides and question.kind in CHOSEN]
    answers = [[(question.name, choice.value) for choice in question.choices(case)] for question in deciding]
    cases = [replace(case, answers={**case.answers, **ticked, **dict(said)}) for said in product(*answers)]
    yield from (question.name for question in sheet.questions if any(question.when(each) for each in cases))
