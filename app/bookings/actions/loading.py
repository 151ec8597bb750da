"""Loading a commune's file over what families have booked: in one transaction, refused with the list, or with their bookings cancelled and told."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.bookings import losses
from app.bookings.actions.giving_up import GivenUp
from app.catalogue import actions as catalogue
from app.catalogue import commune_file
from app.catalogue.actions import LoadReport
from app.catalogue.timetable import Timetable
from app.core import audit, database
from app.dossiers.papers import communes
from components import french

HOW_TO_FORCE = "Pour charger quand même ce fichier, annuler ces réservations et prévenir les familles, ajoutez --cancel-affected."


class WouldCancel(commune_file.Refused):
    """Loading would take bookings or enrolments from families: the list, and how to go on."""

    def __init__(self, source: str, given_up: GivenUp) -> None:
        lines = _told(given_up, done=False)
        super().__init__(source, lines)
        self.args = ("\n".join([f"{source}\u00a0: {_summary(given_up, done=False)}, rien n’a été chargé.", *(f"- {line}" for line in lines), HOW_TO_FORCE]),)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a load did, or would do (`dry_run`)."""

    report: LoadReport
    given_up: GivenUp
    dry_run: bool
    cancel_affected: bool

    @property
    def is_unchanged(self) -> bool:
        return self.report.is_unchanged

    def __str__(self) -> str:
        lines = ["Essai, rien n’a été changé. Ce chargement ferait ceci."] if self.dry_run else []
        return "\n".join([*lines, str(self.report), *self._families()])

    def _families(self) -> list[str]:
        done = not self.dry_run
        lines = [f"Familles\u00a0: {_summary(self.given_up, done=done)}.", *(f"- {line}" for line in _told(self.given_up, done=done))] if self.given_up else []
        if self.given_up.drafted:
            lines.append(f"Brouillons\u00a0: {french.count(self.given_up.drafted, one='changement retiré', many='changements retirés')}.")
        if self.dry_run and self.given_up and not self.cancel_affected:
            lines.append(f"Il serait refusé. {HOW_TO_FORCE}")
        return lines


@database.retried
async def load_catalogue(path: Path, *, now: datetime, cancel_affected: bool = False, dry_run: bool = False) -> Loaded:
    """Raises `commune_file.Refused` with everything that is wrong, `WouldCancel` with what families would lose; then nothing is changed.

    A dry run does all of it and undoes it: what it tells is what happens.
    """
    prepared = catalogue.prepare(path, now=now)
    if problems := await communes.problems_of(prepared.file.papers):
        raise commune_file.Refused(prepared.file.source, problems)
    try:
        async with database.transaction():
            loaded = await _apply(prepared, now=now, cancel_affected=cancel_affected, dry_run=dry_run)
            _refuse_or_undo(loaded)
            await _apply_record(loaded, mark=prepared.mark, now=now)
    except _Undone as undone:
        return undone.loaded
    return loaded


class _Undone(Exception):
    """A dry run ends as a failure would: nothing is kept."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__()
        self.loaded = loaded


async def _apply(prepared: Timetable, *, now: datetime, cancel_affected: bool, dry_run: bool) -> Loaded:
    database.require_transaction()
    given_up = GivenUp(now=now)
    report = await catalogue.apply_load(prepared, families=given_up, now=now)
    report = replace(report, others=report.others + await communes.apply_load(prepared.file.papers))
    if given_up.bookings:
        await given_up.apply_tell()
    return Loaded(report=report, given_up=given_up, dry_run=dry_run, cancel_affected=cancel_affected)


def _refuse_or_undo(loaded: Loaded) -> None:
    if loaded.dry_run:
        raise _Undone(loaded)
    if loaded.given_up and not loaded.cancel_affected:
        raise WouldCancel(loaded.report.file.source, loaded.given_up)


async def _apply_record(loaded: Loaded, *, mark: str, now: datetime) -> None:
    """A load that changes nothing leaves no trace."""
    if loaded.is_unchanged:
        return
    # Whoever reads next has the right plans at once, not when autovacuum comes by.
    await database.fetch("analyze slot, slot_counter, capacity_counter, closed_day")
    details: dict[str, str | int | bool | None] = {"mark": mark, "cancelled": len(loaded.given_up.bookings), "households": loaded.given_up.households}
    await audit.record("loaded the catalogue", actor=None, role="console", now=now, about=("commune", 1), details=details)


def _told(given_up: GivenUp, *, done: bool) -> list[str]:
    return [*losses.sentences(given_up.bookings, done=done), *losses.unenrolled_sentences(given_up.unenrolled, done=done)]


def _summary(given_up: GivenUp, *, done: bool) -> str:
    number = len(given_up.bookings)
    bookings = french.count(number, one="réservation", many="réservations")
    households = french.count(given_up.households, one="famille", many="familles")
    children = sum(each.children for each in given_up.unenrolled)
    if not number:
        return f"{french.count(children, one='inscription', many='inscriptions')} {_ended(children, done=done)}"
    return f"{bookings} de {households} {_ended(number, done=done)}"


def _ended(number: int, *, done: bool) -> str:
    if done:
        return "annulées" if number > 1 else "annulée"
    return "seraient annulées" if number > 1 else "serait annulée"
