"""What loading a commune's file changed, as an agent reads it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalogue.actions.aim import Tally
from app.catalogue.commune_file import CommuneFile
from app.catalogue.rules import changes
from app.catalogue.rules.changes import Change
from app.catalogue.rules.days import SchoolYear
from components import french


@dataclass(frozen=True, kw_only=True)
class LoadReport:
    """What the file holds, and what loading it changed. `others`: rows of anything but slots."""

    file: CommuneFile
    years: tuple[SchoolYear, ...]
    others: int
    slots: Tally
    changes: Sequence[Change]

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
        return "\n".join([*changes.told(self.changes), f"Créneaux : {added}, {changed}, {removed}."])
