"""The insurance that covers the child at school and outside of it."""

from collections.abc import Iterable

from app.core import days
from app.dossiers.sheets.sheet import Section, Sheet
from app.filings.rules.questions import Case, Problem, Question

ENDS = "assurance_fin"


def is_over(case: Case, value: str) -> bool:
    """Nothing of the year is covered, or nothing any more."""
    day = days.day_of(value)
    return day is not None and day < max(case.its_year.first_day, case.today)


def _check(case: Case) -> Iterable[Problem]:
    if is_over(case, case.said(ENDS)):
        yield Problem(question=ENDS, sentence="Cette assurance est finie\u00a0: écrivez la date de fin de celle qui couvre cette année scolaire.")


SHEET = Sheet(
    code="assurance",
    title="Assurance",
    lead="L’assurance scolaire et extrascolaire, ou la responsabilité civile qui couvre votre enfant.",
    check=_check,
    shared=frozenset({"assurance_compagnie", "assurance_contrat", ENDS}),
    sections=(
        Section(
            title="Le contrat",
            questions=(
                Question(name="assurance_compagnie", label="Compagnie ou mutuelle", missing="Écrivez le nom de l’assurance."),
                Question(name="assurance_contrat", label="Numéro du contrat", missing="Écrivez le numéro du contrat.", longest=40),
                Question(
                    name=ENDS,
                    label="Valable jusqu’au",
                    kind="date",
                    missing="Écrivez jusqu’à quand l’assurance est valable, comme 31/08/2027.",
                    hint="Par exemple 31/08/2027.",
                ),
            ),
        ),
    ),
)
