"""Files of families, written as other tools write them, and what is imported of them."""

import csv
import io
from collections.abc import Iterable, Mapping

from app.core import clock, database
from app.intake import actions
from app.intake.actions import Asked, Imported
from app.intake.rules.columns import Column
from app.intake.rules.findings import Finding, Kind

APPLY, LOOK, SKIP = Asked(apply=True), Asked(apply=False), Asked(apply=True, skip_errors=True)
MARTIN = {
    "code famille": "F001",
    "adresse": "3 rue des Lilas",
    "code postal": "35310",
    "ville": "Chavagne",
    "responsable 1 nom": "Martin",
    "responsable 1 prénom": "Anne",
    "responsable 1 courriel": "anne.martin@exemple.fr",
    "responsable 1 téléphone": "06 39 98 00 01",
    "enfant nom": "Martin",
    "enfant prénom": "Léa",
    "enfant date de naissance": "14/05/2018",
    "école": "École élémentaire publique",
    "classe": "CE2",
    "activité": "Restauration scolaire",
}
TABLES = (
    "account", "household", "guardian", "child", "household_child", "contact", "contact_child", "enrolment", "booking", "place", "capacity_counter",
    "household_key", "child_key", "import_mark", "pending_change", "filing", "outbox",
)  # fmt: skip


def written(rows: Iterable[Mapping[str, str]], *, separator: str = ";", encoding: str = "utf-8", header: list[str] | None = None) -> io.BytesIO:
    """`rows`: cells by the names of their columns; what a row does not say is empty."""
    columns = header or [column.value for column in Column]
    text = io.StringIO()
    table = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    table.writerow(columns)
    for row in rows:
        assert not row.keys() - set(columns), row.keys() - set(columns)
        table.writerow([row.get(column, "") for column in columns])
    return io.BytesIO(text.getvalue().encode(encoding))


async def imported(*rows: Mapping[str, str], asked: Asked = APPLY) -> Imported:
    return await actions.import_families(written(rows), asked, now=clock.now())


def of_kind(imported: Imported, kind: Kind) -> list[Finding]:
    return [finding for finding in imported.report.in_order if finding.kind is kind]


def errors(imported: Imported) -> list[tuple[int, str, str]]:
    return [(finding.line, finding.column, finding.sentence) for finding in of_kind(imported, Kind.ERROR)]


async def everything(tables: Iterable[str] = TABLES) -> dict[str, list[str]]:
    """All rows as text."""
    statements = {table: f"select t::text as all from {table} t order by 1" for table in tables}  # noqa: S608 - the names above
    return {table: [row["all"] for row in await database.fetch(statement)] for table, statement in statements.items()}
