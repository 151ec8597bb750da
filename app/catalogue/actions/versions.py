"""Keeping the commune's file as it is loaded, or as the desk leaves it."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from app.catalogue import queries
from app.catalogue.commune_file import Source
from app.catalogue.queries import Version
from app.core import database
from app.core.authors import Author


async def apply_lock() -> Version | None:
    """The file that stands, until the transaction ends: loads and edits take turns."""
    database.require_transaction()
    await database.fetch("select id from commune for update")
    return await queries.standing()


async def apply_record(source: Source, *, author: Author | None, effects: Sequence[str], now: datetime) -> int:
    """The number of the new version. Without author, the console loaded it."""
    database.require_transaction()
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in source.attached.items()}
    for name, digest in digests.items():
        await database.fetch(
            "insert into catalogue_attachment (digest, content) values ({}, {}) on conflict (digest) do nothing", digest, source.attached[name]
        )
    number: int = await database.fetch_value(
        """
        insert into catalogue_version (number, made_at, origin, actor, author, source, content, attached, mark, effects)
        select coalesce(max(number), 0) + 1, {}, {}, {}::uuid, {}, {}, {}, {}, {}, {} from catalogue_version returning number
        """,
        *(now, "desk" if author else "load", author.account_id if author else None, author.name if author else "", source.name, source.content),
        *(json.dumps(digests), source.mark, json.dumps(list(effects), ensure_ascii=False)),
    )
    return number
