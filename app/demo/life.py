"""Writing what families did until now: their demandes, bookings and places, in a number of statements that does not depend on how many."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from app.bookings.actions.validating import PROCEDURE
from app.core import audit, clock, database
from app.demo import ground, script
from app.demo.families import NAMESPACE, Family, Pupil
from app.demo.ground import Slot
from app.demo.script import PastFiling
from app.filings.rules import Status


@database.retried
async def go_on(families: Iterable[Family], *, now: datetime) -> None:
    """From the last weeks to the coming ones; later, from where it stopped. What visitors did is left to them: their days, their places."""
    pupils = {(family.id, child.id): child for family in families for child in family.children}
    async with database.transaction():
        await database.fetch("select id from commune for update")  # one at a time
        if sent := await _missing(pupils, now=now):
            await _apply_filings(sent)
            await _apply_bookings(sent)
            await _apply_places(sent)
            await database.fetch("analyze filing, filing_event, booking, place, capacity_counter, enrolment")
            await audit.record("let the demo live", actor=None, role="console", now=now, about=("commune", 1), details={"filings": len(sent)})


async def _missing(pupils: Mapping[tuple[UUID, UUID], Pupil], *, now: datetime) -> list[PastFiling]:
    first, last = script.reach(now.astimezone(clock.PARIS).date())
    offer = await ground.offer(first, last, children={child_id for _, child_id in pupils})
    asked = script.asked(offer, pupils=pupils, now=now)
    slots = {slot.id: slot for filing in asked for slot in filing.added}
    taken = await ground.taken(list(slots.values()), children={filing.line.child_id for filing in asked})
    return script.granted(asked, taken, last_sent_at=offer.last_sent_at, now=now)


# Demandes, as `filings.apply_send` and `bookings.validate` write them, one at a time.


async def _apply_filings(sent: Sequence[PastFiling]) -> None:
    """Numbered in the order in which they were sent."""
    database.require_transaction()
    await database.fetch(
        """
        insert into filing (id, procedure, household, applicant, beneficiary, status, subject, payload, submission_id, sent_at, number)
        select id, {}, household, applicant, beneficiary, {}, subject, payload, submission_id, sent_at, nextval('filing_number') from (
            select * from unnest({}::uuid[], {}::uuid[], {}::uuid[], {}::uuid[], {}::text[], {}::jsonb[], {}::uuid[], {}::timestamptz[])
            with ordinality as row (id, household, applicant, beneficiary, subject, payload, submission_id, sent_at, rank) order by rank
        ) as sent
        """,
        *(PROCEDURE, Status.ACCEPTED),
        *([each.id for each in sent], [each.line.household_id for each in sent], [each.account_id for each in sent], [each.line.child_id for each in sent]),
        *([_subject(each) for each in sent], [json.dumps(payload_of(each)) for each in sent]),
        *([uuid5(NAMESPACE, f"submission:{each.id}") for each in sent], [each.sent_at for each in sent]),
    )
    await database.fetch(
        """
        insert into filing_event (filing, status, at) select filing, status, at
        from unnest({}::uuid[], {}::timestamptz[]) with ordinality as sent (filing, at, rank), unnest({}::text[]) with ordinality as taken (status, turn)
        order by rank, turn
        """,
        *([each.id for each in sent], [each.sent_at for each in sent], [Status.SENT, Status.ACCEPTED]),
    )


def _subject(filing: PastFiling) -> str:
    return f"{filing.line.first_name} – {filing.line.activity} – {filing.line.site}"


def payload_of(filing: PastFiling) -> dict[str, Any]:
    """As `bookings.queries.recap.payload_of`."""
    return {
        "child_first_name": filing.line.first_name,
        "activity": filing.line.activity,
        "site": filing.line.site,
        "added": [_told(slot) for slot in filing.added],
        "removed": [_told(slot) | {"owed_cents": 0} for slot in filing.removed],
        "difference_cents": sum(slot.price_cents for slot in filing.added) - sum(slot.price_cents for slot in filing.removed),
    }


def _told(slot: Slot) -> dict[str, Any]:
    return {"day": slot.day.isoformat(), "unit": slot.unit, "price_cents": slot.price_cents, "surcharge_cents": 0}


async def _apply_bookings(sent: Sequence[PastFiling]) -> None:
    database.require_transaction()
    back = {(slot.id, each.line.child_id): each for each in sent for slot in each.removed}
    rows = [(each, slot, back.get((slot.id, each.line.child_id))) for each in sent for slot in each.added]
    await database.fetch(
        """
        insert into booking (id, household, child, slot, price_cents, booked_in, booked_at, withdrawn_in, withdrawn_at)
        select * from unnest({}::uuid[], {}::uuid[], {}::uuid[], {}::bigint[], {}::integer[], {}::uuid[], {}::timestamptz[], {}::uuid[], {}::timestamptz[])
        """,
        *([uuid5(each.id, f"{slot.day}:{slot.unit_code}") for each, slot, _ in rows], [each.line.household_id for each, _, _ in rows]),
        *([each.line.child_id for each, _, _ in rows], [slot.id for _, slot, _ in rows], [slot.price_cents for _, slot, _ in rows]),
        *([each.id for each, _, _ in rows], [each.sent_at for each, _, _ in rows]),
        *([later and later.id for _, _, later in rows], [later and later.sent_at for _, _, later in rows]),
    )


async def _apply_places(sent: Sequence[PastFiling]) -> None:
    """A place is taken with its first use; what was given back since uses none."""
    database.require_transaction()
    uses = Counter((counter, each.line.child_id) for each in sent for slot in each.added for counter in slot.counters)
    uses.subtract((counter, each.line.child_id) for each in sent for slot in each.removed for counter in slot.counters)
    pairs = sorted(pair for pair in uses if uses[pair])
    await database.fetch(
        """
        with placed as (
            insert into place (counter, child, uses) select * from unnest({}::bigint[], {}::uuid[], {}::integer[])
            on conflict (counter, child) do update set uses = place.uses + excluded.uses returning counter, uses, child
        ), asked as (
            select * from unnest({}::bigint[], {}::uuid[], {}::integer[]) as asked (counter, child, uses)
        ), begun as (
            select counter, count(*) as places from placed join asked using (counter, child, uses) group by counter
        )
        update capacity_counter cc set taken = cc.taken + begun.places from begun where begun.counter = cc.id
        """,
        *([counter for counter, _ in pairs], [child for _, child in pairs], [uses[pair] for pair in pairs]),
        *([counter for counter, _ in pairs], [child for _, child in pairs], [uses[pair] for pair in pairs]),
    )
