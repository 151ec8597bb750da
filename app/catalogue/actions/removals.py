"""What the file no longer names is taken away with its slots, or retired when history refers to it: it comes back as it was when the file names it again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.catalogue.actions import breaks, references
from app.catalogue.actions.aim import Tally
from app.catalogue.actions.breaks import Families
from app.catalogue.commune_file import CommuneFile
from app.core import clock, database

# In the order in which rows may go.
TABLES = ("unit", "age_group", "activity", "school", "site", "document_kind")
OFFERED = """
select 'unit' as source, unit.id, concat(activity.code, ' ', unit.code) as key
from unit join activity on activity.id = unit.activity where unit.retired_at is null
union all
select 'age_group', age_group.id, concat(activity.code, ' ', age_group.code) from age_group join activity on activity.id = age_group.activity
where age_group.retired_at is null
union all
select 'activity', id, code from activity where retired_at is null
union all
select 'school', id, code from school where retired_at is null
union all
select 'site', id, code from site where retired_at is null
union all
select 'document_kind', id, code from document_kind where retired_at is null
"""


async def apply(file: CommuneFile, *, families: Families, now: datetime) -> Tally:
    database.require_transaction()
    vanished = await _vanished(file)
    if not any(vanished.values()):
        return Tally()
    broken = await breaks.of_vanished_groups(vanished["age_group"], since=now.astimezone(clock.PARIS).date())
    if broken:
        await families.apply_give_up(broken)
    removed = len(await _removed(broken.gone)) + await _remove_unused_past(units=vanished["unit"], groups=vanished["age_group"])
    await database.fetch(
        "delete from capacity_counter where taken = 0 and not exists (select 1 from slot_counter where slot_counter.counter = capacity_counter.id)"
    )
    for table in TABLES:
        await _remove_or_retire(table, vanished[table], now=now)
    return Tally(removed=removed, others=sum(map(len, vanished.values())))


async def _vanished(file: CommuneFile) -> dict[str, list[UUID]]:
    named = {
        "unit": {f"{activity.code} {unit.code}" for activity in file.activities for unit in activity.units},
        "age_group": {f"{activity.code} {group.code}" for activity in file.activities for group in activity.groups},
        "activity": {activity.code for activity in file.activities},
        "school": {at.school.code for at in file.schools},
        "site": {site.code for site in file.sites},
        "document_kind": {piece.code for piece in file.pieces},
    }
    rows = await database.fetch(OFFERED)
    return {table: [row["id"] for row in rows if row["source"] == table and row["key"] not in named[table]] for table in TABLES}


async def _removed(slots: Sequence[int]) -> list[dict[str, object]]:
    return await database.fetch("delete from slot where id = any({}::bigint[]) returning id", slots)


async def _remove_unused_past(*, units: Sequence[UUID], groups: Sequence[UUID]) -> int:
    rows = await database.fetch("select id from slot where unit = any({}::uuid[]) or age_group = any({}::uuid[])", units, groups)
    past = [row["id"] for row in rows]
    used = await references.used("slot", past)
    return len(await _removed([slot for slot in past if slot not in used]))


async def _remove_or_retire(table: str, ids: Sequence[UUID], *, now: datetime) -> None:
    used = await references.used(table, ids)
    await database.fetch(f"delete from {table} where id = any({{}}::uuid[])", [row for row in ids if row not in used])  # noqa: S608 - a constant of this module
    await database.fetch(f"update {table} set retired_at = {{}} where id = any({{}}::uuid[])", now, list(used))  # noqa: S608 - the same
