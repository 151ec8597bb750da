"""A household takes its invoices by mail, or on paper again. Steps of the transaction in which its demande is accepted."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from app.core import database


async def apply_join(household_id: UUID, *, receivers: Collection[UUID], filing_id: UUID, now: datetime) -> bool:
    """By mail from now on, to these adults; False, and nothing is written, when one of them has no access any more."""
    database.require_transaction()
    await _lock(household_id)
    there = await database.fetch(
        """
        select g.id from guardian g join account a on a.id = g.account and a.disabled_at is null
        where g.household = {} and g.id = any({}::uuid[]) order by g.id for share of g
        """,
        household_id,
        list(receivers),
    )
    if not receivers or len(there) < len(receivers):
        return False
    await _apply_end(household_id, filing_id=filing_id, now=now)
    opt_in = uuid4()
    await database.fetch(
        "insert into paperless_billing_opt_in (id, household, joined_in, joined_at) values ({}, {}, {}, {})", opt_in, household_id, filing_id, now
    )
    await database.fetch("insert into paperless_billing_receiver (opt_in, guardian) select {}, * from unnest({}::uuid[])", opt_in, list(receivers))
    return True


async def apply_leave(household_id: UUID, *, filing_id: UUID, now: datetime) -> bool:
    """On paper from now on; False when they are already."""
    database.require_transaction()
    await _lock(household_id)
    return await _apply_end(household_id, filing_id=filing_id, now=now)


async def _lock(household_id: UUID) -> None:
    """Two adults who decide at once take turns: the last word stands."""
    await database.fetch("select 1 from household where id = {} for no key update", household_id)


async def _apply_end(household_id: UUID, *, filing_id: UUID, now: datetime) -> bool:
    ended = await database.fetch(
        "update paperless_billing_opt_in set left_in = {}, left_at = greatest(joined_at, {}) where household = {} and left_at is null returning id",
        *(filing_id, now, household_id),
    )
    return bool(ended)
