"""Who may collect the child: the contacts of « Ma famille », read again here."""

from app.dossiers.sheets.sheet import Section, Sheet
from app.filings.rules.questions import Case, Question, Rows

READ_AGAIN = "personnes_relues"
MAY_COLLECT, NOBODY_ELSE = "Peuvent venir chercher l’enfant", "Personne d’autre que vous"


def _people(case: Case) -> Rows:
    return case.facts.people if case.facts else ()


SHEET = Sheet(
    code="personnes",
    title="Personnes autorisées",
    lead="Les adultes de votre foyer peuvent toujours venir chercher l’enfant. Cochez qui d’autre le peut.",
    reads=_people,
    shared=frozenset({READ_AGAIN}),
    sections=(
        Section(
            title="Qui peut venir chercher l’enfant",
            questions=(
                Question(
                    name=READ_AGAIN,
                    label="J’ai relu cette liste\u00a0: ces personnes, et elles seules, peuvent venir chercher mon enfant.",
                    kind="checkbox",
                    missing="Cochez la case après avoir relu la liste.",
                    term="Liste relue",
                ),
            ),
        ),
    ),
)
