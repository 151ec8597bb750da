"""Edits of the catalogue at the desk: tried out, then saved as they were shown."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from app.bookings.actions import applying
from app.bookings.actions.applying import Loaded
from app.catalogue import actions as catalogue
from app.catalogue.commune_file import Source
from app.core import database
from app.core.authors import Author


@dataclass(frozen=True, kw_only=True)
class Edit:
    """The file that stood when the edit was shown (`base`, its mark), and the one that it makes of it."""

    base: str
    source: Source


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Somebody changed the catalogue since it was shown."""


@dataclass(frozen=True, kw_only=True)
class OthersLose:
    """What families lose is not what was agreed to, or nobody has agreed: what it is now."""

    loaded: Loaded


Outcome: TypeAlias = Loaded | Moved | OthersLose


class _Undone(Exception):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


async def try_out_edit(edit: Edit, *, now: datetime) -> Loaded | Moved:
    """All that saving would do, done and undone. Raises `commune_file.Refused` with everything that is wrong."""
    outcome = await _ended(edit, author=None, agreed="", now=now)
    return outcome.loaded if isinstance(outcome, OthersLose) else outcome


async def save_edit(edit: Edit, *, author: Author, agreed: str, now: datetime) -> Outcome:
    """In one transaction. `agreed`: the mark of what families lose, as it was shown; empty when they lose nothing."""
    return await _ended(edit, author=author, agreed=agreed, now=now)


@database.retried
async def _ended(edit: Edit, *, author: Author | None, agreed: str, now: datetime) -> Outcome:
    prepared = catalogue.prepare(edit.source, now=now)
    try:
        async with database.transaction():
            standing = await catalogue.apply_lock()
            _require_standing(edit, mark=standing.mark if standing else "")
            loaded = await applying.apply(prepared, now=now, cancel_affected=True, dry_run=author is None)
            _require_agreed(loaded, agreed=agreed)
            if author is not None:
                await applying.apply_record(loaded, source=edit.source, act="edited the catalogue", author=author, now=now)
    except _Undone as undone:
        return undone.outcome
    return loaded


def _require_standing(edit: Edit, *, mark: str) -> None:
    if mark != edit.base:
        raise _Undone(Moved())


def _require_agreed(loaded: Loaded, *, agreed: str) -> None:
    """A trial ends here, as a save does when families lose something else than what was agreed to."""
    if loaded.dry_run:
        raise _Undone(loaded)
    if loaded.taken_mark != agreed:
        raise _Undone(OthersLose(loaded=replace(loaded, dry_run=True)))
