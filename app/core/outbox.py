"""Announcing work for later. The row is written in the transaction of the fact; `jobs` carries it out, at least once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core import database


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """An event as its handler receives it. `key` is the same at each try."""

    key: UUID
    event: str
    ids: Mapping[str, str]


class Failed(Exception):
    """A handler could not do its work. `code` is short and says nothing about anybody: it is logged and shown."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TryLater(Failed):
    """It may succeed at another time."""


class GiveUp(Failed):
    """It never will: the event is kept aside, for a person to look at."""


async def announce(event: str, *, key: UUID, ids: Mapping[str, UUID | int | str], now: datetime, due: datetime | None = None) -> None:
    """Write the event once per key, whatever how often the fact is replayed. `ids` are identifiers: no address, name or link."""
    await announce_each(event, of={key: ids}, now=now, due=due)


async def announce_each(event: str, *, of: Mapping[UUID, Mapping[str, UUID | int | str]], now: datetime, due: datetime | None = None) -> None:
    """The same event about many, each under its own key, in one statement."""
    database.require_transaction()
    await database.fetch(
        """
        insert into outbox (id, event, ids, created_at, due_at)
        select key, {}, ids::jsonb, {}, {} from unnest({}::uuid[], {}::text[]) as announced (key, ids) on conflict (id) do nothing
        """,
        *(event, now, due or now, list(of)),
        [json.dumps({name: str(value) for name, value in ids.items()}) for ids in of.values()],
    )
