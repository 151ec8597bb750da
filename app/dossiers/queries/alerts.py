"""That there is something to know of a child's health, for who takes care of it: an allergy, a PAI. What it is stands in the fiche sanitaire, not in lists."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from app.core import database
from app.dossiers.sheets import PROCEDURE
from app.dossiers.sheets.health import ALLERGIES, SOMETHING
from app.dossiers.sheets.sheet import YES
from app.filings.keeping import PAYLOAD
from app.filings.rules.questions import TICKED, Answers

HouseholdAndChild: TypeAlias = tuple[UUID, UUID]
ALLERGY, PAI = "Allergie", "PAI"
SENT = f"""
select distinct on (wanted.household, wanted.child) wanted.household as household_id, wanted.child as child_id, f.id, f.payload, f.payload_sealed
from unnest({{}}::uuid[], {{}}::uuid[]) as wanted (household, child)
join school_year y on {{}} between y.first_day and y.last_day
join filing f on f.household = wanted.household and f.procedure = '{PROCEDURE}' and f.beneficiary = wanted.child and f.first_year = y.first_year
  and f.status in ('sent', 'pending', 'needs_info', 'accepted')
order by wanted.household, wanted.child, f.number desc
"""  # noqa: S608 - constants


@dataclass(frozen=True, kw_only=True)
class SealedSheet:
    """The dossier of a child as its household sent it, not opened: whoever opens it is noted first."""

    filing_id: UUID
    household_id: UUID
    child_id: UUID
    payload: str
    sealed: bytes | None

    def opened(self) -> tuple[str, ...]:
        """Words of alert; none when the family said that there is nothing."""
        payload = PAYLOAD.read(self.payload, self.sealed, row_id=self.filing_id)
        return words_of(payload["answers"])


async def sheets_of(children: Collection[HouseholdAndChild], *, day: date) -> list[SealedSheet]:
    """Of the school year of that day, the last that the service received; none for who has not sent any."""
    households, ids = [household for household, _ in children], [child for _, child in children]
    rows = await database.fetch(SENT, households, ids, day)
    return [
        SealedSheet(filing_id=row["id"], household_id=row["household_id"], child_id=row["child_id"], payload=row["payload"], sealed=row["payload_sealed"])
        for row in rows
    ]


def words_of(answers: Answers) -> tuple[str, ...]:
    return tuple(_words(answers)) if answers.get("sante") == SOMETHING else ()


def _words(answers: Answers) -> Iterable[str]:
    if any(answers.get(name) == TICKED for name, _ in ALLERGIES):
        yield ALLERGY
    if answers.get("pai") == YES:
        yield PAI
