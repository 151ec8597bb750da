"""The contact that an adult is adding."""

from dataclasses import dataclass
from uuid import UUID

import msgspec

from app.core import database
from app.households.queries.family import Task
from app.households.rules.contacts import Link


@dataclass(frozen=True, kw_only=True)
class DraftView:
    """`tasks`: the answers of the second step, None when it was never reached."""

    contact: UUID
    first_name: str
    last_name: str
    link: Link
    phone: str
    second_phone: str
    tasks: tuple[Task, ...] | None


async def draft_of(account_id: UUID) -> DraftView | None:
    """Begun in the household where the adult is today."""
    row = await database.fetch_one(
        """
        select d.contact, d.first_name, d.last_name, d.link, d.phone, d.second_phone, d.choices as tasks
        from contact_draft d join guardian g on g.account = d.account and g.household = d.household where d.account = {}
        """,
        account_id,
    )
    if row is None:
        return None
    tasks = None if row["tasks"] is None else msgspec.json.decode(row["tasks"], type=tuple[Task, ...])
    return DraftView(**row | {"link": Link(row["link"]), "tasks": tasks})
