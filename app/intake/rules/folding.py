"""Two writings of the same word: accents, capitals, punctuation and spaces do not count."""

import re
import unicodedata

BETWEEN = re.compile(r"[^a-z0-9]+")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": "'"})


def folded(text: str) -> str:
    """« École  Élémentaire – Jean-Moulin » is "ecole elementaire jean moulin"."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES)).encode("ascii", "ignore").decode()
    return " ".join(BETWEEN.sub(" ", plain).split())
