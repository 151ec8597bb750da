"""What is told of a file, line by line."""

from dataclasses import dataclass, field
from enum import StrEnum

from components import french

MOST_TOLD = 5_000


class Kind(StrEnum):
    """ERROR: the family of this line is not imported. REMARK: to look at. KEPT: the portal knows otherwise, and stays as it is.
    DONE: what the file completes."""

    ERROR = "error"
    REMARK = "remark"
    KEPT = "kept"
    DONE = "done"

    @property
    def words(self) -> str:
        return WORDS[self]


WORDS = {Kind.ERROR: "Erreur", Kind.REMARK: "À vérifier", Kind.KEPT: "Gardé", Kind.DONE: "Complété"}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`line` is counted as a spreadsheet does; 0 is about the whole file. `column`: as the documentation names it, empty for the whole line."""

    line: int
    kind: Kind
    sentence: str
    column: str = ""

    def __str__(self) -> str:
        where = [f"ligne {self.line}"] if self.line else []
        where += [f"colonne «\u00a0{self.column}\u00a0»"] if self.column else []
        return f"{self.kind.words}, {', '.join(where)}\u00a0: {self.sentence}" if where else f"{self.kind.words}\u00a0: {self.sentence}"


@dataclass(kw_only=True)
class Tally:
    """What a file does, in figures. Families are counted once: an error keeps all of theirs out."""

    lines: int = 0
    families: int = 0
    created: int = 0
    completed: int = 0
    unchanged: int = 0
    refused: int = 0
    adults: int = 0
    children: int = 0
    enrolments: int = 0
    fields: int = 0
    kept: int = 0
    errors: int = 0
    untold: int = 0

    @property
    def changes(self) -> int:
        return self.created + self.completed


@dataclass(kw_only=True)
class Report:
    """Findings in the order of the file's families; the first thousands are told one by one, the others counted."""

    tally: Tally = field(default_factory=Tally)
    findings: list[Finding] = field(default_factory=list)

    def tell(self, finding: Finding) -> None:
        self.tally.errors += finding.kind is Kind.ERROR
        self.tally.kept += finding.kind is Kind.KEPT
        if len(self.findings) < MOST_TOLD:
            self.findings.append(finding)
        else:
            self.tally.untold += 1

    @property
    def in_order(self) -> list[Finding]:
        return sorted(self.findings, key=lambda finding: finding.line)


def summary(tally: Tally, *, done: bool) -> list[str]:
    """What is or would be created, completed, left alone; errors last."""
    created = french.count(tally.created, one="famille créée", many="familles créées") if done else f"{_families(tally.created)} à créer"
    parts = [
        french.count(tally.adults, one="adulte", many="adultes"),
        french.count(tally.children, one="enfant", many="enfants"),
        french.count(tally.enrolments, one="inscription", many="inscriptions"),
    ]
    completed = french.count(tally.completed, one="famille complétée", many="familles complétées") if done else f"{_families(tally.completed)} à compléter"
    fields = french.count(tally.fields, one="renseignement", many="renseignements")
    lines = [
        f"{french.count(tally.lines, one='ligne lue', many='lignes lues')}, {_families(tally.families)}.",
        f"{created}{f', {completed} ({fields})' if tally.completed else ''}\u00a0; en tout {french.listing(parts)} {'ajoutés' if done else 'à ajouter'}.",
    ]
    if tally.unchanged:
        lines.append(f"{french.count(tally.unchanged, one='famille déjà à jour', many='familles déjà à jour')}.")
    if tally.kept:
        lines.append(f"{french.count(tally.kept, one='renseignement différent au portail, gardé', many='renseignements différents au portail, gardés')}.")
    if tally.errors:
        refused = french.count(tally.refused, one="famille laissée de côté", many="familles laissées de côté")
        lines.append(f"{french.count(tally.errors, one='erreur', many='erreurs')}, {refused}.")
    return lines


def _families(number: int) -> str:
    return french.count(number, one="famille", many="familles")
