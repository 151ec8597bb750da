"""What the tableau de bord tells of the deadlines that come near: enough that nothing is missed, and nothing that comes back each day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

NEAR = timedelta(days=7)
MOST = 3


@dataclass(frozen=True, kw_only=True)
class Closing:
    """Days of an activity that a child uses and that can be booked until `at`: nothing of them is booked. `is_usual`: it came on these weekdays lately."""

    enrolment_id: UUID
    first_name: str
    at: datetime
    first_day: date
    last_day: date
    days: int
    is_usual: bool


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """The same days for all the children whom they concern; `enrolment_id` when they are of one line of "Réserver"."""

    at: datetime
    first_day: date
    last_day: date
    first_names: tuple[str, ...]
    enrolment_id: UUID | None


def deadlines(closings: Iterable[Closing]) -> list[Deadline]:
    """The nearest first. A single day is told when the child usually comes that day: the others close one after the other, all year."""
    told: dict[tuple[datetime, date, date], list[Closing]] = {}
    for closing in closings:
        if closing.days > 1 or closing.is_usual:
            told.setdefault((closing.at, closing.first_day, closing.last_day), []).append(closing)
    return [_deadline(told[key]) for key in sorted(told)[:MOST]]


def _deadline(closings: list[Closing]) -> Deadline:
    first = closings[0]
    return Deadline(
        at=first.at,
        first_day=first.first_day,
        last_day=first.last_day,
        first_names=tuple(dict.fromkeys(closing.first_name for closing in closings)),
        enrolment_id=first.enrolment_id if len(closings) == 1 else None,
    )
