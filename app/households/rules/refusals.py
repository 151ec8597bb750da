"""Why a change of a household is not made, with the sentence that says what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    BARRED = "barred"
    KNOWN_ALREADY = "known_already"
    WAITS_ALREADY = "waits_already"
    STALE = "stale"
    LAST_ADULT = "last_adult"
    CHANGED_MEANWHILE = "changed_meanwhile"
    ANSWER_FIRST = "answer_first"
    ALONE = "alone"
    ADDRESS_TAKEN = "address_taken"
    ALREADY_ACTIVE = "already_active"
    ACCESS_CLOSED = "access_closed"
    CHILD_KNOWN = "child_known"
    ADULT_KNOWN = "adult_known"


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
    sentence="Cette personne est déjà dans vos contacts, avec ce numéro. Choisissez-la dans «\u00a0Ma famille\u00a0» pour l’ajouter à un autre enfant.",
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
    sentence="Aucun autre adulte de ce foyer n’a d’accès au portail\u00a0: vous ne pouvez pas le quitter seul. Appelez le service.",
)


# What the desk reads

CHANGED_MEANWHILE = Refusal(
    reason=Reason.CHANGED_MEANWHILE,
    sentence="Cette fiche a changé pendant que vous la corrigiez. Voici ce qu’elle dit maintenant\u00a0: corrigez de nouveau si besoin.",
)
ANSWER_FIRST = Refusal(
    reason=Reason.ANSWER_FIRST,
    sentence="La famille a demandé autre chose pour ce champ, et attend la réponse. Acceptez ou refusez d’abord sa demande.",
)
ALONE = Refusal(
    reason=Reason.ALONE,
    sentence="C’est le seul adulte du foyer. Ajoutez d’abord l’autre adulte, puis enregistrez ce départ.",
)
ADDRESS_TAKEN = Refusal(
    reason=Reason.ADDRESS_TAKEN,
    sentence="Cette adresse est déjà celle d’un autre adulte. Demandez à chacun la sienne\u00a0: un accès est personnel.",
)
ALREADY_ACTIVE = Refusal(
    reason=Reason.ALREADY_ACTIVE,
    sentence="Cet adulte se connecte déjà. Il change lui-même son adresse dans «\u00a0Mon compte\u00a0».",
)
ACCESS_CLOSED = Refusal(
    reason=Reason.ACCESS_CLOSED,
    sentence="L’accès de cette adresse a été fermé. Demandez-en une autre à cette personne.",
)
CHILD_KNOWN = Refusal(
    reason=Reason.CHILD_KNOWN,
    sentence="Un enfant de ce nom, né ce jour-là, est déjà dans ce foyer. Vérifiez la date de naissance.",
)
ADULT_KNOWN = Refusal(
    reason=Reason.ADULT_KNOWN,
    sentence="Un adulte de ce nom est déjà dans ce foyer. Corrigez sa fiche, ou donnez-lui un accès.",
)


def why_not_part(*, others: int) -> Refusal | None:
    """The service may take out the last adult who signs in, not the last adult."""
    return None if others else ALONE


def why_not_leave(*, others_with_access: int) -> Refusal | None:
    """A household keeps at least one adult who signs in: nobody could answer for its children otherwise."""
    return None if others_with_access else LAST_ADULT
