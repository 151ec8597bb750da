"""Writing to families before a pièce ends: thirty days, then seven days before, once each, one mail for all that ends together."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid5

from app.core import clock, database, outbox
from app.documents.rules import states

ENDING = "documents:ending"
NAMESPACE = UUID("7d0e5a1c-3f5b-5f0e-9a53-5b8f6f0f2c21")
AT_ONCE = 500
FIRST_HOUR = 8  # nobody is woken up by a mail

DUE = """
select id, household, valid_until from supporting_document
where retired_at is null and scanned_at is not null and status <> 'rejected' and valid_until >= {}
  and ((reminders < 1 and valid_until <= {}) or (reminders < 2 and valid_until <= {}))
order by id limit {} for update
"""


async def remind_ending(*, now: datetime) -> None:
    if now.astimezone(clock.PARIS).hour < FIRST_HOUR:
        return
    while await _remind_some(now=now):
        pass


@database.retried
async def _remind_some(*, now: datetime) -> int:
    today = now.astimezone(clock.PARIS).date()
    async with database.transaction():
        due = await database.fetch(DUE, today, today + states.FIRST_REMINDER, today + states.LAST_REMINDER, AT_ONCE)
        reminders = {row["household"]: reminder_of(row["household"], day=today) for row in due}
        await database.fetch(
            """
            update supporting_document set reminders = told.spent, reminder_id = told.reminder
            from unnest({}::uuid[], {}::smallint[], {}::uuid[]) as told (id, spent, reminder) where supporting_document.id = told.id
            """,
            [row["id"] for row in due],
            [states.reminders_spent(row["valid_until"], today=today) for row in due],
            [reminders[row["household"]] for row in due],
        )
        await outbox.announce_each(ENDING, of=_announced(reminders.values()), now=now)
        return len(due)


def reminder_of(household_id: UUID, *, day: date) -> UUID:
    """The same for all that a household is told of on a day."""
    return uuid5(NAMESPACE, f"{household_id}:{day}")


def _announced(reminders: Iterable[UUID]) -> dict[UUID, dict[str, UUID | int | str]]:
    return {reminder_id: {"reminder_id": reminder_id} for reminder_id in reminders}
