"""Names of people: what is accepted as one, and how two writings of the same are told."""

import re
import unicodedata

LONGEST = 80
NOT_A_NAME = "Écrivez ce nom en lettres."
BETWEEN = re.compile(r"[^a-z]+")


def is_name(text: str) -> bool:
    """At least one letter, no figure, no sign of a web address or of a tag."""
    return any(letter.isalpha() for letter in text) and not any(letter.isdigit() or letter in "<>@/\\{}" for letter in text)


def person_key(first_name: str, last_name: str) -> str:
    """The same for "Jean Le-Goff", "LE GOFF jean" and "Jéan Le Goff": accents, capitals, hyphens and the order of the words do not count."""
    plain = unicodedata.normalize("NFKD", f"{first_name} {last_name}".casefold()).encode("ascii", "ignore").decode()
    words = sorted(word for word in BETWEEN.split(plain) if word)
    return " ".join(words) or f"{first_name} {last_name}".casefold().strip()
