"""Files that agents sent, and what was told of them."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core import database
from app.intake.rules.findings import Finding, Kind, Tally
from app.intake.rules.states import State

PER_PAGE = 50
IMPORTS = """
select i.id, i.file_name, i.state, i.skip_errors, i.lines_read, i.tally, i.sent_at, i.changed_at,
       coalesce(m.first_name || ' ' || m.last_name, '') as sent_by
from family_import i left join staff_member m on m.account = i.sent_by
"""


@dataclass(frozen=True, kw_only=True)
class ImportView:
    """`sent_by`: the agent's name; empty when they are no longer known."""

    id: UUID
    file_name: str
    state: State
    skip_errors: bool
    lines_read: int
    tally: Tally
    sent_at: datetime
    changed_at: datetime
    sent_by: str


@dataclass(frozen=True, kw_only=True)
class Findings:
    lines: tuple[Finding, ...]
    counts: dict[Kind, int]
    total: int
    number: int
    pages: int


async def latest() -> tuple[ImportView, ...]:
    return tuple(map(_view, await database.fetch(f"{IMPORTS} order by i.sent_at desc, i.id limit 20")))


async def one(import_id: UUID) -> ImportView | None:
    row = await database.fetch_one(f"{IMPORTS} where i.id = {{}}", import_id)
    return None if row is None else _view(row)


def _view(row: dict[str, Any]) -> ImportView:
    return ImportView(**row | {"state": State(row["state"]), "tally": Tally(**json.loads(row["tally"]))})


async def findings_of(import_id: UUID, *, kind: Kind | None, number: int) -> Findings:
    counted = await database.fetch("select kind, count(*) as number from family_import_finding where family_import = {} group by kind", import_id)
    counts = {Kind(row["kind"]): row["number"] for row in counted}
    total = counts.get(kind, 0) if kind else sum(counts.values())
    pages = max(1, -(-total // PER_PAGE))
    shown = min(number, pages)
    lines = await told(import_id, kind=kind, limit=PER_PAGE, offset=(shown - 1) * PER_PAGE)
    return Findings(lines=lines, counts=counts, total=total, number=shown, pages=pages)


async def told(import_id: UUID, *, kind: Kind | None, limit: int, offset: int = 0) -> tuple[Finding, ...]:
    rows = await database.fetch(
        """
        select line, kind, column_name, sentence from family_import_finding
        where family_import = {} and ({}::text is null or kind = {}) order by line, id limit {} offset {}
        """,
        *(import_id, kind, kind, limit, offset),
    )
    return tuple(Finding(line=row["line"], kind=Kind(row["kind"]), column=row["column_name"], sentence=row["sentence"]) for row in rows)
