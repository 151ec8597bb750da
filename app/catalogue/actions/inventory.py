"""The catalogue as the commune's file tells it, read back from its rows: what loading changed is the difference of two of these."""

import json
from datetime import date

from app.catalogue.rules.changes import Fact, Inventory, Item, Kind
from app.catalogue.rules.days import WEEKDAY_NAMES, Weekday
from app.core import database
from components import french

# Places and closures on the days to come. What is retired is not told: the file does not name it.
LISTED = """
select 'site' as kind, code as key, name, json_build_object('nom', name) as facts, position as at
from site where retired_at is null
union all
select 'school', school.code, school.name, json_build_object('nom', school.name, 'site', coalesce(site.name, ''), 'jours', class_weekdays), 0
from school left join site on site.id = school.site where school.retired_at is null
union all
select 'activity', code, name, json_build_object(
    'nom', name, 'résumé', summary, 'début', to_char(starts_on, 'DD/MM/YYYY'), 'fin', to_char(ends_on, 'DD/MM/YYYY'), 'journée', (
        select string_agg(unit.name, ', ' order by unit.position) from unit where unit.activity = activity.id and whole_day and unit.retired_at is null
    ), 'dossier exigé', case when needs_dossier then 'oui' else 'non' end
), position
from activity where retired_at is null
union all
select 'unit', concat(activity.code, ' ', unit.code), concat(activity.name, ', ', unit.name), json_build_object(
    'nom', unit.name, 'nom court', short_name, 'début', to_char(starts_at, 'HH24:MI'), 'fin', to_char(ends_at, 'HH24:MI'),
    'jours', weekdays, 'périodes', array_to_string(periods, ', '), 'prix', price_cents
), activity.position * 100 + unit.position
from unit join activity on activity.id = unit.activity where unit.retired_at is null
union all
select 'group', concat(activity.code, ' ', age_group.code), concat(activity.name, ', ', age_group.name), json_build_object(
    'nom', age_group.name, 'site', site.name, 'écoles', (select string_agg(school.name, ', ' order by school.name) from school where code = any(schools)),
    'âge minimum', age_min, 'âge maximum', age_max, 'niveaux', upper(array_to_string(levels, ', '))
), activity.position * 100 + age_group.position
from age_group join activity on activity.id = age_group.activity join site on site.id = age_group.site where age_group.retired_at is null
union all
select 'places', concat(activity.code, ' ', age_group.code, ' ', counted.code), concat(activity.name, ', ', age_group.name, ', « ', counted.code, ' »'),
    json_build_object('nombre', counted.capacities), activity.position * 100 + age_group.position
from (
    select age_group, code, string_agg(distinct coalesce(capacity::text, 'sans limite'), ', ') as capacities
    from capacity_counter where day >= {} group by age_group, code
) counted
join age_group on age_group.id = counted.age_group and age_group.retired_at is null
join activity on activity.id = age_group.activity
union all
select 'cutoff', concat(activity.code, ' ', unit.code), concat(activity.name, ', ', unit.name),
    json_build_object('réservation', book_words, 'annulation', cancel_words, 'ouverture', window_words), activity.position * 100 + unit.position
from unit join activity on activity.id = unit.activity where unit.retired_at is null
union all
select 'closure', concat(activity.code, ' ', shut.reason), concat(shut.reason, ' – ', activity.name), json_build_object('dates', shut.days), activity.position
from (
    select age_group.activity, reason, array_agg(distinct day order by day) as days
    from closed_day join age_group on age_group.id = closed_day.age_group and age_group.retired_at is null
    where day >= {} group by age_group.activity, reason
) shut
join activity on activity.id = shut.activity
order by at, key
"""


async def taken(*, since: date) -> Inventory:
    rows = await database.fetch(LISTED, since, since)
    return {
        (Kind(row["kind"]), row["key"]): Item(name=row["name"], facts={label: _fact(label, value) for label, value in json.loads(row["facts"]).items()})
        for row in rows
    }


def _fact(label: str, value: object) -> Fact:
    match label, value:
        case "jours", list():
            return french.listing([WEEKDAY_NAMES[Weekday(number)] for number in value])
        case "dates", list():
            return tuple(date.fromisoformat(day) for day in value)
        case "prix", int():
            return french.euros(value)
        case _:
            return "" if value is None else str(value)
