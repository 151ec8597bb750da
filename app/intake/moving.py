"""Rows changed by a merge, each written down with what it was, so that it can be put back: the statements, made from `references`."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.core import database
from app.intake.references import MOVED, Moved


@dataclass(frozen=True, kw_only=True)
class Doubles:
    """Who was there twice: from the one of the absorbed household to the one who stays."""

    children: Mapping[UUID, UUID] = field(default_factory=dict)
    guardians: Mapping[UUID, UUID] = field(default_factory=dict)
    contacts: Mapping[UUID, UUID] = field(default_factory=dict)

    @property
    def by_kind(self) -> dict[str, Mapping[UUID, UUID]]:
        return {"child": self.children, "guardian": self.guardians, "contact": self.contacts}

    @property
    def ids(self) -> list[UUID]:
        return [*self.children, *self.guardians, *self.contacts]


@dataclass(frozen=True, kw_only=True)
class Move:
    merge_id: UUID
    kept: UUID
    absorbed: UUID
    doubles: Doubles


KINDS = ("child", "guardian", "contact")


class Stuck(Exception):
    """A row is no longer as the merge left it. `table` tells of what kind."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


async def apply_move_all(move: Move) -> None:
    """Both ends of each link go in their turn: the database looks at them once all is moved."""
    database.require_transaction()
    await database.fetch("set constraints all deferred")
    for moved in MOVED:
        await _apply_move(moved, move=move)
    await database.fetch("set constraints all immediate")


async def _apply_move(moved: Moved, *, move: Move) -> None:
    statement = _statement(moved)
    pairs = [pairs for name, pairs in move.doubles.by_kind.items() if getattr(moved, name)]
    doubles = [value for each in pairs for value in (list(each), list(each.values()))]
    household = (move.absorbed, move.kept) if moved.household else ()
    stays = (move.doubles.ids,) if DOUBLES in moved.stays else ()
    await database.fetch(statement, *household, *doubles, *household[:1], *stays, move.merge_id, move.merge_id)


DOUBLES = "{doubles}"
NEXT_POSITION = "(select coalesce(max(position), 0) + 1 from merge_step where merge = {})"


@functools.cache
def _statement(moved: Moved) -> str:
    """Values: the absorbed household and the kept one; the pairs of each kind; the absorbed one again; all doubles where `stays` asks for them; the merge,
    twice."""
    kinds = {name: getattr(moved, name) for name in KINDS if getattr(moved, name)}
    named = kinds | ({"household": moved.household} if moved.household else {})
    changed = {column: f"m.new_{name}" for name, column in named.items()}
    keys = " and ".join(f"t.{column} = m.key_{column}" for column in moved.key)
    concerned = [f"{name}_double.stays is not null" for name in kinds] + ([f"t.{moved.household} = {{}}"] if moved.household else [])
    joins = (
        f"left join unnest({{}}::uuid[], {{}}::uuid[]) as {name}_double (goes, stays) on {name}_double.goes = t.{column}" for name, column in kinds.items()
    )
    stays = moved.stays.replace(DOUBLES, "{}").replace("new_", "m.new_")
    return f"""
    with mapped as materialized (
        select {_mapped(moved, kinds=kinds, changed=changed)} from {moved.table} t {" ".join(joins)} where {" or ".join(concerned)} for update of t
    ), movable as (
        select m.* from mapped m join {moved.table} t on {keys} where not ({stays}) and not ({_is_there(moved, changed=changed)})
    ), moved as (
        update {moved.table} t set {", ".join(f"{column} = {new}" for column, new in changed.items())} from movable m where {keys}
    )
    insert into merge_step (merge, position, table_name, row_key, before, after)
    select {{}}, {NEXT_POSITION}, '{moved.table}', {_object({column: changed.get(column, f"m.key_{column}") for column in moved.key})},
           {_object({column: f"m.old_{column}" for column in changed})}, {_object(changed)} from movable m
    """  # noqa: S608 - made of the names of `references`


