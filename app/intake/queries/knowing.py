"""What the portal knows of the families of a batch: a constant number of statements, however many they are."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any
from uuid import UUID

from app.core import database
from app.households.rules import names
from app.households.rules.fields import Field
from app.intake.rules.families import SaidFamily
from app.intake.rules.known import ENROLLED, NAME, CodedChild, Known, KnownAdult, KnownChild, KnownEnrolment, KnownHousehold, Owner

HOUSEHOLDS = """
select h.id, h.name, h.address, h.category, exists (select 1 from household_key k where k.household = h.id and k.is_code) as has_code,
       coalesce(m.marks::text, jsonb_build_object()::text) as marks,
       exists (select 1 from household_merge hm where hm.kept = h.id and hm.undone_at is null) as is_merged,
       (select coalesce(json_agg(gone.marks), '[]') from import_mark gone join child on child.id = gone.subject
        where gone.household = h.id and not exists (select 1 from household_child hc where hc.household = h.id and hc.child = gone.subject)) as gone
from household h left join import_mark m on m.subject = h.id and m.household = h.id
where h.id = any({}) and h.merged_into is null order by h.created_at, h.id
"""
ADULTS = """
select g.household, g.id, g.first_name, g.last_name, g.phone, g.second_phone, g.account as account_id, coalesce(a.email, '') as email,
       a.password_hash is not null as is_active, g.left_at is not null as has_left, m.marks
from guardian g left join account a on a.id = g.account left join import_mark m on m.subject = g.id and m.household = g.household
where g.household = any({}) order by g.position, g.id
"""
CHILDREN = """
select hc.household, c.id, c.first_name, c.last_name, c.birth_date, c.school as school_id, m.marks
from household_child hc join child c on c.id = hc.child left join import_mark m on m.subject = c.id and m.household = hc.household
where hc.household = any({}) order by c.birth_date, c.id
"""
ENROLMENTS = """
select e.household, e.child as child_id, e.age_group as age_group_id, a.name as activity, ag.name as "group", e.starts_on, e.ends_on
from enrolment e join age_group ag on ag.id = e.age_group join activity a on a.id = ag.activity where e.household = any({}) order by e.starts_on, e.id
"""
WAITING = "select household, field, coalesce(guardian, child, household) as subject from pending_change where household = any({}) and status = 'open'"


async def of_families(families: Sequence[SaidFamily], *, claimed: set[UUID]) -> Known:
    known = Known(claimed=claimed)
    emails = [adult.email for family in families for adult in family.adults if adult.email]
    keys = await database.fetch(
        "select external_key, is_code, household from household_key where external_key = any({}::text[])", [family.key for family in families]
    )
    known.by_key = {(row["external_key"], row["is_code"]): row["household"] for row in keys}
    owners = await database.fetch(
        """
        select a.email, a.id, g.id as guardian, g.household, a.disabled_at is null as is_usable from account a left join guardian g on g.account = a.id
        where a.email = any({}::text[]) and a.kind = 'family'
        """,
        emails,
    )
    known.owners = {row["email"]: Owner(account_id=row["id"], guardian_id=row["guardian"], is_usable=row["is_usable"]) for row in owners}
    await _by_child(families, known=known)
    child_codes = [child.code for family in families for child in family.children if child.code]
    rows = await database.fetch(
        """
        select k.external_key, c.id, c.first_name, c.last_name, c.birth_date from child_key k join child c on c.id = k.child
        where k.external_key = any({}::text[])
        """,
        child_codes,
    )
    known.children_by_code = {
        row["external_key"]: CodedChild(id=row["id"], key=names.person_key(row["first_name"], row["last_name"]), birth_date=row["birth_date"]) for row in rows
    }
    found = {*known.by_key.values(), *(row["household"] for row in owners if row["household"]), *(each for ids in known.by_child.values() for each in ids)}
    known.households = await _households(found)
    return known


async def _by_child(families: Sequence[SaidFamily], *, known: Known) -> None:
    """Households with a child of the same name, born the same day; not asked for families whose key is known."""
    said = {(child.key, child.birth_date) for family in families if (family.key, bool(family.code)) not in known.by_key for child in family.children}
    rows = await database.fetch(
        """
        select c.first_name, c.last_name, c.birth_date, hc.household from child c join household_child hc on hc.child = c.id
        join household h on h.id = hc.household and h.merged_into is null where c.birth_date = any({}::date[]) order by h.created_at, h.id
        """,
        list({born for _, born in said}),
    )
    for row in rows:
        key = (names.person_key(row["first_name"], row["last_name"]), row["birth_date"])
        if key in said:
            known.by_child.setdefault(key, []).append(row["household"])


async def _households(ids: Collection[UUID]) -> dict[UUID, KnownHousehold]:
    wanted = list(ids)
    adults, children = _by_household(await database.fetch(ADULTS, wanted)), _by_household(await database.fetch(CHILDREN, wanted))
    enrolments, waiting = _by_household(await database.fetch(ENROLMENTS, wanted)), _by_household(await database.fetch(WAITING, wanted))
    rows = await database.fetch(HOUSEHOLDS, wanted)
    merged = {row["id"] for row in rows if row["is_merged"]}
    for each in (*chain.from_iterable(adults.values()), *chain.from_iterable(children.values())):
        each["marks"] = _marks(each["marks"], is_merged=each.pop("household") in merged)
    return {
        row["id"]: KnownHousehold(
            id=row["id"],
            name=row["name"],
            address=row["address"],
            category=row["category"],
            has_code=row["has_code"],
            marks=_marks(row["marks"], is_merged=row["is_merged"]),
            gone=tuple(json.loads(row["gone"])),
            adults=tuple(KnownAdult(**each) for each in adults.get(row["id"], ())),
            children=tuple(KnownChild(**each) for each in children.get(row["id"], ())),
            enrolments=tuple(KnownEnrolment(**_without_household(each)) for each in enrolments.get(row["id"], ())),
            waiting=frozenset((Field(each["field"]), each["subject"]) for each in waiting.get(row["id"], ())),
        )
        for row in rows
    }


def _marks(told: str | None, *, is_merged: bool) -> dict[str, str]:
    """A household that was two has two families in the old file: each would correct what the other says. Who they are is all that is remembered."""
    marks: dict[str, str] = json.loads(told or "{}")
    return {name: mark for name, mark in marks.items() if name == NAME or name.startswith(ENROLLED)} if is_merged else marks


def _without_household(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "household"}


def _by_household(rows: Iterable[dict[str, Any]]) -> dict[UUID, list[dict[str, Any]]]:
    by_household: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        by_household.setdefault(row["household"], []).append(row)
    return by_household
