"""Validating a draft: one transaction re-checks everything, books, numbers the demande and announces it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from app.bookings import places
from app.bookings.queries import recap
from app.bookings.queries.enrolled import Enrolled, enrolment_of
from app.bookings.queries.recap import Recap
from app.core import database, outbox
from app.filings import actions as filings
from app.filings.rules import Status

PROCEDURE = "bookings"
VALIDATED = "bookings:validated"


@dataclass(frozen=True, kw_only=True)
class Stale:
    """What was shown is no longer what would be done: nothing was written, the récapitulatif is shown again."""


class _LastPlaceGone(Exception):
    """A place was taken between the reading and the taking: everything is undone."""


@database.retried
async def validate(account_id: UUID, enrolment_id: UUID, *, mark: str, now: datetime) -> UUID | Stale | None:
    """The demande made, or `Stale`. None for another household's enrolment. `mark` is that of the récapitulatif that was read."""
    try:
        async with database.transaction():
            enrolled = await enrolment_of(account_id, enrolment_id, locking=True)
            if enrolled is None:
                return None
            seen = await recap.of_draft(enrolled, now=now)
            if seen.is_empty or seen.mark != mark or seen.submission_id is None:
                return Stale()
            return await _apply_validation(enrolled, seen, account_id=account_id, now=now)
    except _LastPlaceGone:
        return Stale()


async def _apply_validation(enrolled: Enrolled, seen: Recap, *, account_id: UUID, now: datetime) -> UUID:
    database.require_transaction()
    if seen.submission_id is None:
        raise RuntimeError("a draft without a submission id")
    await _apply_places(enrolled, seen, now=now)
    filing_id = await filings.apply_send(
        PROCEDURE,
        household_id=enrolled.household_id,
        applicant_id=account_id,
        beneficiary_id=enrolled.child_id,
        subject=f"{enrolled.first_name} – {enrolled.activity} – {enrolled.site}",
        payload=recap.payload_of(enrolled, seen),
        submission_id=seen.submission_id,
        statuses=(Status.SENT, Status.ACCEPTED),
        now=now,
    )
    await _apply_bookings(enrolled, seen, filing_id=filing_id, now=now)
    await outbox.announce(VALIDATED, key=uuid4(), ids={"filing_id": filing_id}, now=now)
    return filing_id


async def _apply_places(enrolled: Enrolled, seen: Recap, *, now: datetime) -> None:
    """Held places are kept, others are taken now, removed ones are given back: a constant number of statements."""
    if seen.removed:
        await places.apply_give_back([change.slot_id for change in seen.removed], child_id=enrolled.child_id)
    held = await database.fetch(
        """
        update draft_cell dc set held_since = null, held_until = null from draft d
        where d.id = dc.draft and d.enrolment = {} and dc.held_until is not null and dc.slot = any({}::bigint[]) returning dc.slot
        """,
        enrolled.id,
        [change.slot_id for change in seen.added],
    )
    wanted = {change.slot_id for change in seen.added} - {row["slot"] for row in held}
    if wanted and await places.apply_take(wanted, child_id=enrolled.child_id, now=now) != wanted:
        raise _LastPlaceGone
    await places.apply_release_draft(enrolled.id, child_id=enrolled.child_id)


async def _apply_bookings(enrolled: Enrolled, seen: Recap, *, filing_id: UUID, now: datetime) -> None:
    """Book, withdraw, freeze what each costs, and close the draft: what could not be had was listed and leaves with it."""
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
    await database.fetch("delete from draft where enrolment = {}", enrolled.id)
