"""`[[fermeture]]`: days on which something stays closed, and what."""

from dataclasses import dataclass

from app.catalogue.commune_file.entry import Entry
from app.catalogue.commune_file.model import Activity, SchoolAt, Site
from app.catalogue.commune_file.readings import DAY, FLAG, TEXT
from app.catalogue.rules.days import Closure, ClosureScope


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a closure may name."""

    sites: tuple[Site, ...]
    schools: tuple[SchoolAt, ...]
    activities: tuple[Activity, ...]


def read(root: Entry, *, known: Known) -> tuple[Closure, ...]:
    return tuple(_closure(entry, known=known) for entry in root.tables("fermeture"))


def _closure(entry: Entry, *, known: Known) -> Closure:
    first = entry.required("du", DAY)
    last = entry.optional("au", DAY, default=first)
    if last < first:
        entry.refuse("au", f"lu {last}, attendu une date qui ne précède pas {first}.")
    closure = Closure(first_day=first, last_day=last, reason=entry.required("motif", TEXT), scope=_scope(entry, known=known))
    entry.close()
    return closure


def _scope(entry: Entry, *, known: Known) -> ClosureScope:
    """Without any target, everything is closed."""
    sites = entry.codes("sites", known=[site.code for site in known.sites], what="aucun site", default=())
    schools = entry.codes("ecoles", known=[at.school.code for at in known.schools], what="aucune école", default=())
    activities = entry.codes("activites", known=[activity.code for activity in known.activities], what="aucune activité", default=())
    their_units = [unit.code for activity in known.activities if activity.code in activities for unit in activity.units]
    units = entry.codes("unites", known=their_units, what="aucune unité des activités nommées à côté", default=())
    all_schools = entry.optional("toutes-les-ecoles", FLAG, default=False)
    return ClosureScope(
        everything=not (all_schools or sites or schools or activities or units),
        all_schools=all_schools,
        schools=frozenset(schools),
        sites=frozenset(sites),
        activities=frozenset(activities),
        units=frozenset(units),
    )
