"""What the file no longer names is taken away, with its slots, unless a family has something there."""

from uuid import UUID

from app.catalogue.actions import breaks, references
from app.catalogue.actions.aim import Tally
from app.catalogue.actions.lists import Codes
from app.catalogue.commune_file import CommuneFile
from app.core import database

# In the order in which rows may go, and what a person calls them.
WORDS = {"unit": "l’unité", "age_group": "le groupe", "activity": "l’activité", "school": "l’école", "site": "le site"}


async def apply(file: CommuneFile, *, codes: Codes) -> Tally:
    database.require_transaction()
    gone = _gone(file, codes=codes)
    if not any(gone.values()):
        return Tally()
    slots = await breaks.of_vanished(units=gone["unit"], groups=gone["age_group"])
    if problems := await breaks.why_not_removed(slots):
        return Tally(problems=tuple(problems))
    await database.fetch("delete from slot where id = any({}::bigint[])", list(slots))
    await database.fetch(
        "delete from capacity_counter where taken = 0 and not exists (select 1 from slot_counter where slot_counter.counter = capacity_counter.id)"
    )
    others = 0
    for table, ids in gone.items():
        problems = await _why_not_gone(table, ids)
        if problems:
            return Tally(problems=tuple(problems))
        others += len(await database.fetch(f"delete from {table} where id = any({{}}) returning id", ids))  # noqa: S608 - a constant of this module
    return Tally(removed=len(slots), others=others)


def _gone(file: CommuneFile, *, codes: Codes) -> dict[str, list[UUID]]:
    kept_units = {(activity.code, unit.code) for activity in file.activities for unit in activity.units}
    kept_groups = {(activity.code, group.code) for activity in file.activities for group in activity.groups}
    kept_activities, kept_sites = {activity.code for activity in file.activities}, {site.code for site in file.sites}
    kept_schools = {at.school.code for at in file.schools}
    return {
        "unit": [row for key, row in codes.units.items() if key not in kept_units],
        "age_group": [row for key, row in codes.groups.items() if key not in kept_groups],
        "activity": [row for key, row in codes.activities.items() if key not in kept_activities],
        "school": [row for key, row in codes.schools.items() if key not in kept_schools],
        "site": [row for key, row in codes.sites.items() if key not in kept_sites],
    }


async def _why_not_gone(table: str, ids: list[UUID]) -> list[str]:
    used = list(await references.used(table, ids))
    rows = await database.fetch(f"select name from {table} where id = any({{}}) order by name", used)  # noqa: S608 - a constant of this module
    return [f"{WORDS[table]} « {row['name']} » disparaîtrait, alors que des inscriptions ou des fiches d’enfants s’y rapportent." for row in rows]
