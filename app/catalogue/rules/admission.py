"""Which children a group is for: by age, by level, by school."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class GradeLevel(StrEnum):
    """From the nursery class to the end of collège, in order."""

    TPS = "tps"
    PS = "ps"
    MS = "ms"
    GS = "gs"
    CP = "cp"
    CE1 = "ce1"
    CE2 = "ce2"
    CM1 = "cm1"
    CM2 = "cm2"
    SIXIEME = "6e"
    CINQUIEME = "5e"
    QUATRIEME = "4e"
    TROISIEME = "3e"


@dataclass(frozen=True, kw_only=True)
class Admission:
    """What a group asks of a child; None and an empty set ask nothing. Ages are in whole years, both included; schools are codes of the file."""

    age_min: int | None = None
    age_max: int | None = None
    levels: frozenset[GradeLevel] = frozenset()
    schools: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A child as a group looks at it. No school: none of the commune's. No level: nobody has said it."""

    birth_date: date
    school: str | None = None
    level: GradeLevel | None = None


class NotAdmitted(StrEnum):
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    OTHER_SCHOOL = "other_school"
    LEVEL_UNKNOWN = "level_unknown"
    OTHER_LEVEL = "other_level"

    @property
    def sentence(self) -> str:
        return SENTENCES[self]


SENTENCES = {
    NotAdmitted.TOO_YOUNG: "L’enfant n’a pas encore l’âge de ce groupe au premier jour de l’inscription\u00a0: choisissez un groupe de plus jeunes.",
    NotAdmitted.TOO_OLD: "L’enfant a dépassé l’âge de ce groupe au premier jour de l’inscription\u00a0: choisissez un groupe de plus grands.",
    NotAdmitted.OTHER_SCHOOL: "Ce groupe n’accueille pas les enfants de cette école\u00a0: choisissez celui de son école.",
    NotAdmitted.LEVEL_UNKNOWN: "La classe de l’enfant n’est pas connue\u00a0: indiquez-la pour l’inscrire dans ce groupe.",
    NotAdmitted.OTHER_LEVEL: "Ce groupe n’accueille pas les enfants de cette classe\u00a0: choisissez celui de sa classe.",
}


def why_not_enrolled(admission: Admission, child: Candidate, *, on: date) -> NotAdmitted | None:
    """`on` is the first day of the enrolment: a child who grows older during it stays."""
    age, found = age_on(on, birth_date=child.birth_date), None
    if admission.schools and child.school not in admission.schools:
        found = NotAdmitted.OTHER_SCHOOL
    elif admission.age_min is not None and age < admission.age_min:
        found = NotAdmitted.TOO_YOUNG
    elif admission.age_max is not None and age > admission.age_max:
        found = NotAdmitted.TOO_OLD
    elif admission.levels and child.level not in admission.levels:
        found = NotAdmitted.LEVEL_UNKNOWN if child.level is None else NotAdmitted.OTHER_LEVEL
    return found


def why_not_kept(child: Candidate, *, before: Admission, after: Admission, on: date) -> NotAdmitted | None:
    """Why a child who was let in no longer would be. One let in as an exception stays, and so does one whose level nobody has said."""
    why = None if why_not_enrolled(before, child, on=on) else why_not_enrolled(after, child, on=on)
    return None if why is NotAdmitted.LEVEL_UNKNOWN else why


def age_on(day: date, *, birth_date: date) -> int:
    """In whole years; who was born on a 29 February is a year older on 1 March of the other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
