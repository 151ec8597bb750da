"""Changing the key of what is sealed in the database: every sealed column, a few rows at a time. Begun again, it goes on where it stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core import database, sealing
from app.data_classes import SEALED

AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class Column:
    """Its purpose is "table.column"; it is bound to the `id` of its row."""

    table: str
    name: str

    @property
    def purpose(self) -> str:
        return f"{self.table}.{self.name}"


def columns() -> tuple[Column, ...]:
    return tuple(Column(table=table, name=name) for table, names in SEALED.items() for name in names.split())


async def reseal_columns() -> int:
    """How many values were sealed again under the current key. Raises `sealing.Unreadable` on one that no key opens."""
    return sum([await _reseal(column) for column in columns()])


async def count_unknown() -> int:
    """Values under a key that the settings do not have: nobody can read them any more."""
    return sum([await _count(column, known=sealing.headers()) for column in columns()])


async def _reseal(column: Column) -> int:
    done = 0
    while changed := await _reseal_some(column):
        done += changed
    return done


@database.retried
async def _reseal_some(column: Column) -> int:
    async with database.transaction():
        rows = await _others(column, known=[sealing.header()], at_most=AT_ONCE)
        statement = f"update {column.table} set {column.name} = {{}} where id = {{}}"  # noqa: S608 - constants of the code
        for row in rows:
            plain = sealing.unseal(row["sealed"], purpose=column.purpose, bound_to=row["id"])
            await database.fetch(statement, sealing.seal(plain, purpose=column.purpose, bound_to=row["id"]), row["id"])
        return len(rows)


async def _others(column: Column, *, known: Sequence[bytes], at_most: int) -> list[dict[str, Any]]:
    statement = f"""
        select id, {column.name} as sealed from {column.table} where {column.name} is not null and substr({column.name}, 1, {{}}) <> all({{}}::bytea[])
        order by id limit {{}} for update
    """  # noqa: S608 - the same
    return await database.fetch(statement, sealing.HEADER_BYTES, list(known), at_most)


async def _count(column: Column, *, known: Sequence[bytes]) -> int:
    statement = f"""
        select count(*) from {column.table} where {column.name} is not null and substr({column.name}, 1, {{}}) <> all({{}}::bytea[])
    """  # noqa: S608 - the same
    return int(await database.fetch_value(statement, sealing.HEADER_BYTES, list(known)))
