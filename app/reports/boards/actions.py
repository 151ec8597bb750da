"""Reading what families say of health for a list of children: who reads is written first, for each child, in a transaction of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.core import readings
from app.core.readings import Confidential, Reader
from app.dossiers.queries import alerts
from app.reports.boards.listing import Alerts
from app.reports.boards.queries.roll import Listed
from components import french

KIND = "filing"
WORDS = "Fiche sanitaire\u00a0: allergie ou PAI signalé"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """By whom, and for which day."""

    reader: Reader
    day: date

    @property
    def why(self) -> str:
        return f"Pour accueillir les enfants du {french.day_words(self.day)}"


async def read_alerts(reading: Reading, lines: Sequence[Listed], *, now: datetime) -> Alerts:
    """Noted once for each household and child whose fiche is opened, then opened (docs/security.md, rule 27)."""
    sheets = await alerts.sheets_of({(line.household_id, line.child_id) for line in lines}, day=reading.day)
    if sheets:
        noted = [Confidential(kind=KIND, id=sheet.filing_id, household_id=sheet.household_id, child_id=sheet.child_id, words=WORDS) for sheet in sheets]
        await readings.note(reading.reader, *noted, why=reading.why, now=now)
    return {(sheet.household_id, sheet.child_id): sheet.opened() for sheet in sheets}
