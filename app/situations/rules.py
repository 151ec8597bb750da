"""What a household says has changed, and since when it may be so."""

from datetime import date, timedelta
from enum import StrEnum


class Change(StrEnum):
    """What may be ticked, several at once: a separation often comes with a move."""

    ADDRESS = "adresse"
    COUPLE = "couple"
    BIRTH = "naissance"
    JOB = "emploi"
    INCOME = "quotient"
    SCHOOL = "ecole"
    OTHER = "autre"


LONGEST_PAST, LONGEST_FUTURE = timedelta(days=5 * 366), timedelta(days=366)
HIGHEST_QF = 99_999
OLDEST_CHILD = timedelta(days=18 * 366)


def why_not_since(day: date, *, today: date) -> str | None:
    if day < today - LONGEST_PAST:
        return "Cette date est trop ancienne\u00a0: écrivez le jour du dernier changement."
    if day > today + LONGEST_FUTURE:
        return "Cette date est trop lointaine\u00a0: revenez dans l’année qui précède le changement."
    return None


def why_not_born(day: date, *, today: date) -> str | None:
    """A child who is adopted may be older than one who is born."""
    if day > today:
        return "Cette date est à venir\u00a0: faites cette démarche après la naissance."
    if day < today - OLDEST_CHILD:
        return "Cette date est celle d’un adulte\u00a0: écrivez la date de naissance de l’enfant."
    return None


def qf_of(text: str) -> int | None:
    """687, "687 €" or "1 024,50": the cents do not count. None for what is no quotient familial."""
    whole = "".join(text.replace("€", "").split()).partition(",")[0].partition(".")[0]
    return int(whole) if whole.isdecimal() and whole.isascii() and int(whole) <= HIGHEST_QF else None
