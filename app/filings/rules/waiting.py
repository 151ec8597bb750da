"""What waits for the service: which demandes, for how long, and when the law says that they have waited too long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from app.filings.rules import Status

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
SOON = timedelta(days=10)
NOTE_LONGEST = 2_000


class Show(StrEnum):
    """The parts of the queue, as its address names them."""

    TO_PROCESS = "a-traiter"
    FAMILY = "complement-demande"
    ACCEPTED = "acceptees"
    REJECTED = "refusees"
    WITHDRAWN = "annulees"
    ALL = "toutes"

    @property
    def statuses(self) -> tuple[Status, ...]:
        return SHOWN[self]

    @property
    def words(self) -> str:
        return WORDS[self]

    @property
    def oldest_first(self) -> bool:
        """What waits is met in the order in which it came; what is decided, the latest first."""
        return self in {Show.TO_PROCESS, Show.FAMILY}


SHOWN: Mapping[Show, tuple[Status, ...]] = MappingProxyType(
    {
        Show.TO_PROCESS: (Status.SENT, Status.PENDING),
        Show.FAMILY: (Status.NEEDS_INFO,),
        Show.ACCEPTED: (Status.ACCEPTED,),
        Show.REJECTED: (Status.REJECTED,),
        Show.WITHDRAWN: (Status.WITHDRAWN,),
        Show.ALL: tuple(Status),
    }
)
WORDS: Mapping[Show, str] = MappingProxyType(
    {
        Show.TO_PROCESS: "À traiter",
        Show.FAMILY: "Attendent la famille",
        Show.ACCEPTED: "Acceptées",
        Show.REJECTED: "Refusées",
        Show.WITHDRAWN: "Annulées",
        Show.ALL: "Toutes",
    }
)


class Age(StrEnum):
    """How long ago a demande came, as the address names it. LATE: the two months of the law are over."""

    WEEK = "plus-de-7-jours"
    MONTH = "plus-de-30-jours"
    LATE = "delai-depasse"

    @property
    def words(self) -> str:
        return AGES[self]


AGES: Mapping[Age, str] = MappingProxyType({Age.WEEK: "Plus de 7 jours", Age.MONTH: "Plus de 30 jours", Age.LATE: "Délai légal dépassé"})


class Care(StrEnum):
    """Who has taken charge of a demande."""

    MINE = "moi"
    NOBODY = "personne"

    @property
    def words(self) -> str:
        return {Care.MINE: "Par moi", Care.NOBODY: "Par personne"}[self]


class Delay(StrEnum):
    """Where a demande stands on the two months after which silence answers in the service's place (CRPA L231-1 and L231-4)."""

    CALM = "calm"
    SOON = "soon"
    LATE = "late"


def delay_of(status: Status, *, due_on: date | None, today: date) -> Delay:
    """`due_on` is None where silence means nothing. The last day of the two months is still in time."""
    if due_on is None or status not in SHOWN[Show.TO_PROCESS]:
        return Delay.CALM
    if today > due_on:
        return Delay.LATE
    return Delay.SOON if due_on - today <= SOON else Delay.CALM


def age_words(came_on: date, *, today: date) -> str:
    """As "il y a 3 jours"; a month and more is said in months."""
    days = (today - came_on).days
    if days <= 0:
        return "aujourd’hui"
    if days == 1:
        return "hier"
    if days < 2 * MONTH.days:
        return f"il y a {days}\u00a0jours"
    return f"il y a {days // MONTH.days}\u00a0mois"


@dataclass(frozen=True, kw_only=True)
class Written:
    """What an agent writes to the family: phrases that are ticked, then words of their own."""

    phrases: tuple[str, ...] = ()
    words: str = ""

    @property
    def note(self) -> str:
        return " ".join(part for part in (*self.phrases, self.words.strip()) if part)
