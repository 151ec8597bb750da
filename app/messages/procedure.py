"""The démarche "question au service": answered by the service in the history of the demande."""

from collections.abc import Mapping
from typing import Any

from app.core import database
from app.filings import procedures
from app.filings.procedures import Desk, Group, Procedure
from app.filings.rules.questions import Case, Choice, Question, Step

LONGEST_QUESTION = 2_000
WHOLE_HOUSEHOLD = "foyer"

SUBJECTS = (
    Choice(value="reservations", label="Les réservations et les absences"),
    Choice(value="inscriptions", label="Les inscriptions et le dossier"),
    Choice(value="factures", label="Les tarifs et les factures"),
    Choice(value="repas", label="Les repas et la santé"),
    Choice(value="portail", label="Mon accès au portail"),
    Choice(value="autre", label="Autre chose"),
)


async def _children(case: Case) -> tuple[Choice, ...]:
    rows = await database.fetch(
        "select c.id, c.first_name from household_child hc join child c on c.id = hc.child where hc.household = {} order by c.birth_date, c.first_name, c.id",
        case.household_id,
    )
    return tuple(Choice(value=str(row["id"]), label=row["first_name"]) for row in rows)


def _whom(case: Case) -> tuple[Choice, ...]:
    return (Choice(value=WHOLE_HOUSEHOLD, label="Toute la famille"), *case.facts)


def _has_children(case: Case) -> bool:
    return bool(case.facts)


def _subject(case: Case) -> str:
    return next((choice.label for choice in SUBJECTS if choice.value == case.said("sujet")), "")


def _next_steps(_payload: Mapping[str, Any]) -> str:
    return "Le service vous répond par courriel et dans le suivi de cette demande. Pour une urgence du jour, appelez-le."


QUESTION = procedures.register(
    Procedure(
        code="question-au-service",
        title="Question au service",
        summary="Écrivez au service\u00a0: sa réponse reste ici, avec votre question.",
        group=Group.OTHER,
        steps=(
            Step(
                code="question",
                title="Votre question",
                questions=(
                    Question(
                        name="sujet",
                        label="De quoi s’agit-il\u00a0?",
                        kind="select",
                        choices=lambda _case: SUBJECTS,
                        missing="Choisissez le sujet.",
                        term="Sujet",
                    ),
                    Question(
                        name="enfant",
                        label="Qui est concerné\u00a0?",
                        kind="radios",
                        choices=_whom,
                        when=_has_children,
                        first=lambda _case: WHOLE_HOUSEHOLD,
                        missing="Choisissez qui est concerné.",
                        term="Concerne",
                    ),
                    Question(
                        name="texte",
                        label="Votre question",
                        kind="textarea",
                        longest=LONGEST_QUESTION,
                        missing="Écrivez votre question.",
                        hint="2\u00a0000 caractères au plus. N’écrivez rien sur la santé de votre enfant\u00a0: ce message n’est pas fait pour cela.",
                        term="Question",
                    ),
                ),
            ),
        ),
        facts=_children,
        subject=_subject,
        silence=None,
        next_steps=_next_steps,
        desk=Desk(
            effect="Votre réponse est écrite dans le suivi de la demande, et la famille est prévenue.",
            answers=True,
            reasons=("Cette question relève d’un autre service de la mairie\u00a0: nous la lui avons transmise.",),
            asks=("De quel enfant, et de quel jour s’agit-il\u00a0?", "Pouvez-vous préciser votre question\u00a0?"),
        ),
    )
)
