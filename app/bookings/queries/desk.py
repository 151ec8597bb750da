"""The household for whom the desk reserves, where the agent may look."""

from dataclasses import dataclass
from uuid import UUID

from app.bookings.queries.enrolled import Desk
from app.core import database
from app.staff import scope


@dataclass(frozen=True, kw_only=True)
class Family:
    """`can_read`: an adult of it has an account, and so is told by mail and sees the demandes."""

    id: UUID
    name: str
    can_read: bool


FAMILY = f"""
select h.id, h.name, exists (
    select 1 from guardian g join account a on a.id = g.account and a.disabled_at is null where g.household = h.id
) as can_read
from household h where h.id = {{}} and h.merged_into is null and {scope.household_seen(household="h.id")}
"""  # noqa: S608 - constants


async def family_of(desk: Desk) -> Family | None:
    """None out of the agent's reach, and for one that was merged into another."""
    row = await database.fetch_one(FAMILY, desk.household_id, *scope.seen_by(desk.sites))
    return None if row is None else Family(**row)
