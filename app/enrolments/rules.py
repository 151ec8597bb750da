"""Whether a child may be enrolled in a group from a day on, with a sentence when not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.catalogue.rules import admission
from app.catalogue.rules.admission import Admission, Candidate, NotAdmitted


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A group of an activity in a school year. `is_enrolled`: this household has enrolled the child there, or in another group of the activity, in that
    year. Both days included."""

    age_group_id: UUID
    group: str
    activity_code: str
    activity: str
    summary: str
    site: str
    starts_on: date
    ends_on: date
    admission: Admission
    is_enrolled: bool


class NotEnrolled(StrEnum):
    """What admission does not know."""

    ALREADY = "already"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    GONE = "gone"

    @property
    def sentence(self) -> str:
        return SENTENCES[self]


SENTENCES = {
    NotEnrolled.ALREADY: "Votre enfant est déjà inscrit à cette activité pour cette année scolaire\u00a0: vous pouvez réserver ses jours.",
    NotEnrolled.TOO_EARLY: "L’activité n’a pas encore commencé à cette date\u00a0: choisissez un jour à partir de son ouverture.",
    NotEnrolled.TOO_LATE: "L’activité est terminée à cette date\u00a0: choisissez un jour plus tôt.",
    NotEnrolled.GONE: "Cette activité n’est plus proposée à cet endroit\u00a0: revenez en arrière et choisissez-en une autre.",
}

WhyNot = NotEnrolled | NotAdmitted


def why_not_enrolled(opening: Opening, child: Candidate, *, on: date) -> WhyNot | None:
    """`on` is the first day. The first reason, in the order that helps the family most."""
    found: WhyNot | None = None
    if opening.is_enrolled:
        found = NotEnrolled.ALREADY
    elif on < opening.starts_on:
        found = NotEnrolled.TOO_EARLY
    elif on > opening.ends_on:
        found = NotEnrolled.TOO_LATE
    else:
        found = admission.why_not_enrolled(opening.admission, child, on=on)
    return found


def first_day(opening: Opening, *, today: date) -> date:
    """The soonest that one may begin."""
    return max(opening.starts_on, today)


def possible(openings: Iterable[Opening], child: Candidate, *, today: date) -> tuple[Opening, ...]:
    return tuple(opening for opening in openings if why_not_enrolled(opening, child, on=first_day(opening, today=today)) is None)