def _mapped(moved: Moved, *, kinds: Mapping[str, str], changed: Mapping[str, str]) -> str:
    """What the row is told by, what its columns say and what they will."""
    new = [f"case when t.{moved.household} = {{}} then {{}}::uuid else t.{moved.household} end as new_household"] if moved.household else []
    new += [f"coalesce({name}_double.stays, t.{column}) as new_{name}" for name, column in kinds.items()]
    return ", ".join([*new, *(f"t.{column} as key_{column}" for column in moved.key), *(f"t.{column} as old_{column}" for column in changed)])


def _is_there(moved: Moved, *, changed: Mapping[str, str]) -> str:
    """Whether another row has what this one would have."""
    if not moved.unique:
        return "false"
    same = " and ".join(f"o.{column} is not distinct from {changed.get(column, f't.{column}')}" for column in moved.unique)
    other = " or ".join(f"o.{column} is distinct from t.{column}" for column in moved.key)
    return f"({moved.among}) and exists (select 1 from {moved.table} o where {same} and ({other}) and {moved.among.replace('t.', 'o.')})"  # noqa: S608


def _object(pairs: Mapping[str, str]) -> str:
    told = ", ".join(f"'{name}', {expression}" for name, expression in pairs.items())
    return f"jsonb_build_object({told})"


async def apply_set(move: Move, table: str, *, row_id: UUID, **values: object) -> None:
    """Columns of one row take these values, written down as any other move. Nothing when they have them."""
    await apply_set_where(move, table, key={"id": row_id}, **values)


async def apply_set_where(move: Move, table: str, *, key: Mapping[str, UUID], **values: object) -> None:
    database.require_transaction()
    tells = " and ".join(f"t.{column} = {{}}" for column in key)
    told = ", ".join(f"'{column}', t.{column}" for column in values)
    places = ", ".join(f"{column} = (jsonb_populate_record(null::{table}, {{}}::text::jsonb)).{column}" for column in values)
    statement = f"""
    with before as (select jsonb_build_object({told}) as was from {table} t where {tells} for update),
    changed as (update {table} t set {places} from before where {tells} returning jsonb_build_object({told}) as now, before.was)
    insert into merge_step (merge, position, table_name, row_key, before, after)
    select {{}}, {NEXT_POSITION}, '{table}', {{}}::text::jsonb, was, now from changed where was <> now
    """  # noqa: S608 - names of this feature
    new, ids = json.dumps(values, default=str), json.dumps(key, default=str)
    await database.fetch(statement, *key.values(), *([new] * len(values)), *key.values(), move.merge_id, move.merge_id, ids)


async def apply_put_back(merge_id: UUID) -> None:
    """Every row as it was, the last one first. Raises `Stuck` at one that has changed since."""
    database.require_transaction()
    await database.fetch("set constraints all deferred")
    groups = await database.fetch(
        """
        select position, table_name, count(*) as rows, array(select jsonb_object_keys(min(before::text)::jsonb)) as columns,
               array(select jsonb_object_keys(min(row_key::text)::jsonb)) as keys
        from merge_step where merge = {} group by position, table_name order by position desc
        """,
        merge_id,
    )
    for group in groups:
        await _apply_put_group_back(merge_id, group)


async def _apply_put_group_back(merge_id: UUID, group: Mapping[str, Any]) -> None:
    table = group["table_name"]
    if table not in TABLES:
        raise ValueError(f"a merge moved rows of {table}, which is not declared")
    columns: Sequence[str] = group["columns"]
    keys = " and ".join(f"t.{key} = (jsonb_populate_record(null::{table}, s.row_key)).{key}" for key in group["keys"])
    as_left = " and ".join(f"t.{column} is not distinct from (jsonb_populate_record(null::{table}, s.after)).{column}" for column in columns)
    written = ", ".join(f"{column} = (jsonb_populate_record(null::{table}, s.before)).{column}" for column in columns)
    statement = f"""
    update {table} t set {written} from merge_step s where s.merge = {{}} and s.position = {{}} and {keys} and {as_left} returning 1 as one
    """  # noqa: S608 - names of the schema, checked above
    back = await database.fetch(statement, merge_id, group["position"])
    if len(back) != group["rows"]:
        raise Stuck(table)


TABLES = {moved.table for moved in MOVED} | {"account", "child", "enrolment", "contact_child"}
