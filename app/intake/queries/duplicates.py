"""Households as they are compared, and the pairs that were found."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.core import database
from app.intake.queries import merging
from app.intake.queries.merging import HouseholdView
from app.intake.rules import likeness
from app.intake.rules.likeness import Likely, Look, Reason

PER_PAGE = 10
READ_AT_ONCE = 2_000
LOOKS = """
select h.id, h.address,
       (select coalesce(json_agg(json_build_array(g.first_name || ' ' || g.last_name, g.phone, g.second_phone, coalesce(a.email, ''))), '[]')
        from guardian g left join account a on a.id = g.account where g.household = h.id and g.left_at is null) as adults,
       (select coalesce(json_agg(json_build_array(c.id, c.first_name, c.last_name, c.birth_date)), '[]')
        from household_child hc join child c on c.id = hc.child where hc.household = h.id) as children
from household h where h.merged_into is null and h.id > {} order by h.id limit {}
"""
STANDING = "from likely_pair p join household f on f.id = p.first join household s on s.id = p.second where f.merged_into is null and s.merged_into is null"


@dataclass(frozen=True, kw_only=True)
class PairView:
    first: HouseholdView
    second: HouseholdView
    score: int
    reasons: tuple[Reason, ...]
    is_denied: bool


@dataclass(frozen=True, kw_only=True)
class Pairs:
    pairs: tuple[PairView, ...]
    total: int
    open: int
    denied: int
    number: int
    pages: int


async def looks() -> list[Look]:
    found: list[Look] = []
    last = UUID(int=0)
    while rows := await database.fetch(LOOKS, last, READ_AT_ONCE):
        found += map(_look, rows)
        last = rows[-1]["id"]
    return found


def _look(row: Mapping[str, Any]) -> Look:
    adults, children = json.loads(row["adults"]), json.loads(row["children"])
    told = {"adults": [each[0] for each in adults], "phones": [phone for each in adults for phone in each[1:3]], "emails": [each[3] for each in adults]}
    born = [(UUID(each[0]), each[1], each[2], date.fromisoformat(each[3])) for each in children]
    return likeness.look(told, household_id=row["id"], address=row["address"], children=born)


async def page_of(*, number: int, denied: bool) -> Pairs:
    """The likeliest first. `denied`: those of which an agent said that they are not the same."""
    counts = await database.fetch_one(
        f"select count(*) filter (where p.denied_at is null) as open, count(*) filter (where p.denied_at is not null) as denied {STANDING}"
    )
    assert counts is not None  # noqa: S101 - an aggregate has a row
    total = counts["denied"] if denied else counts["open"]
    pages = max(1, -(-total // PER_PAGE))
    shown = min(number, pages)
    rows = await database.fetch(
        f"""
        select p.first, p.second, p.score, p.reasons, p.denied_at {STANDING} and (p.denied_at is not null) = {{}}
        order by p.score desc, p.first, p.second limit {{}} offset {{}}
        """,
        *(denied, PER_PAGE, (shown - 1) * PER_PAGE),
    )
    views = await merging.views_of([row[side] for row in rows for side in ("first", "second")])
    return Pairs(pairs=tuple(_pair(row, views=views) for row in rows), total=total, open=counts["open"], denied=counts["denied"], number=shown, pages=pages)


def _pair(row: Mapping[str, Any], *, views: Mapping[UUID, HouseholdView]) -> PairView:
    reasons = tuple(map(Reason, json.loads(row["reasons"])))
    return PairView(first=views[row["first"]], second=views[row["second"]], score=row["score"], reasons=reasons, is_denied=row["denied_at"] is not None)


async def looked_at() -> Any:  # noqa: ANN401 - an instant or None
    return await database.fetch_value("select max(found_at) from likely_pair")


def rows_of(pairs: Sequence[Likely]) -> tuple[list[UUID], list[UUID], list[int], list[str]]:
    return (
        [pair.first for pair in pairs],
        [pair.second for pair in pairs],
        [pair.score for pair in pairs],
        [json.dumps([reason.value for reason in pair.reasons]) for pair in pairs],
    )
