"""What an agent typed to find a family: names, an e-mail address, a telephone number, a birth date, the number of a demande, together and in any order."""

import re
from dataclasses import dataclass
from datetime import date

LONGEST = 100
LONGEST_NUMBER = 18  # figures that a bigint holds
LARGEST_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
FIGURES = re.compile(r"(?<![\w])\+?\d(?:[ .\-/()]*\d)*(?!\w)")
OF_A_DEMANDE = re.compile(r"\b(?:demande|num[ée]ro|n°|no?)(?!\w)\.?", re.IGNORECASE)
ESCAPED = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})
# A number of ten figures may be of the mainland or from overseas: it is kept under the code of its country (`households/rules/phones.py`).
CODES_OF_ZERO = ("+33", "+262", "+590", "+594", "+596")


@dataclass(frozen=True, kw_only=True)
class Search:
    """All of it must be found in the household. `phones` and `email` are beginnings, as patterns of LIKE; empty, they ask nothing."""

    words: str = ""
    email: str = ""
    phones: tuple[str, ...] = ()
    number: int | None = None
    born_on: date | None = None

    @property
    def is_empty(self) -> bool:
        return self == Search()


def search_of(typed: str) -> Search:
    left = typed[:LONGEST].replace("\u00a0", " ")
    left, emails = _taken(left, [word for word in left.split() if "@" in word])
    left, born_on = _day(left)
    left, figures = _taken(left, FIGURES.findall(left))
    phones, number = _phones(figures), _number(figures)
    return Search(
        words=" ".join((OF_A_DEMANDE.sub(" ", left) if number is not None else left).split()),
        email=f"{emails[0].lower().translate(ESCAPED)}%" if emails else "",
        phones=phones,
        number=number,
        born_on=born_on,
    )


def _taken(text: str, parts: list[str]) -> tuple[str, list[str]]:
    for part in parts:
        text = text.replace(part, " ", 1)
    return text, parts


def _day(text: str) -> tuple[str, date | None]:
    found = LARGEST_DAY.search(text)
    try:
        day = date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        day = None
    return (text.replace(found[0], " ", 1), day) if found and day else (text, None)


def _phones(figures: list[str]) -> tuple[str, ...]:
    """The first that begins as one does: 0, 00 or +."""
    for typed in figures:
        digits = re.sub(r"\D", "", typed)
        if typed.startswith("+"):
            return (f"+{digits}%",)
        if digits.startswith("00"):
            return (f"+{digits[2:]}%",)
        if digits.startswith("0"):
            return tuple(f"{code}{digits[1:]}%" for code in CODES_OF_ZERO)
    return ()


def _number(figures: list[str]) -> int | None:
    digits = (re.sub(r"\D", "", typed) for typed in figures if typed[0] not in "+0")
    return next((int(each) for each in digits if len(each) <= LONGEST_NUMBER), None)
