"""What a batch of families changes, written in a constant number of statements."""

import json
from collections.abc import Iterable
from datetime import datetime

from app.core import database
from app.enrolments import actions as enrolments
from app.households import actions as households
from app.intake.planning import FIRST_SCHOOL, Added, Batch

# What a file may write in a household that is there, by the name of the field.
FIELDS = {
    "household.name": "update household set name = row.value from unnest({}::uuid[], {}::text[]) as row (id, value) where household.id = row.id",
    "household.address": "update household set address = row.value from unnest({}::uuid[], {}::text[]) as row (id, value) where household.id = row.id",
    "household.category": "update household set category = row.value from unnest({}::uuid[], {}::text[]) as row (id, value) where household.id = row.id",
    "guardian.phone": "update guardian set phone = row.value from unnest({}::uuid[], {}::text[]) as row (id, value) where guardian.id = row.id",
    "guardian.second_phone": "update guardian set second_phone = row.value from unnest({}::uuid[], {}::text[]) as row (id, value) where guardian.id = row.id",
    "guardian.account": "update guardian set account = row.value::uuid from unnest({}::uuid[], {}::text[]) as row (id, value) where guardian.id = row.id",
    # Links that were sent to the address before are dead: they carry a mark of it.
    "account.email": """
        update account set email = row.value, invited_at = null from unnest({}::uuid[], {}::text[]) as row (id, value)
        where account.id = row.id and account.password_hash is null
        """,
    "child.birth_date": "update child set birth_date = row.value::date from unnest({}::uuid[], {}::text[]) as row (id, value) where child.id = row.id",
    FIRST_SCHOOL: """
        update child set school = row.value::uuid
        from (select distinct on (id) id, value from unnest({}::uuid[], {}::text[]) with ordinality as row (id, value, rank) order by id, rank) as row
        where child.id = row.id and child.school is null
        """,
    "child.school": "update child set school = row.value::uuid from unnest({}::uuid[], {}::text[]) as row (id, value) where child.id = row.id",
}


async def apply_write(batch: Batch, *, now: datetime) -> None:
    database.require_transaction()
    await database.fetch(
        "insert into account (id, email, created_at) select id, email, {} from unnest({}::uuid[], {}::text[]) as row (id, email)",
        *(now, list(batch.accounts), list(batch.accounts.values())),
    )
    await households.apply_register(batch.households, now=now)
    await _apply_add(batch.added)
    await database.fetch(
        "insert into household_child (household, child) select * from unnest({}::uuid[], {}::uuid[]) on conflict do nothing",
        *([household_id for household_id, _ in batch.joined], [child_id for _, child_id in batch.joined]),
    )
    for what, statement in FIELDS.items():
        rows = [each for each in batch.written if each.what == what]
        if rows:
            await database.fetch(statement, [each.subject for each in rows], [each.value for each in rows])
    await enrolments.apply_enrol(batch.enrolments)
    await _apply_remember(batch)


async def _apply_add(added: Iterable[Added]) -> None:
    adults = [(each.household_id, each.guardian, each.position) for each in added if each.guardian]
    await database.fetch(
        """
        insert into guardian (id, household, account, first_name, last_name, phone, second_phone, position)
        select * from unnest({}::uuid[], {}::uuid[], {}::uuid[], {}::text[], {}::text[], {}::text[], {}::text[], {}::integer[])
        """,
        *([new.id for _, new, _ in adults], [household_id for household_id, _, _ in adults], [new.account_id for _, new, _ in adults]),
        *([new.first_name for _, new, _ in adults], [new.last_name for _, new, _ in adults], [new.phone for _, new, _ in adults]),
        *([new.second_phone for _, new, _ in adults], [position for _, _, position in adults]),
    )
    children = [(each.household_id, each.child) for each in added if each.child]
    await database.fetch(
        """
        with row as (
            select * from unnest({}::uuid[], {}::uuid[], {}::text[], {}::text[], {}::date[], {}::uuid[])
            as row (household, id, first_name, last_name, birth_date, school)
        ), made as (
            insert into child (id, first_name, last_name, birth_date, school) select id, first_name, last_name, birth_date, school from row
        )
        insert into household_child (household, child) select household, id from row
        """,
        *([household_id for household_id, _ in children], [new.id for _, new in children], [new.first_name for _, new in children]),
        *([new.last_name for _, new in children], [new.birth_date for _, new in children], [new.school_id for _, new in children]),
    )


async def _apply_remember(batch: Batch) -> None:
    await database.fetch(
        """
        insert into household_key (external_key, is_code, household) select * from unnest({}::text[], {}::boolean[], {}::uuid[])
        on conflict (external_key, is_code) do update set household = excluded.household where household_key.household <> excluded.household
        """,
        *([key for key, _ in batch.keys], [is_code for _, is_code in batch.keys], list(batch.keys.values())),
    )
    await database.fetch(
        "insert into child_key (external_key, child) select * from unnest({}::text[], {}::uuid[]) on conflict do nothing",
        *(list(batch.child_codes), list(batch.child_codes.values())),
    )
    await database.fetch(
        """
        insert into import_mark (subject, household, marks) select subject, household, marks::jsonb
        from unnest({}::uuid[], {}::uuid[], {}::text[]) as row (subject, household, marks)
        on conflict (subject, household) do update set marks = import_mark.marks || excluded.marks
        """,
        *([subject for subject, _ in batch.marks], [household_id for _, household_id in batch.marks]),
        [json.dumps(marks) for marks in batch.marks.values()],
    )
