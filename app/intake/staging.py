"""The lines of a file, put beside the families in a table that lives as long as the transaction: however long the file, its families come one batch
after the other, in the order of their first lines."""

from collections.abc import Iterable

import msgspec

from app.core import database
from app.intake.rules import families
from app.intake.rules.families import SaidFamily
from app.intake.rules.lines import Line

FAMILIES = 50  # of a batch: what is worked out between two statements holds the event loop for some milliseconds

NEXT = """
with batch as (select family, first, is_wrong from staged_family where first > {} order by first limit {})
select batch.first, batch.is_wrong, string_agg(line.content, ',' order by line.number) as lines
from batch join staged_line line on line.family = batch.family group by 1, 2 order by 1
"""


async def apply_begin() -> None:
    database.require_transaction()
    await database.fetch("create temp table staged_line (number integer, family text, is_wrong boolean, content text) on commit drop")


async def apply_stage(lines: Iterable[Line]) -> None:
    await database.apply_copy(
        "staged_line",
        columns=("number", "family", "is_wrong", "content"),
        rows=[(line.number, line.family, line.is_wrong, msgspec.json.encode(line).decode()) for line in lines],
    )


async def apply_order() -> int:
    """How many families there are. One wrong line keeps all of its family out."""
    database.require_transaction()
    await database.fetch(
        "create temp table staged_family on commit drop as select family, min(number) as first, bool_or(is_wrong) as is_wrong from staged_line group by family"
    )
    await database.fetch("create index on staged_family (first)")
    await database.fetch("create index on staged_line (family)")
    await database.fetch("analyze staged_line")
    await database.fetch("analyze staged_family")
    return int(await database.fetch_value("select count(*) from staged_family"))


async def next_after(first: int) -> list[tuple[SaidFamily, bool]]:
    """The families whose first line comes after this one, each with whether one of its lines is wrong."""
    rows = await database.fetch(NEXT, first, FAMILIES)
    return [(families.gathered(msgspec.json.decode(f"[{row['lines']}]", type=list[Line])), row["is_wrong"]) for row in rows]
