"""Loading a commune's file from the console: refused with the list when it takes something from families, or undoes what the desk changed."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.bookings.actions import applying
from app.bookings.actions.applying import HOW_TO_FORCE, Loaded, Undone
from app.bookings.actions.giving_up import GivenUp
from app.catalogue import actions as catalogue
from app.catalogue import commune_file, queries
from app.catalogue.commune_file import Source
from app.catalogue.editing import differences, words
from app.catalogue.queries import Version
from app.core import database
from app.dossiers.papers import communes

HOW_TO_KEEP = (
    "Pour garder ces changements, exportez d’abord le catalogue (python -m app export FICHIER), reportez-y les vôtres, puis chargez ce fichier. "
    "Pour les abandonner, ajoutez --overwrite."
)


class WouldCancel(commune_file.Refused):
    """Loading would take bookings or enrolments from families: the list, and how to go on."""

    def __init__(self, source: str, given_up: GivenUp) -> None:
        lines = applying.told(given_up, done=False)
        super().__init__(source, lines)
        summary = f"{source}\u00a0: {applying.summary(given_up, done=False)}, rien n’a été chargé."
        self.args = ("\n".join([summary, *(f"- {line}" for line in lines), HOW_TO_FORCE]),)


class WouldOverwrite(commune_file.Refused):
    """Loading would undo edits of the desk: the list, and how to keep them."""

    def __init__(self, source: str, edits: Sequence[str]) -> None:
        super().__init__(source, list(edits))
        summary = f"{source}\u00a0: ce fichier déferait ce qui a été changé au bureau, rien n’a été chargé."
        self.args = ("\n".join([summary, *(f"- {line}" for line in edits), HOW_TO_KEEP]),)


@database.retried
async def load_catalogue(path: Path, *, now: datetime, cancel_affected: bool = False, overwrite: bool = False, dry_run: bool = False) -> Loaded:
    """Raises `commune_file.Refused` with everything that is wrong, `WouldOverwrite` with what of the desk would be undone, `WouldCancel` with what families
    would lose; then nothing is changed.

    A dry run does all of it and undoes it: what it tells is what happens.
    """
    given = commune_file.source_at(path)
    prepared = catalogue.prepare(given, now=now)
    if problems := await communes.problems_of(prepared.file.papers):
        raise commune_file.Refused(given.name, problems)
    try:
        async with database.transaction():
            standing = await catalogue.apply_lock()
            source = given if overwrite else await _not_undoing(given, standing=standing)
            if source is not given:
                prepared = catalogue.prepare(source, now=now)
            loaded = await applying.apply(prepared, now=now, cancel_affected=cancel_affected, dry_run=dry_run)
            _refuse_or_undo(loaded)
            await _apply_record(loaded, source=source, standing=standing, now=now)
    except Undone as undone:
        return undone.loaded
    return loaded


async def _not_undoing(given: Source, *, standing: Version | None) -> Source:
    """What to load so that nothing of the desk is lost: the file that stands, when it is the given one, edited at the desk since or exported; the
    given one, when it says all that the desk changed."""
    if standing is None or not standing.is_of_desk:
        return given
    loaded = await queries.last_loaded()
    if given.mark in {standing.mark, loaded.mark if loaded else ""}:
        return standing.source
    before = loaded.source.values if loaded else {}
    edits = differences.undone_by(given.values, differences.between(before, standing.source.values))
    if edits:
        raise WouldOverwrite(given.name, words.sentences(edits, before=before, after=standing.source.values))
    return given


def _refuse_or_undo(loaded: Loaded) -> None:
    if loaded.dry_run:
        raise Undone(loaded)
    if loaded.given_up and not loaded.cancel_affected:
        raise WouldCancel(loaded.report.file.source, loaded.given_up)


async def _apply_record(loaded: Loaded, *, source: Source, standing: Version | None, now: datetime) -> None:
    """A load of the file that stands, which changes nothing, leaves no trace."""
    if not loaded.is_unchanged or standing is None or source.mark != standing.mark:
        await applying.apply_record(loaded, source=source, act="loaded the catalogue", author=None, now=now)
