"""What still refers to rows of the catalogue. The features above are not named: the foreign keys of the database tell."""

from collections.abc import Sequence
from typing import TypeVar

from app.core import database

Id = TypeVar("Id")


async def counts(table: str, ids: Sequence[Id]) -> dict[Id, int]:
    """How many rows keep each of these from being removed; those that nothing refers to are left out."""
    if not ids:
        return {}
    keys = await database.fetch(
        """
        select conrelid::regclass::text as source, quote_ident(attname) as name
        from pg_constraint
        join pg_attribute on attrelid = conrelid and attnum = conkey[1]
        where contype = 'f' and confrelid = to_regclass({}::text) and confdeltype in ('a', 'r')
        order by 1, 2
        """,
        table,
    )
    found: dict[Id, int] = {}
    for key in keys:
        counting = f"select {key['name']} as id, count(*) as rows from {key['source']} where {key['name']} = any({{}}) group by 1"  # noqa: S608 - quoted by PostgreSQL
        for row in await database.fetch(counting, list(ids)):
            found[row["id"]] = found.get(row["id"], 0) + row["rows"]
    return found
