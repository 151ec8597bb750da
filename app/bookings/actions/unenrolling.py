"""The desk ends an enrolment, or moves a child to another group of the activity: what it had booked goes with it where there is room, the rest is given up
and told to the household by mail, and nothing of it is billed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID, uuid4

from app.bookings import places
from app.bookings.actions import giving_up
from app.bookings.actions.giving_up import GivenUp
from app.bookings.queries import leaving
from app.bookings.queries.enrolled import Desk, Enrolled, enrolment_of
from app.bookings.queries.leaving import BookedDay
from app.core import audit, database
from app.enrolments import actions as enrolments
from app.enrolments.actions import NewEnrolment

Details: TypeAlias = dict[str, str | int | bool | None]
ENDED = "l’inscription a pris fin"
MOVED = "l’enfant a changé de groupe, où il n’y a pas de place ce jour-là"


class NotDone(StrEnum):
    """CHANGED: what was booked is no longer what the page showed. ELSEWHERE: that group does not take this child, or is not of this activity."""

    CHANGED = "changed"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, kw_only=True)
class Ended:
    given_up: int
    moved: int = 0


@database.retried
async def end_enrolment(desk: Desk, enrolment_id: UUID, *, last_day: date, seen: str, now: datetime, origin: str = "") -> Ended | NotDone | None:
    """Both what is booked after the last day and the drafts go. None for an enrolment that this agent does not see."""
    async with database.transaction():
        enrolled = await enrolment_of(desk, enrolment_id, locking=True)
        if enrolled is None:
            return None
        first = last_day + timedelta(days=1)
        booked = await leaving.booked_from(enrolled, first)
        if leaving.mark_of(booked) != seen:
            return NotDone.CHANGED
        given_up = GivenUp(now=now)
        touched = await given_up.apply_drop_drafts([enrolled.id])
        touched |= await _apply_give_up(given_up, booked, why=ENDED)
        await enrolments.apply_end([enrolled.id], before=first)
        await places.apply_recount(sorted(touched))
        await given_up.apply_tell()
        details: Details = {"last_day_before": enrolled.ends_on.isoformat(), "last_day": last_day.isoformat(), "cancelled": len(booked)}
        await _apply_note("enrolment ended", enrolled, details=details, now=now, origin=origin)
        return Ended(given_up=len(booked))


@database.retried
async def move_enrolment(
    desk: Desk, enrolment_id: UUID, *, group_id: UUID, from_day: date, seen: str, now: datetime, origin: str = ""
) -> Ended | NotDone | None:
    """The child is of the other group from this day on, until the day when its enrolment would have ended."""
    async with database.transaction():
        enrolled = await enrolment_of(desk, enrolment_id, locking=True)
        if enrolled is None:
            return None
        groups = await leaving.groups_for(enrolled, on=from_day)
        if not any(group.id == group_id and group.why_not is None for group in groups) or from_day > enrolled.ends_on:
            return NotDone.ELSEWHERE
        booked = await leaving.booked_from(enrolled, from_day, group_id=group_id)
        if leaving.mark_of(booked) != seen:
            return NotDone.CHANGED
        given_up = GivenUp(now=now)
        touched = await given_up.apply_drop_drafts([enrolled.id])
        moved = await _apply_move(enrolled, booked, now=now)
        touched |= {each.slot_id for each in moved}
        touched |= await _apply_give_up(given_up, [each for each in booked if each not in moved], why=MOVED)
        await _apply_enrol_there(enrolled, group_id=group_id, from_day=from_day)
        await places.apply_recount(sorted(touched))
        await given_up.apply_tell()
        done = Ended(given_up=len(booked) - len(moved), moved=len(moved))
        details: Details = {"age_group_before": str(enrolled.age_group_id), "age_group": str(group_id), "cancelled": done.given_up}
        await _apply_note("enrolment moved", enrolled, details=details, now=now, origin=origin)
        return done


async def _apply_give_up(given_up: GivenUp, booked: Sequence[BookedDay], *, why: str) -> set[int]:
    lost = await giving_up.booked(giving_up.OF_IDS, [each.booking_id for each in booked], why=lambda _: why)
    return await given_up.apply_withdraw(lost)


async def _apply_move(enrolled: Enrolled, booked: Sequence[BookedDay], *, now: datetime) -> list[BookedDay]:
    """Those that find a place there: taken as any other, so that nobody shares the last one."""
    wanted = [each for each in booked if each.new_slot_id is not None]
    taken = await places.apply_take([each.new_slot_id for each in wanted if each.new_slot_id is not None], child_id=enrolled.child_id, now=now)
    moved = [each for each in wanted if each.new_slot_id in taken]
    await database.fetch(
        "update booking set slot = moved.slot from unnest({}::uuid[], {}::bigint[]) as moved (id, slot) where booking.id = moved.id",
        *([each.booking_id for each in moved], [each.new_slot_id for each in moved]),
    )
    return moved


async def _apply_enrol_there(enrolled: Enrolled, *, group_id: UUID, from_day: date) -> None:
    ends_on: date = await database.fetch_value("select ends_on from enrolment where id = {}", enrolled.id)
    await enrolments.apply_end([enrolled.id], before=from_day)
    there = NewEnrolment(
        id=uuid4(),
        household_id=enrolled.household_id,
        child_id=enrolled.child_id,
        age_group_id=group_id,
        starts_on=max(from_day, enrolled.starts_on),
        ends_on=ends_on,
    )
    await enrolments.apply_enrol([there])


async def _apply_note(act: str, enrolled: Enrolled, *, details: Details, now: datetime, origin: str) -> None:
    desk, told = enrolled.desk, details | {"household": str(enrolled.household_id), "child": str(enrolled.child_id)}
    if desk is None:
        raise RuntimeError("this is the desk's")
    await audit.record(act, actor=desk.agent_id, role=desk.role, now=now, about=("enrolment", enrolled.id), details=told, origin=origin)
