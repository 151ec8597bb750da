"""Loading a commune's file. `lists` writes what the file names, `slots` what follows from it, `removals` takes away what it no longer names."""

from collections.abc import Iterator
from datetime import date, datetime

from app.catalogue import commune_file, timetable
from app.catalogue.actions import inventory, lists, removals, slots
from app.catalogue.actions.aim import Aim, Tally
from app.catalogue.actions.breaks import Break, Families, Rooms
from app.catalogue.actions.lists import Codes
from app.catalogue.actions.report import LoadReport
from app.catalogue.actions.versions import apply_lock, apply_record
from app.catalogue.commune_file import Source
from app.catalogue.rules import changes
from app.catalogue.timetable import GroupPlan, Timetable
from app.core import clock, database

__all__ = ["Break", "Families", "LoadReport", "Rooms", "apply_load", "apply_lock", "apply_record", "prepare"]


def prepare(source: Source, *, now: datetime) -> Timetable:
    """The file, read and settled on the school years of the day. Raises `commune_file.Refused` with everything that is wrong."""
    return timetable.resolve(commune_file.read_source(source), today=now.astimezone(clock.PARIS).date())


async def apply_load(prepared: Timetable, *, families: Families, now: datetime) -> LoadReport:
    """Two loads take turns, by the lock on the commune. The past, and what stands before the first school year, is written
    once, when a group is first loaded: history is not rewritten. What families have in what goes, `families` gives up.
    """
    database.require_transaction()
    await database.fetch("select id from commune for update")
    # Plans are made while the tables are small and kept while they grow: they must use the indexes from the start, those behind foreign keys too.
    # Measured for a city: 118 s without this, and planning each statement anew (plan_cache_mode) takes half of the load.
    await database.fetch("discard plans")
    await database.fetch("set local enable_seqscan = off")
    since = max(now.astimezone(clock.PARIS).date(), prepared.years[0].first_day)
    before, admissions = await inventory.taken(since=since), await lists.admissions()
    others = await lists.apply_commune(prepared) + await lists.apply_named(prepared)
    codes, tally, problems = await lists.codes(), Tally(), []
    await slots.apply_make_room()
    for plan in prepared.plans():
        if plan.faults:
            problems += prepared.fault_sentences(plan.faults)
        else:
            aim = await _aim(prepared, plan, codes=codes, since=since)
            tally += await slots.apply_group(aim, families=families, admitted=admissions.get(aim.group_id))
    if problems:
        raise commune_file.Refused(prepared.file.source, list(_once(problems)))
    tally += await removals.apply(prepared.file, families=families, now=now)
    found = changes.between(before, await inventory.taken(since=since))
    return LoadReport(file=prepared.file, years=prepared.years, others=others + tally.others, slots=tally, changes=found)


async def _aim(prepared: Timetable, plan: GroupPlan, *, codes: Codes, since: date) -> Aim:
    """A group that has no slot yet gets its past too."""
    activity, group_id = plan.activity.code, codes.groups[plan.activity.code, plan.group.code]
    known = await database.fetch_value("select exists (select 1 from slot where age_group = {})", group_id)
    return Aim(
        plan=plan,
        group_id=group_id,
        units={unit.code: codes.units[activity, unit.code] for unit in plan.activity.units},
        since=since if known else date.min,
        coming=since,
        why_not_open=lambda unit, day: prepared.why_shut(plan, unit=unit, day=day),
    )


def _once(problems: list[str]) -> Iterator[str]:
    """Groups that share a rule share its mistake."""
    yield from dict.fromkeys(problems)
