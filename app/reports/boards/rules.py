"""How many animateurs the law expects with the children of an accueil de loisirs that is declared (CASF R.227-15 and R.227-16). Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

SIX = 6  # years
LONG = timedelta(hours=5)
SCHOOL = "school"


@dataclass(frozen=True, kw_only=True)
class StaffRatio:
    """Children for one animateur."""

    under_six: int
    from_six: int


@dataclass(frozen=True, kw_only=True)
class Present:
    """Children who are there together, by their age on that day."""

    under_six: int
    from_six: int

    @property
    def all(self) -> int:
        return self.under_six + self.from_six


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Animateurs. `fewest` holds where the commune has signed a projet éducatif territorial (PEDT), `most` where it has not; holidays know no difference."""

    fewest: int
    most: int


HOLIDAYS = StaffRatio(under_six=8, from_six=12)  # R.227-15
# R.227-16: périscolaire, at most five hours in a row or longer, with a PEDT and without.
WITH_PEDT = {False: StaffRatio(under_six=14, from_six=18), True: StaffRatio(under_six=10, from_six=14)}
WITHOUT_PEDT = {False: StaffRatio(under_six=10, from_six=14), True: StaffRatio(under_six=8, from_six=12)}


def expected(present: Present, *, periods: Collection[str], stretch: timedelta) -> Expected | None:
    """None where nobody comes, and for a unit that opens in class time and in holidays alike: the law differs, and the unit does not say which it is.

    `periods` are those of the unit, `stretch` how long the activity lasts in a row that day. Wednesday of a week of class is périscolaire.
    """
    if not present.all or (SCHOOL in periods and len(set(periods)) > 1):
        return None
    if SCHOOL not in periods:
        return Expected(fewest=_needed(present, HOLIDAYS), most=_needed(present, HOLIDAYS))
    is_long = stretch > LONG
    return Expected(fewest=_needed(present, WITH_PEDT[is_long]), most=_needed(present, WITHOUT_PEDT[is_long]))


def _needed(present: Present, ratio: StaffRatio) -> int:
    """Each age by itself: an animateur is not shared between the two."""
    return -(-present.under_six // ratio.under_six) + -(-present.from_six // ratio.from_six)


def longest_stretch(hours: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """Of units that follow each other without a gap."""
    longest, begun, ended = timedelta(0), None, None
    for starts_at, ends_at in sorted(hours):
        if begun is None or ended is None or starts_at > ended:
            begun, ended = starts_at, ends_at
        ended = max(ended, ends_at)
        longest = max(longest, ended - begun)
    return longest


def six_since(day: date) -> date:
    """The last birth date of a child who is six on that day: born on a 29 February, one is six on 1 March of the years without it."""
    try:
        return day.replace(year=day.year - SIX)
    except ValueError:
        return date(day.year - SIX, 2, 28)
