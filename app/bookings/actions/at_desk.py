"""Validating at the desk: an agent books and withdraws in the family's place, beyond the rules when they may and say why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from app.bookings.actions import validating
from app.bookings.actions.validating import Stale
from app.bookings.queries import recap
from app.bookings.queries.enrolled import Desk, Enrolled
from app.bookings.queries.recap import Change, Recap
from app.core import database, outbox
from app.filings import actions as filings
from app.filings.actions import AtDesk
from app.filings.rules import Status

MADE_AT_DESK = "bookings:made_at_desk"


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """What the agent says with the validation. The family reads `reason`; `waived`: being late costs it nothing. `origin`: the agent's network address."""

    reason: str = ""
    waived: bool = False
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class Unexplained:
    """A rule is passed over, or what being late costs is waived, without a reason: nothing was written."""


async def validate_at_desk(desk: Desk, enrolment_id: UUID, *, mark: str, grounds: Grounds, now: datetime) -> UUID | Stale | Unexplained | None:
    """The demande made, or why it was not. None for an enrolment out of the agent's reach.

    The right to exceed is looked at again: the agent may have lost it since the tap.
    """

    async def making(enrolled: Enrolled, seen: Recap) -> UUID | Unexplained:
        return await _apply_at_desk(enrolled, seen, desk=desk, grounds=grounds, now=now)

    return await validating.validated(desk, enrolment_id, mark=mark, now=now, making=making)


async def _apply_at_desk(enrolled: Enrolled, seen: Recap, *, desk: Desk, grounds: Grounds, now: datetime) -> UUID | Unexplained:
    """The same demande, made by the service and told to each adult of the household."""
    database.require_transaction()
    waived, reason = grounds.waived and desk.exceeds, grounds.reason.strip()
    if (seen.exceeds or waived) and not reason:
        return Unexplained()
    done = seen.waived if waived else seen
    await validating.apply_places(enrolled, done, now=now)
    office = await database.fetch_value("select office from commune")
    filing_id = await filings.apply_send(
        validating.PROCEDURE,
        household_id=enrolled.household_id,
        applicant_id=None,
        beneficiary_id=enrolled.child_id,
        subject=validating.subject_of(enrolled),
        payload=recap.payload_of(enrolled, done) | {"office": office, "reason": reason, "waived": waived},
        submission_id=validating.submission_of(seen),
        statuses=(Status.ACCEPTED,),
        now=now,
        at_desk=AtDesk(agent_id=desk.agent_id, role=desk.role, note=office, details=_trace(done, reason=reason, waived=waived), origin=grounds.origin),
    )
    await validating.apply_bookings(enrolled, done, filing_id=filing_id, now=now)
    await outbox.announce(MADE_AT_DESK, key=uuid4(), ids={"filing_id": filing_id}, now=now)
    return filing_id


def _trace(done: Recap, *, reason: str, waived: bool) -> dict[str, Any]:
    """From → to of each slot with what was passed over; that there was a reason, not its words."""
    slots = {f"slot {each.slot_id}": f"{_states(each)}{_passed_over(each)}" for each in done.changes}
    return {**slots, "reason": bool(reason), "waived": waived, "difference_cents": done.difference_cents}


def _states(change: Change) -> str:
    return "free → booked" if change.cell.change else "booked → free"


def _passed_over(change: Change) -> str:
    return f" ({', '.join(change.exceeded)})" if change.exceeded else ""
