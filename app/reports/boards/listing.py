"""The list of the children of a day in words: on a page, on paper, in a file."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from app.catalogue.offer import EVERYBODY, Narrowing, Offer
from app.catalogue.queries import Imprint
from app.catalogue.rules import admission
from app.households.rules import phones
from app.reports.boards.queries.roll import Listed, Place, Reachable
from components import french
from components.reports import Person, Roll, RollLine

Alerts: TypeAlias = Mapping[tuple[object, object], tuple[str, ...]]
"""Words by household and child: what there is to know; a child without an entry has no fiche sanitaire."""

UNKNOWN, NOTHING = "Fiche non reçue", "Rien de signalé"


def heading(day: date, narrowing: Narrowing, *, offer: Offer) -> tuple[str, str]:
    """The title, and what the list is narrowed to."""
    return f"Enfants du {french.long_date(day)}", offer.words_of(narrowing)


def roll(lines: Sequence[Listed], *, day: date, caption: str, alerts: Alerts | None) -> Roll:
    several = _spread(lines)
    return Roll(
        caption=caption,
        lines=tuple(_line(line, day=day, alerts=alerts, several=several) for line in lines),
        shows_health=alerts is not None,
    )


def _line(line: Listed, *, day: date, alerts: Alerts | None, several: Collection[str]) -> RollLine:
    known = None if alerts is None else alerts.get((line.household_id, line.child_id))
    return RollLine(
        name=name_of(line),
        age=age_of(line, day=day),
        school=line.school,
        places=tuple(words_of(place, several=several) for place in line.places),
        adults=tuple(map(_person, line.adults)),
        collectors=tuple(map(_person, line.collectors)),
        health=known or (),
        is_unknown=known is None,
    )


def _spread(lines: Sequence[Listed]) -> frozenset[str]:
    """Activities that this list shows at several sites: there, the site is told."""
    pairs = {(place.activity, place.site) for line in lines for place in line.places}
    activities = [activity for activity, _ in pairs]
    return frozenset(activity for activity in activities if activities.count(activity) > 1)


def words_of(place: Place, *, several: Collection[str]) -> tuple[str, str]:
    """When, then where."""
    where = (place.activity, place.site if place.activity in several else "", "" if place.group == EVERYBODY else place.group)
    return ", ".join(place.units), ", ".join(words for words in where if words)


def name_of(line: Listed) -> str:
    """As lists of the school write it: the family name first."""
    return f"{line.last_name.upper()} {line.first_name}"


def age_of(line: Listed, *, day: date) -> str:
    return french.count(admission.age_on(day, birth_date=line.birth_date), one="an", many="ans")


def _person(found: Reachable) -> Person:
    return Person(name=found.name, calls=tuple((phones.shown(number), number) for number in found.phones))


# As a file

COLUMNS = (
    "Nom", "Prénom", "Date de naissance", "Âge", "École", "Site", "Activité", "Groupe", "Moments", "Adultes du foyer", "Peuvent aussi venir chercher",
)  # fmt: skip


def columns(alerts: Alerts | None) -> tuple[str, ...]:
    return COLUMNS if alerts is None else (*COLUMNS, "Santé")


def rows(lines: Sequence[Listed], *, day: date, alerts: Alerts | None) -> list[tuple[str | int | date | None, ...]]:
    """A line for each place of a child: a spreadsheet sorts and counts them."""
    return [(*_row(line, place, day=day), *(() if alerts is None else (health_of(line, alerts=alerts),))) for line in lines for place in line.places]


def _row(line: Listed, place: Place, *, day: date) -> tuple[str | int | date | None, ...]:
    who = (line.last_name, line.first_name, line.birth_date, admission.age_on(day, birth_date=line.birth_date), line.school)
    return (*who, place.site, place.activity, place.group, ", ".join(place.units), people(line.adults), people(line.collectors))


def people(found: Sequence[Reachable]) -> str:
    return "\n".join(" ".join([each.name, *map(phones.shown, each.phones)]) for each in found)


def health_of(line: Listed, *, alerts: Alerts) -> str:
    known = alerts.get((line.household_id, line.child_id))
    return UNKNOWN if known is None else ", ".join(known) or NOTHING


# On paper


def printed(lines: Sequence[Listed], *, day: date, heading: tuple[str, str], alerts: Alerts | None, imprint: Imprint) -> dict[str, object]:
    title, narrowed = heading
    several = _spread(lines)
    return {
        "title": title,
        "narrowed": narrowed,
        "count": french.count(len({line.child_id for line in lines}), one="enfant", many="enfants"),
        "shows_health": alerts is not None,
        "lines": [
            {
                "name": name_of(line),
                "about": ", ".join(words for words in (age_of(line, day=day), line.school) if words),
                "places": ["\u00a0: ".join(words_of(place, several=several)[::-1]) for place in line.places],
                "adults": people(line.adults).splitlines(),
                "collectors": people(line.collectors).splitlines() or ["Personne d’autre"],
                "health": "" if alerts is None else health_of(line, alerts=alerts),
            }
            for line in lines
        ],
        "commune": imprint.name,
        "office": imprint.office,
    }
