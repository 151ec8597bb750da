"""Short lists of rows, written in one statement: what is new is added, what differs is changed, the rest is left alone."""

from collections.abc import Mapping, Sequence

from app.core import database


async def apply_upsert(table: str, *, key: str, types: Mapping[str, str], rows: Sequence[Mapping[str, object]]) -> int:
    """How many rows were added or changed. `key` is what the unique constraint holds, `types` the SQL type of each column; an `id` is never changed."""
    database.require_transaction()
    names = ", ".join(types)
    written = [name for name in types if name not in {"id", *key.split(", ")}]
    casts = ", ".join(f"row.{name}::{kind}" for name, kind in types.items())
    arrays = ", ".join(["{}::text[]"] * len(types))
    sets = ", ".join(f"{name} = excluded.{name}" for name in written)
    old, new = (", ".join(f"{source}.{name}" for name in written) for source in (table, "excluded"))
    # Names and types are constants of the callers; values travel apart.
    statement = f"""
        insert into {table} ({names}) select {casts} from unnest({arrays}) as row ({names})
        on conflict ({key}) do update set {sets} where ({old}) is distinct from ({new})
        returning 1 as one
    """  # noqa: S608
    return len(await database.fetch(statement, *([literal(row[name]) for row in rows] for name in types)))


def literal(value: object) -> str | None:
    """As PostgreSQL reads it."""
    if value is None:
        return None
    return f"{{{','.join(map(str, value))}}}" if isinstance(value, tuple) else str(value)
