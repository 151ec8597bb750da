"""How long a pièce justificative is good for."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTHS_OF_YEAR = 12


class Validity(StrEnum):
    """DATE: until the day that the family reads on the pièce."""

    NONE = "none"
    SCHOOL_YEAR = "school_year"
    MONTHS = "months"
    DATE = "date"


@dataclass(frozen=True, kw_only=True)
class SchoolYearEnd:
    last_class_day: date
    last_day: date


def last_good_day(validity: Validity, *, given_on: date, months: int | None, stated: date | None, years: tuple[SchoolYearEnd, ...]) -> date | None:
    """None without a limit. Given once class is over, a pièce of the school year is for the next one."""
    match validity:
        case Validity.NONE:
            return None
        case Validity.DATE:
            return stated
        case Validity.MONTHS:
            return months_after(given_on, months=months or 0)
        case Validity.SCHOOL_YEAR:
            return next((year.last_day for year in years if given_on <= year.last_class_day), _end_of_summer(given_on))


def months_after(day: date, *, months: int) -> date:
    """The same day of a later month, or its last: 30 November and three months make 28 February."""
    year, month = divmod(day.year * MONTHS_OF_YEAR + day.month - 1 + months, MONTHS_OF_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _end_of_summer(given_on: date) -> date:
    """No school year that is known comes after: 31 August, as those that are known mostly end."""
    return date(given_on.year + (1 if given_on.month >= 7 else 0), 8, 31)  # noqa: PLR2004 - July
