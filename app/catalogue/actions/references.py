"""What still refers to rows of the catalogue. The features above are not named: the foreign keys of the database tell."""

from collections.abc import Sequence
from typing import TypeVar

from app.core import database

Id = TypeVar("Id")


async def used(table: str, ids: Sequence[Id]) -> set[Id]:
    """Those that a row somewhere refers to, were it only as history."""
    if not ids:
        return set()
    keys = await database.fetch(
        """
        select conrelid::regclass::text as source, quote_ident(attname) as name
        from pg_constraint
        join pg_attribute on attrelid = conrelid and attnum = conkey[1]
        where contype = 'f' and confrelid = to_regclass({}::text) and confdeltype <> 'c'
        order by 1, 2
        """,
        table,
    )
    found: set[Id] = set()
    for key in keys:
        using = f"select distinct {key['name']} as id from {key['source']} where {key['name']} = any({{}})"  # noqa: S608 - quoted by PostgreSQL
        found |= {row["id"] for row in await database.fetch(using, list(ids))}
    return found
