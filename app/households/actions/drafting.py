"""The contact that an adult is adding, kept between its two steps: going back finds the answers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from app.core import database
from app.households.actions import steps
from app.households.actions.steps import Asker
from app.households.rules import names, refusals
from app.households.rules.contacts import Choice, Link
from app.households.rules.refusals import Refusal

KEPT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who a contact is. Telephone numbers as E.164, the second one may be empty."""

    first_name: str
    last_name: str
    link: Link
    phone: str
    second_phone: str

    @property
    def key(self) -> str:
        return names.person_key(self.first_name, self.last_name)


@database.retried
async def keep_draft(asker: Asker, person: Person, *, now: datetime) -> Refusal | bool:
    """The answers of the first step; those of the second stay as they were. False for who has no household."""
    async with database.transaction():
        place = await steps.place_of(asker)
        if place is None:
            return False
        if await is_known(person, household_id=place.household_id):
            return refusals.KNOWN_ALREADY
        await database.fetch(
            """
            insert into contact_draft (account, household, contact, first_name, last_name, link, phone, second_phone, changed_at)
            values ({}, {}, {}, {}, {}, {}, {}, {}, {})
            on conflict (account) do update set household = excluded.household, first_name = excluded.first_name, last_name = excluded.last_name,
                link = excluded.link, phone = excluded.phone, second_phone = excluded.second_phone, changed_at = excluded.changed_at
            """,
            *(asker.account_id, place.household_id, uuid4()),
            *(person.first_name, person.last_name, person.link.value, person.phone, person.second_phone, now),
        )
        return True


async def is_known(person: Person, *, household_id: UUID, but: UUID | None = None) -> bool:
    """Whether another contact of the household has this name and this number."""
    row = await database.fetch_one(
        "select 1 from contact where household = {} and person_key = {} and phone = {} and id is distinct from {}::uuid",
        *(household_id, person.key, person.phone, but),
    )
    return row is not None


async def keep_choices(asker: Asker, choices: Sequence[Choice], *, now: datetime) -> None:
    """The answers of the second step as they stand, for who goes back to the first."""
    kept = [{"child_id": str(choice.child_id), "may_collect": choice.may_collect, "emergency_rank": choice.emergency_rank} for choice in choices]
    await database.fetch("update contact_draft set choices = {}, changed_at = {} where account = {}", json.dumps(kept), now, asker.account_id)


async def abandon_draft(asker: Asker) -> None:
    await database.fetch("delete from contact_draft where account = {}", asker.account_id)


async def purge_drafts(*, now: datetime) -> None:
    """What nobody has finished in a month is forgotten."""
    await database.fetch("delete from contact_draft where changed_at < {}", now - KEPT)
