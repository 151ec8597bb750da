"""Validating a draft: one transaction re-checks everything, books, numbers the demande and announces it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid4

from app.bookings import places, rules
from app.bookings.queries import recap
from app.bookings.queries.enrolled import Desk, Enrolled, enrolment_of
from app.bookings.queries.recap import Recap
from app.core import database, outbox
from app.filings import actions as filings
from app.filings.rules import Status

Made = TypeVar("Made")

PROCEDURE = "bookings"
VALIDATED = "bookings:validated"


@dataclass(frozen=True, kw_only=True)
class Stale:
    """What was shown is no longer what would be done: nothing was written, the récapitulatif is shown again."""


class LastPlaceGone(Exception):
    """A place was taken between the reading and the taking: everything is undone."""


async def validate(account_id: UUID, enrolment_id: UUID, *, mark: str, now: datetime) -> UUID | Stale | None:
    """The demande made, or `Stale`. None for another household's enrolment. `mark` is that of the récapitulatif that was read."""
    return await validated(
        account_id, enrolment_id, mark=mark, now=now, making=lambda enrolled, seen: _apply_validation(enrolled, seen, by=account_id, now=now)
    )


@database.retried
async def validated(
    by: UUID | Desk, enrolment_id: UUID, *, mark: str, now: datetime, making: Callable[[Enrolled, Recap], Awaitable[Made]]
) -> Made | Stale | None:
    """What `making` makes of the draft, in the transaction that has looked at it again; `Stale` when it is no longer what was read."""
    try:
        async with database.transaction():
            enrolled = await enrolment_of(by, enrolment_id, locking=True)
            if enrolled is None:
                return None
            seen = await recap.of_draft(enrolled, now=now)
            return Stale() if seen.is_empty or seen.mark != mark else await making(enrolled, seen)
    except LastPlaceGone:
        return Stale()


async def _apply_validation(enrolled: Enrolled, seen: Recap, *, by: UUID, now: datetime) -> UUID:
    database.require_transaction()
    await apply_places(enrolled, seen, now=now)
    filing_id = await filings.apply_send(
        PROCEDURE,
        household_id=enrolled.household_id,
        applicant_id=by,
        beneficiary_id=enrolled.child_id,
        subject=subject_of(enrolled),
        payload=recap.payload_of(enrolled, seen),
        submission_id=submission_of(seen),
        statuses=(Status.SENT, Status.ACCEPTED),
        now=now,
    )
    await apply_bookings(enrolled, seen, filing_id=filing_id, now=now)
    await outbox.announce(VALIDATED, key=uuid4(), ids={"filing_id": filing_id}, now=now)
    return filing_id


def subject_of(enrolled: Enrolled) -> str:
    return f"{enrolled.first_name} – {enrolled.activity} – {enrolled.site}"


def submission_of(seen: Recap) -> UUID:
    if seen.submission_id is None:
        raise RuntimeError("a draft without a submission id")
    return seen.submission_id


async def apply_places(enrolled: Enrolled, seen: Recap, *, now: datetime) -> None:
    """Held places are kept, others are taken now, removed ones are given back: a constant number of statements."""
    database.require_transaction()
    if seen.removed:
        await places.apply_give_back([change.slot_id for change in seen.removed], child_id=enrolled.child_id)
    held = await database.fetch(
        """
        update draft_cell dc set held_since = null, held_until = null, beyond = false from draft d
        where d.id = dc.draft and d.enrolment = {} and d.agent is not distinct from {} and dc.held_until is not null and dc.slot = any({}::bigint[])
        returning dc.slot
        """,
        *(enrolled.id, enrolled.agent_id, [change.slot_id for change in seen.added]),
    )
    if wanted := {change.slot_id for change in seen.added} - {row["slot"] for row in held}:
        await _apply_take(enrolled, seen, wanted=wanted, now=now)
    await places.apply_release_draft(enrolled.id, agent_id=enrolled.agent_id, child_id=enrolled.child_id)


async def _apply_take(enrolled: Enrolled, seen: Recap, *, wanted: set[int], now: datetime) -> None:
    """Beyond the capacity, only what the récapitulatif told so."""
    full = wanted - await places.apply_take(wanted, child_id=enrolled.child_id, now=now)
    if not full <= {change.slot_id for change in seen.added if rules.Refusal.FULL in change.exceeded}:
        raise LastPlaceGone
    if full:
        await places.apply_take_beyond(full, child_id=enrolled.child_id)


async def apply_bookings(enrolled: Enrolled, seen: Recap, *, filing_id: UUID, now: datetime) -> None:
    """Book, withdraw, freeze what each costs, and close the draft: what could not be had was listed and leaves with it."""
    database.require_transaction()
    await database.fetch(
        """
        insert into booking (id, household, child, slot, price_cents, surcharge_cents, booked_in, booked_at)
        select gen_random_uuid(), {}, {}, slot, price_cents, surcharge_cents, {}, {}
        from unnest({}::bigint[], {}::integer[], {}::integer[]) as added (slot, price_cents, surcharge_cents)
        """,
        *(enrolled.household_id, enrolled.child_id, filing_id, now),
        *([each.slot_id for each in seen.added], [each.price_cents for each in seen.added], [each.surcharge_cents for each in seen.added]),
    )
    await database.fetch(
        """
        update booking set withdrawn_in = {}, withdrawn_at = {}, owed_cents = removed.owed_cents
        from unnest({}::uuid[], {}::integer[]) as removed (id, owed_cents) where booking.id = removed.id
        """,
        *(filing_id, now),
        *([each.cell.booking_id for each in seen.removed], [each.owed_cents for each in seen.removed]),
    )
    if again := [each.slot_id for each in seen.added if each.cell.facts.billed]:
        await database.fetch(
            "update booking set owed_cents = 0 where household = {} and child = {} and slot = any({}::bigint[]) and owed_cents > 0",
            *(enrolled.household_id, enrolled.child_id, again),
        )
    await _apply_close(enrolled, slots=[each.slot_id for each in seen.changes])


async def _apply_close(enrolled: Enrolled, *, slots: list[int]) -> None:
    """The draft goes. In the others of this enrolment, the family's or an agent's, what has just been done is no longer waiting, nor to be undone."""
    held = await database.fetch(
        """
        with closed as (
            delete from draft where enrolment = {} and agent is not distinct from {}
        ), others as materialized (
            select id from draft where enrolment = {} and agent is distinct from {}
        ), tapped as (
            delete from draft_tap where draft in (select id from others) and slot = any({}::bigint[])
        ), settled as (
            delete from draft_cell where draft in (select id from others) and slot = any({}::bigint[]) returning slot, held_until
        )
        select slot from settled where held_until is not null
        """,
        *(enrolled.id, enrolled.agent_id, enrolled.id, enrolled.agent_id, slots, slots),
    )
    if held:
        await places.apply_give_back([row["slot"] for row in held], child_id=enrolled.child_id)
