"""Why a person is not let through, with the sentence that says what to do."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.accounts.rules import email_addresses
from components import french

MINUTE = 60


class Reason(StrEnum):
    WRONG = "wrong"
    THROTTLED = "throttled"
    BUSY = "busy"
    LINK_DEAD = "link_dead"
    WEAK_PASSWORD = "weak_password"  # noqa: S105 - not a password
    ADDRESS_TAKEN = "address_taken"
    ADDRESS_SAME = "address_same"
    ALREADY_ACTIVE = "already_active"
    CLOSED = "closed"
    NOT_AN_ADDRESS = "not_an_address"


@dataclass(frozen=True, kw_only=True)
class Refusal:
    reason: Reason
    sentence: str


# The same words whether the account exists or not (ASVS 6.3.8).
WRONG_SIGN_IN = Refusal(
    reason=Reason.WRONG,
    sentence="L’adresse e-mail ou le mot de passe ne correspond pas. Vérifiez-les, ou choisissez un nouveau mot de passe.",
)
WRONG_CURRENT = Refusal(reason=Reason.WRONG, sentence="Ce n’est pas votre mot de passe actuel. Saisissez celui avec lequel vous vous connectez.")
BUSY = Refusal(reason=Reason.BUSY, sentence="Beaucoup de personnes se connectent en ce moment. Réessayez dans quelques secondes.")
LINK_DEAD = Refusal(reason=Reason.LINK_DEAD, sentence="Ce lien a déjà servi, ou il a expiré.")
ADDRESS_TAKEN = Refusal(
    reason=Reason.ADDRESS_TAKEN, sentence="Cette adresse ne peut pas être utilisée : elle a déjà un accès au portail. Choisissez-en une autre."
)
ADDRESS_SAME = Refusal(reason=Reason.ADDRESS_SAME, sentence="C’est déjà votre adresse. Saisissez la nouvelle.")
ALREADY_ACTIVE = Refusal(reason=Reason.ALREADY_ACTIVE, sentence="Cette adresse a déjà un accès actif : aucune invitation n’est partie.")
CLOSED = Refusal(reason=Reason.CLOSED, sentence="L’accès de cette adresse a été fermé : aucune invitation n’est partie.")

NOT_AN_ADDRESS = Refusal(reason=Reason.NOT_AN_ADDRESS, sentence=email_addresses.INCOMPLETE)


def weak_password(sentence: str) -> Refusal:
    return Refusal(reason=Reason.WEAK_PASSWORD, sentence=sentence)


def throttled(wait: timedelta) -> Refusal:
    return Refusal(reason=Reason.THROTTLED, sentence=f"Il y a eu trop d’essais. Réessayez dans {words_of(wait)}.")


def asked_too_often(wait: timedelta) -> Refusal:
    sentence = f"Des liens ont été demandés il y a peu. Regardez vos courriels, indésirables compris, ou réessayez dans {words_of(wait)}."
    return Refusal(reason=Reason.THROTTLED, sentence=sentence)


def words_of(wait: timedelta) -> str:
    """Rounded up: who waits that long is let through."""
    seconds = max(1, -(-wait // timedelta(seconds=1)))
    if seconds < MINUTE:
        return french.count(seconds, one="seconde", many="secondes")
    return french.count(-(-seconds // MINUTE), one="minute", many="minutes")
