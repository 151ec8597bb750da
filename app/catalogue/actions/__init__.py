"""Loading a commune's file: all of it or nothing, in one transaction. `lists` writes what the file names, `slots` what follows from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.catalogue import commune_file, timetable
from app.catalogue.actions import lists, removals, slots
from app.catalogue.actions.aim import Tally
from app.catalogue.commune_file import CommuneFile
from app.catalogue.rules.days import SchoolYear
from app.catalogue.timetable import Timetable
from app.core import audit, clock, database
from components import french


@dataclass(frozen=True, kw_only=True)
class LoadReport:
    """What the file holds, and what loading it changed. `others`: rows of anything but slots."""

    file: CommuneFile
    years: tuple[SchoolYear, ...]
    others: int
    slots: Tally

    @property
    def is_unchanged(self) -> bool:
        return not (self.others or self.slots.added or self.slots.changed or self.slots.removed)

    def __str__(self) -> str:
        return f"{self.file.identity.name} : {self._holdings()}. {self._years()}\n{self._changes()}"

    def _holdings(self) -> str:
        activities = self.file.activities
        return french.listing(
            [
                french.count(len(self.file.sites), one="site", many="sites"),
                french.count(len(self.file.schools), one="école", many="écoles"),
                french.count(len(activities), one="activité", many="activités"),
                french.count(sum(len(each.units) for each in activities), one="unité", many="unités"),
                french.count(sum(len(each.groups) for each in activities), one="groupe", many="groupes"),
            ]
        )

    def _years(self) -> str:
        projected = [year.label for year in self.years if year.projected]
        caution = f" Dates projetées, à confirmer : {french.listing(projected)}." if projected else ""
        return f"Années scolaires : {french.listing([year.label for year in self.years])}.{caution}"

    def _changes(self) -> str:
        if self.is_unchanged:
            return "Rien n’a changé."
        added = french.count(self.slots.added, one="ajouté", many="ajoutés")
        changed = french.count(self.slots.changed, one="changé", many="changés")
        removed = french.count(self.slots.removed, one="retiré", many="retirés")
        return f"Créneaux : {added}, {changed}, {removed}."


@database.retried
async def load(path: Path, *, now: datetime) -> LoadReport:
    """Raises `commune_file.Refused` with everything that is wrong, or that would break what families have booked; then nothing is changed."""
    prepared = prepare(path, now=now)
    async with database.transaction():
        report = await apply_load(prepared, now=now)
        if not report.is_unchanged:
            # Whoever reads next has the right plans at once, not when autovacuum comes by.
            await database.fetch("analyze slot, slot_counter, capacity_counter, closed_day")
            await audit.record("loaded the catalogue", actor=None, role="console", now=now, about=("commune", 1), details={"mark": prepared.mark})
    return report


def prepare(path: Path, *, now: datetime) -> Timetable:
    """The file, read and settled on the school years of the day."""
    return timetable.resolve(commune_file.read(path), today=now.astimezone(clock.PARIS).date())


async def apply_load(prepared: Timetable, *, now: datetime) -> LoadReport:
    """Two loads take turns, by the lock on the commune. The past, and what stands before the first school year, is written
    once, when a group is first loaded: history is not rewritten.
    """
    database.require_transaction()
    await database.fetch("select id from commune for update")
    # A plan kept from when the tables were empty reads them whole for each group: measured, 118 s instead of 6 for a city.
    await database.fetch("set local plan_cache_mode = force_custom_plan")
    others = await lists.apply_commune(prepared) + await lists.apply_named(prepared)
    codes, tally, problems = await lists.codes(), Tally(), []
    since = max(now.astimezone(clock.PARIS).date(), prepared.years[0].first_day)
    for plan in prepared.plans():
        if plan.faults:
            problems += prepared.fault_sentences(plan.faults)
        else:
            tally += await slots.apply_group(plan, codes=codes, since=since)
    tally += await removals.apply(prepared.file, codes=codes)
    problems += tally.problems
    if problems:
        raise commune_file.Refused(prepared.file.source, list(_once(problems)))
    return LoadReport(file=prepared.file, years=prepared.years, others=others + tally.others, slots=tally)


def _once(problems: list[str]) -> Iterator[str]:
    """Groups that share a rule share its mistake."""
    yield from dict.fromkeys(problems)
