"""Which passwords are accepted (docs/security.md, rules 9 and 10): long enough, hard to guess, free in their composition."""

import re
import unicodedata
from collections.abc import Iterable

from app.accounts.rules.refusals import Refusal, weak_password

SHORTEST, LONGEST = 12, 128  # characters; CNIL 2022-100 with access restriction, ASVS 6.2.1 and 6.2.9
SHORTEST_OF_AGENTS = 16  # they see every family: what ANSSI advises for administrators
SCORE = 3  # zxcvbn: more than 10^8 guesses, behind throttled tries
JUDGED = 72  # characters: the estimate of the beginning is already a lower bound, and its cost grows with the length
SHORTEST_WORD = 3
FEW_WORDS, FEW_LETTERS = 2, 3

# What French people choose first, and what zxcvbn's English dictionaries do not know.
FRENCH_WORDS = """
motdepasse mot passe secret azerty azertyuiop qsdfghjklm wxcvbn azertyuiopqsdfghjklmwxcvbn bonjour bonsoir salut merci soleil etoile lune amour
jetaime jtm coeur doudou chouchou loulou bisous bisou princesse prince licorne chocolat tartine vacances ete hiver printemps automne noel cadeau
maison famille enfant enfants maman papa mamie papi bebe fille garcon ecole cantine garderie mercredi mairie commune ville portail service
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi jeudi vendredi samedi dimanche
france bretagne paris rennes marseille lyon nantes toulouse bordeaux lille football allez liberte egalite fraternite cheval chat chien lapin
camille nicolas thomas julie marie pierre antoine chloe emma lucas hugo louise leo jules manon
"""

TOO_SHORT = "Ce mot de passe est trop court : il faut {shortest} caractères au moins. Ajoutez un ou deux mots."
TOO_LONG = "Ce mot de passe est trop long : {longest} caractères au plus."
EASY = "Ce mot de passe est facile à deviner. Prenez trois ou quatre mots sans rapport entre eux, ni avec vous ni avec la commune."


def normalised(password: str) -> str:
    """One form for letters that keyboards compose in several ways (NIST 800-63B); nothing is trimmed, lowered or cut."""
    return unicodedata.normalize("NFKC", password)


def why_refused(password: str, *, own_words: Iterable[str], shortest: int = SHORTEST) -> Refusal | None:
    """`own_words`: what a person who knows this one would try first (address, names, commune)."""
    length = len(normalised(password))
    if length < shortest:
        return weak_password(TOO_SHORT.format(shortest=shortest))
    if length > LONGEST:
        return weak_password(TOO_LONG.format(longest=LONGEST))
    own = _pieces(own_words)
    if _is_made_of_known_words(password, own=own) or _score(normalised(password), own=own) < SCORE:
        return weak_password(EASY)
    return None


def _is_made_of_known_words(password: str, *, own: set[str]) -> bool:
    """Nothing but words of the person, one or two that everybody takes, digits and signs: zxcvbn gives "bonjour12345!" the benefit of its three parts."""
    rest, common = folded(password).lower(), 0
    for word in sorted(own, key=len, reverse=True):
        rest = rest.replace(word, " ")
    is_known = rest != folded(password).lower()
    for word in sorted(FRENCH_WORDS.split(), key=len, reverse=True):
        common += rest.count(word)
        rest = rest.replace(word, " ")
    return (is_known or common > 0) and common <= FEW_WORDS and sum(sign.isalpha() for sign in rest) <= FEW_LETTERS


def _score(password: str, *, own: set[str]) -> int:
    """0 to 4. Not safe in two threads at once: zxcvbn keeps the words of the person in a dictionary of its own."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - 14 MB of dictionaries, for those who choose a password

    return int(zxcvbn(folded(password)[:JUDGED], user_inputs=[*sorted(own), *FRENCH_WORDS.split()])["score"])


def _pieces(words: Iterable[str]) -> set[str]:
    """Each word whole, and cut at what is not a letter or a digit: "anne.martin@exemple.fr" gives anne, martin, exemple."""
    whole = {folded(word).lower() for word in words}
    cut = {piece for word in whole for piece in re.split(r"[^0-9a-z]+", word)}
    glued = {re.sub(r"[^0-9a-z]+", "", word) for word in whole}
    return {piece for piece in whole | cut | glued if len(piece) >= SHORTEST_WORD}


def folded(text: str) -> str:
    """Accents taken off: "Chloé" is guessed as easily as "Chloe"."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
