"""Announcing work for later. The row is written in the transaction of the fact; `jobs` carries it out, at least once."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.core import database


async def announce(event: str, *, key: UUID, ids: Mapping[str, UUID | int | str], now: datetime, due: datetime | None = None) -> None:
    """Write the event once per key, whatever how often the fact is replayed. `ids` are identifiers: no address, name or link."""
    database.require_transaction()
    await database.fetch(
        "insert into outbox (id, event, ids, created_at, due_at) values ({}, {}, {}, {}, {}) on conflict (id) do nothing",
        key,
        event,
        json.dumps({name: str(value) for name, value in ids.items()}),
        now,
        due or now,
    )
