"""Why a change of a household is not made, with the sentence that says what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    BARRED = "barred"
    KNOWN_ALREADY = "known_already"
    WAITS_ALREADY = "waits_already"
    STALE = "stale"
    LAST_ADULT = "last_adult"


@dataclass(frozen=True, kw_only=True)
class Refusal:
    reason: Reason
    sentence: str


# It names no decision: who types a name at random learns only whom to ask.
BARRED = Refusal(
    reason=Reason.BARRED,
    sentence="Nous ne pouvons pas enregistrer que cette personne vient chercher l’enfant. Décochez cette réponse, ou appelez le service.",
)
KNOWN_ALREADY = Refusal(
    reason=Reason.KNOWN_ALREADY,
    sentence="Cette personne est déjà dans vos contacts, avec ce numéro. Choisissez-la dans « Ma famille » pour l’ajouter à un autre enfant.",
)
WAITS_ALREADY = Refusal(
    reason=Reason.WAITS_ALREADY,
    sentence="Un changement attend déjà la réponse du service. Retirez-le pour en demander un autre.",
)
STALE = Refusal(
    reason=Reason.STALE,
    sentence="Cette demande a déjà sa réponse, ou la fiche a changé depuis. Rechargez la page.",
)
LAST_ADULT = Refusal(
    reason=Reason.LAST_ADULT,
    sentence="Aucun autre adulte de ce foyer n’a d’accès au portail : vous ne pouvez pas le quitter seul. Appelez le service.",
)


def why_not_leave(*, others_with_access: int) -> Refusal | None:
    """A household keeps at least one adult who signs in: nobody could answer for its children otherwise."""
    return None if others_with_access else LAST_ADULT
