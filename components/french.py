"""French words for dates, hours, money and counts, with the typography that French asks for. Everything shown uses Paris time."""

import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

PARIS = ZoneInfo("Europe/Paris")
NBSP = "\u00a0"
VOWELS = "aeiou"
CENTS = 100


def euros(cents: int) -> str:
    """240 -> "2,40 €"."""
    sign, whole, part = ("−" if cents < 0 else ""), *divmod(abs(cents), CENTS)
    grouped = f"{whole:,}".replace(",", "\u202f")
    return f"{sign}{grouped},{part:02d}{NBSP}€"


def signed_euros(cents: int) -> str:
    """A difference: "+2,40 €", "−2,40 €", "0,00 €"."""
    return f"+{euros(cents)}" if cents > 0 else euros(cents)


def long_date(day: date) -> str:
    """As "lundi 7 décembre 2026"."""
    return first_of_month(format_date(day, "EEEE d MMMM y", locale="fr"), day=day)


@lru_cache(maxsize=1024)
def day_words(day: date) -> str:
    """As "lundi 7 décembre". Each tap says a few of the same days: Babel works them out once."""
    return first_of_month(format_date(day, "EEEE d MMMM", locale="fr"), day=day)


def weekday(day: date) -> str:
    """As "lundi"."""
    return format_date(day, "EEEE", locale="fr")


def short_weekday(day: date) -> str:
    """Lun."""
    return format_date(day, "EEE", locale="fr").removesuffix(".").capitalize()


def short_day(day: date) -> str:
    """7 déc."""
    return first_of_month(format_date(day, "d MMM", locale="fr"), day=day)


def first_of_month(words: str, *, day: date) -> str:
    """Dates of the first are written "1er"; the number keeps to its month with a no-break space."""
    number = "1er" if day.day == 1 else str(day.day)
    parts = words.split(" ")
    where = parts.index(str(day.day))
    parts[where] = number
    return " ".join(parts[: where + 1]) + NBSP + " ".join(parts[where + 1 :])


def date_range(first: date, last: date) -> str:
    """Du 30 novembre au 4 décembre."""
    if first == last:
        return f"Le {day_words(first)}"
    same_month = (first.year, first.month) == (last.year, last.month)
    start = ("1er" if first.day == 1 else str(first.day)) if same_month else plain_date(first)
    return f"Du {start} au {plain_date(last)}"


def dated_range(first: date, last: date) -> str:
    """For long stretches, with the years: "du 1er septembre 2026 au 2 juillet 2027"."""
    return f"du {plain_date(first)}{NBSP}{first.year} au {plain_date(last)}{NBSP}{last.year}"


def short_dated_range(first: date, last: date) -> str:
    """The same on a narrow line: "du 1er sept. 2026 au 2 juil. 2027"."""
    return f"du {short_day(first)}{NBSP}{first.year} au {short_day(last)}{NBSP}{last.year}"


def plain_date(day: date) -> str:
    """7 décembre."""
    return first_of_month(format_date(day, "d MMMM", locale="fr"), day=day)


def month_words(day: date) -> str:
    """As "décembre 2026"."""
    return format_date(day, "MMMM y", locale="fr")


def hour(at: time | datetime) -> str:
    """9 h, 16 h 30; the clock of Paris for an instant."""
    local = at.astimezone(PARIS) if isinstance(at, datetime) else at
    minutes = f"{NBSP}{local.minute:02d}" if local.minute else ""
    return f"{local.hour}{NBSP}h{minutes}"


def instant(at: datetime) -> str:
    """Jeudi 3 décembre, 9 h. Midnight is said as the end of the day before: "mercredi 2 décembre, minuit"."""
    local = at.astimezone(PARIS)
    if (local.hour, local.minute) == (0, 0):
        return f"{day_words(date.fromordinal(local.date().toordinal() - 1))},{NBSP}minuit"
    return f"{day_words(local.date())},{NBSP}{hour(local)}"


def stamp(at: datetime) -> str:
    """When something happened: "le 3 décembre 2026 à 9 h 05"."""
    local = at.astimezone(PARIS)
    return f"le {plain_date(local.date())} {local.year} à {hour(local)}"


def count(number: int, *, one: str, many: str) -> str:
    """1 changement, 2 changements; French counts zero as one."""
    return f"{number}{NBSP}{many if abs(number) > 1 else one}"


def phone(number: str) -> str:
    """A telephone number does not break over two lines."""
    return number.replace(" ", NBSP)


def listing(words: list[str]) -> str:
    """lundi, mardi et jeudi."""
    if len(words) < 2:  # noqa: PLR2004
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"


def of(name: str) -> str:
    """de Malo, d’Inès, d’Yves, de Yann. Nothing in how a name is written tells which « h » is aspirated: none gives way."""
    plain = unicodedata.normalize("NFD", name[:2].replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae").replace("Æ", "Ae")).casefold()
    first, second = plain[:1], "".join(letter for letter in plain[1:] if letter.isalpha())[:1]
    gives_way = first in VOWELS or (first == "y" and bool(second) and second not in VOWELS)
    return f"d’{name}" if gives_way else f"de {name}"


def capitalised(words: str) -> str:
    """First letter in upper case, the rest untouched (str.capitalize would lower proper names)."""
    return words[:1].upper() + words[1:]


FILTERS: dict[str, Callable[..., Any]] = {
    "euros": euros,
    "signed_euros": signed_euros,
    "long_date": long_date,
    "day_words": day_words,
    "short_weekday": short_weekday,
    "short_day": short_day,
    "plain_date": plain_date,
    "hour": hour,
    "instant": instant,
    "stamp": stamp,
    "listing": listing,
    "of": of,
    "phone": phone,
    "capitalised": capitalised,
}
