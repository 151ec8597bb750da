"""What the outbox still has to do, told to a person: waiting, dead, tried again on demand; and what may be forgotten."""

from datetime import datetime, timedelta
from typing import Any

from app.core import database
from components import french

DONE_KEPT = timedelta(days=30)
DEAD_KEPT = timedelta(days=365)
SHOWN = 50
ALL = "all"


class NoSuchJob(Exception):
    """One French sentence; nothing was changed."""


async def describe(*, now: datetime) -> str:
    """In French, for the command line: ids and codes only."""
    waiting = await database.fetch_value("select count(*) from outbox where done_at is null and dead_at is null")
    abandoned = await database.fetch_value("select count(*) from outbox where dead_at is not null")
    dead = await database.fetch("select id, event, attempts, last_error, dead_at from outbox where dead_at is not null order by dead_at desc limit {}", SHOWN)
    late = await database.fetch(
        "select id, event, attempts, last_error, due_at from outbox where done_at is null and dead_at is null and last_error <> '' order by due_at limit {}",
        SHOWN,
    )
    lines = [f"En attente : {waiting}. Abandonnés : {abandoned}."]
    lines += [_line(row, f"sera retenté {french.stamp(row['due_at'])}") for row in late]
    lines += [_line(row, f"abandonné {french.stamp(row['dead_at'])}") for row in dead]
    if abandoned:
        lines.append("Pour relancer un travail abandonné : python -m app jobs --retry ID (ou « all » pour tous).")
    return "\n".join(lines)


def _line(row: dict[str, Any], state: str) -> str:
    tries = french.count(row["attempts"], one="essai", many="essais")
    return f"  {row['id']}  {row['event']}  {tries}, {row['last_error']}, {state}"


async def retry(which: str, *, now: datetime) -> str:
    """Dead rows start again from their first try: one by its id, or all."""
    rows = await database.fetch(
        "update outbox set dead_at = null, due_at = {}, attempts = 0, claimed_until = null, running_until = null "
        "where dead_at is not null and ({} or id::text = {}) returning id",
        now,
        which == ALL,
        which,
    )
    if not rows:
        raise NoSuchJob("Aucun travail abandonné ne correspond : rien n’a été relancé. « python -m app jobs » en donne la liste.")
    return f"{french.count(len(rows), one='travail relancé', many='travaux relancés')}."


async def purge(*, now: datetime) -> None:
    """Done rows after a month, dead ones after a year."""
    await database.fetch("delete from outbox where done_at < {} or dead_at < {}", now - DONE_KEPT, now - DEAD_KEPT)
