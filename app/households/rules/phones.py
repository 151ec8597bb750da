"""Telephone numbers: typed as people write them, kept as E.164, shown as they are read. Checked by libphonenumber."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

# A family may live in Réunion or in Martinique and write its number as if from there: ten digits, like those of the mainland.
TEN_DIGITS = ("FR", "GP", "GF", "MQ", "RE", "YT")
COUNTRY_CODES = frozenset(phonenumbers.country_code_for_region(region) for region in TEN_DIGITS)
CALLED = {PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.VOIP, PhoneNumberType.PERSONAL_NUMBER}
# ARCEP keeps 06 39 98 for works of fiction, and so for every demonstration; libphonenumber knows no such number.
FICTION, FICTION_LENGTH = "+3363998", 12
LONGEST = 30

MISSING = "Saisissez un numéro de téléphone."
INCOMPLETE = (
    "Ce numéro de téléphone n’est pas complet. Écrivez ses dix chiffres, par exemple 06 12 34 56 78, "
    "ou commencez par l’indicatif du pays pour un numéro étranger, par exemple +32 470 12 34 56."
)


def normalised(text: str) -> str | None:
    """As E.164; None for what nobody can call back: too short, an extra word, a number that is charged for."""
    for region in TEN_DIGITS:
        try:
            number = phonenumbers.parse(text, region)
        except NumberParseException:
            return None
        kept = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        if _can_be_called(number, kept):
            return kept
    return None


def _can_be_called(number: PhoneNumber, kept: str) -> bool:
    if kept.startswith(FICTION) and len(kept) == FICTION_LENGTH:
        return True
    return number.extension is None and phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in CALLED


def shown(kept: str) -> str:
    """« 06 12 34 56 78 » for a French number, wherever it is in France; « +32 470 12 34 56 » for another. What is not E.164 is shown as it is."""
    try:
        number = phonenumbers.parse(kept, None)
    except NumberParseException:
        return kept
    digits = f"0{number.national_number}"
    if number.country_code in COUNTRY_CODES and len(digits) == 10:  # noqa: PLR2004 - ten digits, in pairs
        return "\u00a0".join(digits[at : at + 2] for at in range(0, 10, 2))
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL).replace(" ", "\u00a0")
