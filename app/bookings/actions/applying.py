"""A commune's file applied over what families have booked, in one transaction: what the console loads and what the desk edits go the same way."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from app.bookings import losses
from app.bookings.actions.giving_up import GivenUp
from app.catalogue import actions as catalogue
from app.catalogue.actions import LoadReport
from app.catalogue.commune_file import Source
from app.catalogue.rules import changes
from app.catalogue.timetable import Timetable
from app.core import audit, database
from app.core.authors import Author
from app.dossiers.papers import communes
from components import french

HOW_TO_FORCE = "Pour charger quand même ce fichier, annuler ces réservations et prévenir les familles, ajoutez --cancel-affected."


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What applying a file did, or would do (`dry_run`)."""

    report: LoadReport
    given_up: GivenUp
    dry_run: bool
    cancel_affected: bool

    @property
    def is_unchanged(self) -> bool:
        return self.report.is_unchanged

    @property
    def taken_mark(self) -> str:
        """Another one whenever what families lose is not the same; empty when they lose nothing."""
        if not self.given_up:
            return ""
        lost = [*sorted(str(loss.booking_id) for loss in self.given_up.bookings), *sorted(map(repr, self.given_up.unenrolled))]
        return hashlib.sha256("\n".join(lost).encode()).hexdigest()

    @property
    def effects(self) -> list[str]:
        """For the history of the file: the slots, and what families lost, without any name."""
        slots = self.report.slots
        counted = ((slots.added, "ajouté", "ajoutés"), (slots.changed, "changé", "changés"), (slots.removed, "retiré", "retirés"))
        slots_told = [french.count(number, one=f"créneau {one}", many=f"créneaux {many}") for number, one, many in counted if number]
        lost = [f"Familles\u00a0: {self.summary}.", *self.lost] if self.given_up else []
        return [line for line in (f"{french.listing(slots_told)}." if slots_told else "", *lost, self.drafted) if line]

    @property
    def changes(self) -> list[str]:
        return list(changes.told(self.report.changes))

    @property
    def summary(self) -> str:
        """« 3 réservations de 2 familles seraient annulées »; empty when families lose nothing."""
        return summary(self.given_up, done=not self.dry_run) if self.given_up else ""

    @property
    def lost(self) -> list[str]:
        """What families lose, a sentence for each unit, group and reason."""
        return told(self.given_up, done=not self.dry_run)

    @property
    def drafted(self) -> str:
        number = self.given_up.drafted
        return f"Brouillons\u00a0: {french.count(number, one='changement retiré', many='changements retirés')}." if number else ""

    def __str__(self) -> str:
        first = "Essai, rien n’a été changé. Ce chargement ferait ceci." if self.dry_run else ""
        families = [f"Familles\u00a0: {self.summary}.", *(f"- {line}" for line in self.lost)] if self.given_up else []
        refused = f"Il serait refusé. {HOW_TO_FORCE}" if self.dry_run and self.given_up and not self.cancel_affected else ""
        return "\n".join(line for line in (first, str(self.report), *families, self.drafted, refused) if line)


class Undone(Exception):
    """A dry run ends as a failure would: nothing is kept."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__()
        self.loaded = loaded


async def apply(prepared: Timetable, *, now: datetime, cancel_affected: bool, dry_run: bool) -> Loaded:
    """All of it; families are told in the same transaction."""
    database.require_transaction()
    given_up = GivenUp(now=now)
    report = await catalogue.apply_load(prepared, families=given_up, now=now)
    report = replace(report, others=report.others + await communes.apply_load(prepared.file.papers))
    if given_up.bookings:
        await given_up.apply_tell()
    return Loaded(report=report, given_up=given_up, dry_run=dry_run, cancel_affected=cancel_affected)


async def apply_record(loaded: Loaded, *, source: Source, act: str, author: Author | None, now: datetime) -> int:
    """The new version of the file, and the entry of the audit trail."""
    database.require_transaction()
    if not loaded.is_unchanged:
        # Whoever reads next has the right plans at once, not when autovacuum comes by.
        await database.fetch("analyze slot, slot_counter, capacity_counter, closed_day")
    number = await catalogue.apply_record(source, author=author, effects=loaded.effects, now=now)
    details: dict[str, str | int | bool | None] = {
        "mark": source.mark,
        "version": number,
        "cancelled": len(loaded.given_up.bookings),
        "households": loaded.given_up.households,
    }
    actor, role, origin = (author.account_id, author.role, author.origin) if author else (None, "console", "")
    await audit.record(act, actor=actor, role=role, now=now, about=("commune", 1), details=details, origin=origin)
    return number


def told(given_up: GivenUp, *, done: bool) -> list[str]:
    return [*losses.sentences(given_up.bookings, done=done), *losses.unenrolled_sentences(given_up.unenrolled, done=done)]


def summary(given_up: GivenUp, *, done: bool) -> str:
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
