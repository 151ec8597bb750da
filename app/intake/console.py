"""What the command `import-families` answers."""

from datetime import datetime
from pathlib import Path

from app.intake import actions
from app.intake.actions import Asked, Imported
from app.intake.rules import findings
from components import french

NOT_APPLIED = "Essai, rien n’a été changé. Ajoutez --apply pour importer."
HOW_TO_GO_ON = "Rien n’a été importé. Corrigez ces lignes et recommencez, ou ajoutez --skip-errors pour laisser ces familles de côté."


class WithErrors(Exception):
    """The whole report: nothing was imported."""


async def import_file(path: Path, *, apply: bool, skip_errors: bool, now: datetime) -> str:
    asked = Asked(apply=apply, skip_errors=skip_errors)
    with path.open("rb") as file:
        imported = await actions.import_families(file, asked, now=now)
    if imported.is_refused and not skip_errors:
        raise WithErrors(told(imported, ending=HOW_TO_GO_ON))
    return told(imported, ending="" if imported.is_done else NOT_APPLIED)


def told(imported: Imported, *, ending: str) -> str:
    report = imported.report
    lines = [str(finding) for finding in report.in_order]
    if report.tally.untold:
        lines.append(f"Sans compter {french.count(report.tally.untold, one='autre remarque', many='autres remarques')} de la même sorte.")
    return "\n".join([*lines, *findings.summary(report.tally, done=imported.is_done), *([ending] if ending else [])])
