"""What stands in a cell, as people and spreadsheets write it. A reading answers with the value, or with a sentence that says what to do."""

import re
from dataclasses import dataclass
from datetime import date

from app.accounts.rules import email_addresses
from app.catalogue.rules.admission import GradeLevel
from app.households.rules import addresses, names, phones
from app.households.rules.addresses import Address
from app.intake.rules.folding import folded

DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2}|\d{4})")
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
AT_MIDNIGHT = re.compile(r"[ T]00:00(:00)?$")  # spreadsheets add it to a day
WHOLE_ADDRESS = re.compile(r"(?P<street>.+?)[\s,]+(?P<postcode>\d{5})\s+(?P<town>\D.*)", re.DOTALL)
LOST_ZERO = re.compile(r"[1-9]\d{8}")  # what a spreadsheet makes of 06 12 34 56 78 taken for a number
YES, NO = {"oui", "o", "x", "1", "vrai", "yes"}, {"", "non", "n", "0", "faux", "no"}
LONGEST_CODE = 64
OLDEST_CHILD = 25  # years
LEVELS = {
    "toute petite section": GradeLevel.TPS,
    "petite section": GradeLevel.PS,
    "moyenne section": GradeLevel.MS,
    "grande section": GradeLevel.GS,
    "cours preparatoire": GradeLevel.CP,
    **{level.value: level for level in GradeLevel},
}


@dataclass(frozen=True)
class Mistake:
    sentence: str


def code(text: str) -> str | Mistake:
    """Kept as it is written, spaces around it apart."""
    return text if len(text) <= LONGEST_CODE else Mistake(f"Ce code dépasse {LONGEST_CODE} caractères\u00a0: raccourcissez-le.")


def name(text: str) -> str | Mistake:
    plain = " ".join(text.split())
    if len(plain) > names.LONGEST:
        return Mistake(f"Ce nom est trop long\u00a0: {names.LONGEST} caractères au plus.")
    return plain if not plain or names.is_name(plain) else Mistake(f"«\u00a0{plain}\u00a0» n’est pas un nom\u00a0: écrivez-le en lettres.")


def email(text: str) -> str | Mistake:
    if not text:
        return ""
    kept = email_addresses.normalised(text)
    return kept or Mistake(f"«\u00a0{text}\u00a0» n’est pas une adresse de courriel\u00a0: {_lowered(email_addresses.INCOMPLETE)}")


def phone(text: str) -> str | Mistake:
    if not text:
        return ""
    digits = text.replace(" ", "").replace("\u00a0", "")
    kept = phones.normalised(f"0{digits}" if LOST_ZERO.fullmatch(digits) else text)
    return kept or Mistake(f"«\u00a0{text}\u00a0»\u00a0: écrivez un seul numéro, avec ses dix chiffres ou l’indicatif du pays, par exemple 06 12 34 56 78.")


def day(text: str) -> date | Mistake | None:
    plain = AT_MIDNIGHT.sub("", text)
    french, iso = DATE.fullmatch(plain), ISO_DATE.fullmatch(plain)
    if not plain:
        return None
    if french and len(french[3]) == 2:  # noqa: PLR2004 - a year with two figures
        return Mistake(f"«\u00a0{text}\u00a0»\u00a0: écrivez l’année avec ses quatre chiffres, comme 31/08/2019.")
    written = french.group(3, 2, 1) if french else iso.groups() if iso else None
    if written is None:
        return Mistake(f"«\u00a0{text}\u00a0» n’est pas une date\u00a0: écrivez-la comme 31/08/2019.")
    try:
        return date(*map(int, written))
    except ValueError:
        return Mistake(f"«\u00a0{text}\u00a0» n’existe pas au calendrier\u00a0: écrivez le jour, le mois, l’année, comme 31/08/2019.")


def birth_date(text: str, *, today: date) -> date | Mistake | None:
    born = day(text)
    if not isinstance(born, date):
        return born
    if born > today:
        return Mistake(f"«\u00a0{text}\u00a0» n’est pas encore passé\u00a0: corrigez la date de naissance.")
    if today.year - born.year > OLDEST_CHILD:
        return Mistake(f"«\u00a0{text}\u00a0»\u00a0: cet enfant aurait plus de {OLDEST_CHILD} ans, corrigez la date de naissance.")
    return born


def yes(text: str) -> bool | Mistake:
    plain = folded(text)
    if plain in YES | NO:
        return plain in YES
    return Mistake(f"«\u00a0{text}\u00a0»\u00a0: écrivez «\u00a0oui\u00a0» ou «\u00a0non\u00a0».")


def address(street: str, *, postcode: str, town: str) -> str | Mistake:
    """In three cells, or whole in the first. As it is written on an envelope."""
    whole = WHOLE_ADDRESS.fullmatch(street.strip())
    if not postcode and not town and whole:
        street, postcode, town = whole["street"].rstrip(" ,"), whole["postcode"], whole["town"]
    if not (street or postcode or town):
        return ""
    if not addresses.is_postcode(postcode):
        return Mistake(addresses.NOT_A_POSTCODE if postcode else "Il manque le code postal\u00a0: complétez l’adresse, ou laissez-la toute vide.")
    if not street or not town:
        return Mistake("Il manque la rue ou la ville\u00a0: complétez l’adresse, ou laissez-la toute vide.")
    if len(street) > addresses.LONGEST_STREET or len(town) > addresses.LONGEST_TOWN:
        return Mistake("Cette adresse est trop longue\u00a0: raccourcissez-la.")
    return Address(street=" ".join(street.split()), postcode=postcode, town=" ".join(town.split())).text


def level(text: str) -> GradeLevel | None:
    """« CE1 B » is a CE1; a class of two levels, or one that is named otherwise, says none."""
    plain = folded(text)
    found = {LEVELS[words] for words in LEVELS if re.search(rf"\b{words}\b", plain)}
    found -= {GradeLevel.PS} if GradeLevel.TPS in found else set()
    return found.pop() if len(found) == 1 else None


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
