"""Families made in a few statements, signed in already: one adult, children, each enrolled in every activity of the demo, dossiers received."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.core import clock, database
from app.dossiers.sheets import PROCEDURE
from app.filings.rules import Status

# Seen "a moment from now": no tap of the measures is the one of its minute that writes it down.
AHEAD = timedelta(minutes=15)
BIRTH_DATE = date(2018, 5, 14)


@dataclass(frozen=True, kw_only=True)
class Family:
    """`token` is the session's; `enrolments` are the first child's, by the code of the activity."""

    token: str
    household_id: UUID
    account_id: UUID
    children: tuple[UUID, ...]
    enrolments: Mapping[str, UUID]


@dataclass(frozen=True, kw_only=True)
class _Group:
    id: UUID
    activity: str
    starts_on: date
    ends_on: date


async def made(number: int, *, children: int = 1) -> list[Family]:
    groups = [_Group(**row) for row in await database.fetch(GROUPS)]
    families = [_drawn(groups, children=children) for _ in range(number)]
    await _add_adults(families)
    await _add_children(families, groups=groups)
    await _add_dossiers(families)
    await database.fetch("analyze")
    return families


GROUPS = """
select distinct on (a.id) ag.id, a.code as activity, a.starts_on, a.ends_on
from age_group ag join activity a on a.id = ag.activity order by a.id, ag.position
"""


def _drawn(groups: Sequence[_Group], *, children: int) -> Family:
    return Family(
        token=uuid4().hex,
        household_id=uuid4(),
        account_id=uuid4(),
        children=tuple(uuid4() for _ in range(children)),
        enrolments={group.activity: uuid4() for group in groups},
    )


async def _add_adults(families: Sequence[Family]) -> None:
    now, accounts, households = clock.now(), [family.account_id for family in families], [family.household_id for family in families]
    at = [now] * len(families)
    await _fill("account", id=("uuid", accounts), email=("text", [f"{account}@exemple.fr" for account in accounts]), created_at=("timestamptz", at))
    await _fill("household", id=("uuid", households), name=("text", ["Mesure"] * len(families)), created_at=("timestamptz", at))
    await _fill(
        "guardian",
        id=("uuid", [uuid4() for _ in families]),
        household=("uuid", households),
        account=("uuid", accounts),
        first_name=("text", ["Camille"] * len(families)),
        last_name=("text", ["Mesure"] * len(families)),
    )
    await _fill(
        "session",
        id=("uuid", [uuid4() for _ in families]),
        account=("uuid", accounts),
        token_hash=("bytea", [hashlib.sha256(family.token.encode()).digest() for family in families]),
        created_at=("timestamptz", at),
        seen_at=("timestamptz", [now + AHEAD] * len(families)),
        ends_at=("timestamptz", [now + timedelta(hours=12)] * len(families)),
        proved_at=("timestamptz", at),
    )


async def _add_children(families: Sequence[Family], *, groups: Sequence[_Group]) -> None:
    pairs = [(family, child) for family in families for child in family.children]
    ids = [child for _, child in pairs]
    await _fill(
        "child",
        id=("uuid", ids),
        first_name=("text", ["Clervie"] * len(ids)),
        last_name=("text", ["Mesure"] * len(ids)),
        birth_date=("date", [BIRTH_DATE] * len(ids)),
    )
    await _fill("household_child", household=("uuid", [family.household_id for family, _ in pairs]), child=("uuid", ids))
    lines = [(family, child, group) for family, child in pairs for group in groups]
    await _fill(
        "enrolment",
        id=("uuid", [family.enrolments[group.activity] if child == family.children[0] else uuid4() for family, child, group in lines]),
        household=("uuid", [family.household_id for family, _, _ in lines]),
        child=("uuid", [child for _, child, _ in lines]),
        age_group=("uuid", [group.id for _, _, group in lines]),
        starts_on=("date", [group.starts_on for _, _, group in lines]),
        ends_on=("date", [group.ends_on for _, _, group in lines]),
    )


async def _add_dossiers(families: Sequence[Family]) -> None:
    """Received for every school year: some activities are not booked without."""
    pairs = [(family.household_id, child) for family in families for child in family.children]
    await database.fetch(
        """
        insert into filing (id, number, procedure, household, beneficiary, first_year, status, subject, submission_id, sent_at)
        select gen_random_uuid(), nextval('filing_number'), {}, pair.household, pair.child, y.first_year, {}, 'Dossier', gen_random_uuid(), {}
        from unnest({}::uuid[], {}::uuid[]) as pair (household, child), school_year y
        """,
        *(PROCEDURE, Status.ACCEPTED, clock.now(), [household_id for household_id, _ in pairs], [child for _, child in pairs]),
    )


async def _fill(table: str, **columns: tuple[str, Sequence[Any]]) -> None:
    arrays = ", ".join(f"{{}}::{kind}[]" for kind, _ in columns.values())
    await database.fetch(
        f"insert into {table} ({', '.join(columns)}) select * from unnest({arrays})",  # noqa: S608 - names of this module
        *(values for _, values in columns.values()),
    )
