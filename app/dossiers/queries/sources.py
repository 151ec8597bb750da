"""Where the answers of a dossier may be taken over from: the last dossier of the same child, the one of a brother or a sister."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core import database
from app.dossiers.queries.dossier import Dossier
from app.dossiers.sheets import PROCEDURE
from app.filings.keeping import ANSWERS, PAYLOAD
from app.filings.rules.questions import Answers

OTHERS = """
select c.id as child_id, c.first_name, x.first_year, x.is_draft, x.id, x.told, x.sealed
from household_child hc
join child c on c.id = hc.child
join lateral (
    (select distinct on (f.first_year) f.first_year, false as is_draft, f.id, f.payload as told, f.payload_sealed as sealed from filing f
     where f.household = hc.household and f.procedure = {} and f.beneficiary = c.id and f.first_year between {} and {}
       and f.status not in ('withdrawn', 'rejected')
     order by f.first_year, f.number desc)
    union all
    (select d.first_year, true, d.id, d.answers, d.answers_sealed from filing_draft d
     where d.household = hc.household and d.procedure = {} and d.child = c.id and d.first_year between {} and {} and d.filing is null)
) x on true
where hc.household = {} and not (c.id = {} and x.first_year = {})
order by x.first_year desc, x.is_draft, c.birth_date, c.first_name, c.id
"""
YEARS_BACK = 3


@dataclass(frozen=True, kw_only=True)
class Source:
    """`is_own`: of the same child, in an earlier year."""

    child_id: UUID
    first_name: str
    first_year: int
    is_own: bool
    answers: Answers

    @property
    def year(self) -> str:
        return f"{self.first_year}-{self.first_year + 1}"


@dataclass(frozen=True, kw_only=True)
class Sources:
    own: Source | None
    sibling: Source | None


async def sources_of(dossier: Dossier) -> Sources:
    """The latest of each, what was sent before what is under way; only these two are opened."""
    child_id, year = dossier.child.id, dossier.year.first_year
    span = (PROCEDURE, year - YEARS_BACK, year)
    rows = await database.fetch(OTHERS, *span, *span, dossier.case.household_id, child_id, year)
    return Sources(own=_first(rows, child_id=child_id, is_own=True), sibling=_first(rows, child_id=child_id, is_own=False))


def _first(rows: Iterable[dict[str, Any]], *, child_id: UUID, is_own: bool) -> Source | None:
    row = next((row for row in rows if (row["child_id"] == child_id) is is_own), None)
    if row is None:
        return None
    kept = (ANSWERS if row["is_draft"] else PAYLOAD).read(row["told"], row["sealed"], row_id=row["id"])
    answers = kept if row["is_draft"] else kept["answers"]
    return Source(child_id=row["child_id"], first_name=row["first_name"], first_year=row["first_year"], is_own=is_own, answers=answers)
