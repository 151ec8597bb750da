"""How a household states its weeks with a child whose parents live apart."""

from enum import StrEnum


class Weeks(StrEnum):
    """By the number of the week in the year (ISO 8601)."""

    EVEN = "even"
    ODD = "odd"
    OTHER = "other"

    @property
    def words(self) -> str:
        return WORDS[self]


WORDS = {Weeks.EVEN: "Semaines paires", Weeks.ODD: "Semaines impaires", Weeks.OTHER: "Autre organisation"}
LONGEST = 500
