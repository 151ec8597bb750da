"""What the pages show of the catalogue: the file that stands, in the words of the service."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.catalogue import actions as catalogue
from app.catalogue.commune_file import Activity, Group, Site, Unit
from app.catalogue.editing import words
from app.catalogue.editing.document import Document
from app.catalogue.queries import Version
from app.catalogue.rules.admission import Admission, GradeLevel
from app.catalogue.rules.cutoffs import Action
from app.catalogue.rules.days import WEEKDAY_NAMES, PeriodKind
from app.catalogue.timetable import Timetable
from app.core import clock
from components import french

PERIOD_WORDS = {PeriodKind.SCHOOL: "école", PeriodKind.SHORT_HOLIDAYS: "petites vacances", PeriodKind.SUMMER: "été"}
ANYBODY = "Tous les enfants"


@dataclass(frozen=True, kw_only=True)
class PlacesLine:
    """`place`: what its addresses end with."""

    place: str
    number: str
    units: str


@dataclass(frozen=True, kw_only=True)
class GroupCard:
    place: str
    name: str
    site: str
    who: str
    places: tuple[PlacesLine, ...]
    unlimited: str


@dataclass(frozen=True, kw_only=True)
class UnitLine:
    place: str
    name: str
    hours: str
    days: str
    short_days: str
    periods: str
    price: str
    book_words: str
    cancel_words: str
    window_words: str


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """A cut-off rule or a booking window, as it was written."""

    place: str
    words: str


@dataclass(frozen=True, kw_only=True)
class ClosureLine:
    place: str
    days: str
    reason: str
    closed: str
    is_over: bool


@dataclass(frozen=True, kw_only=True)
class ActivityCard:
    code: str
    place: str
    name: str
    summary: str
    days: str
    needs_dossier: bool
    whole_day: str
    units: tuple[UnitLine, ...]
    groups: tuple[GroupCard, ...]
    deadlines: tuple[RuleLine, ...]
    windows: tuple[RuleLine, ...]
    closures: tuple[ClosureLine, ...]

    @property
    def room(self) -> str:
        """How many places, group by group, for a list of activities."""
        return french.listing([f"{each.number} places ({each.units})" for group in self.groups for each in group.places]) or "sans limite de places"


@dataclass(frozen=True, kw_only=True)
class YearLine:
    label: str
    days: str
    holidays: tuple[tuple[str, str], ...]
    projected: bool


@dataclass(frozen=True, kw_only=True)
class Named:
    place: str
    name: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The whole of it. `deadlines` and `windows` are those of all activities."""

    version: Version
    activities: tuple[ActivityCard, ...]
    deadlines: tuple[RuleLine, ...]
    windows: tuple[RuleLine, ...]
    closures: tuple[ClosureLine, ...]
    years: tuple[YearLine, ...]
    sites: tuple[Named, ...]
    schools: tuple[Named, ...]
    identity: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]

    @property
    def coming(self) -> tuple[ClosureLine, ...]:
        return tuple(closure for closure in self.closures if not closure.is_over)

    def activity(self, code: str) -> ActivityCard | None:
        return next((activity for activity in self.activities if activity.code == code), None)


def of(version: Version, *, now: datetime) -> Catalogue:
    """Raises `commune_file.Refused` when the file needs something that today no longer has, as a school year that nobody has published."""
    planned, document = catalogue.prepare(version.source, now=now), Document(text=version.source.text)
    today = now.astimezone(clock.PARIS).date()
    closures = tuple(_closures(document, today=today))
    return Catalogue(
        version=version,
        activities=tuple(_activity(planned, activity, document=document, closures=closures) for activity in planned.file.activities),
        deadlines=_rules(document, kind="delai", above=()),
        windows=_rules(document, kind="ouverture", above=()),
        closures=closures,
        years=tuple(_years(planned)),
        sites=tuple(Named(place=f"site.{site.code}", name=site.name, note=_groups_at(planned, site)) for site in planned.file.sites),
        schools=tuple(_schools(planned)),
        identity=_identity(planned),
        texts=_texts(document),
    )


# An activity


def _activity(planned: Timetable, activity: Activity, *, document: Document, closures: Sequence[ClosureLine]) -> ActivityCard:
    above, days = f"activite.{activity.code}", planned.days_of(activity)
    by_code = {unit.code: unit.name for unit in activity.units}
    tables = document.values.get("fermeture", [])
    return ActivityCard(
        code=activity.code,
        place=above,
        name=activity.name,
        summary=activity.summary,
        days=french.dated_range(*days),
        needs_dossier=activity.needs_dossier,
        whole_day=french.listing([name for code, name in by_code.items() if code in activity.whole_day]),
        units=tuple(_unit(planned, activity, unit=unit) for unit in activity.units),
        groups=tuple(_group(planned, group, above=above, units=by_code) for group in activity.groups),
        deadlines=_rules(document, kind="delai", above=("activite", activity.code)),
        windows=_rules(document, kind="ouverture", above=("activite", activity.code)),
        closures=tuple(
            line
            for line, table in zip(closures, tables, strict=True)
            if not line.is_over and _touches(table, sites={group.site for group in activity.groups}, activity=activity.code)
        ),
    )


def _touches(table: Mapping[str, Any], *, sites: set[str], activity: str) -> bool:
    """Whether a closure closes something of an activity. Those of schools close what goes with class, whatever the activity: they are told."""
    if not table.get("sites") and not table.get("activites"):
        return True
    return bool(sites & set(table.get("sites", []))) or activity in table.get("activites", [])


def _unit(planned: Timetable, activity: Activity, *, unit: Unit) -> UnitLine:
    weekdays = [WEEKDAY_NAMES[weekday] for weekday in sorted(unit.weekdays)]
    return UnitLine(
        place=f"activite.{activity.code}.unite.{unit.code}",
        name=unit.name,
        hours=f"{french.hour(unit.starts_at)} – {french.hour(unit.ends_at)}",
        days=french.listing(weekdays),
        short_days=", ".join(f"{name[:3]}." for name in weekdays) if len(weekdays) > 1 else "".join(weekdays),
        periods=french.listing([words for kind, words in PERIOD_WORDS.items() if kind in unit.periods]),
        price=french.euros(unit.price_cents),
        book_words=planned.words(activity, unit, action=Action.BOOK),
        cancel_words=planned.words(activity, unit, action=Action.CANCEL),
        window_words=planned.window_words(activity, unit),
    )


def _group(planned: Timetable, group: Group, *, above: str, units: dict[str, str]) -> GroupCard:
    place = f"{above}.groupe.{group.code}"
    limited = [each for each in group.places if each.capacity is not None]
    return GroupCard(
        place=place,
        name=group.name,
        site=next(site.name for site in planned.file.sites if site.code == group.site),
        who=_who(group.admission, schools={at.school.code: at.school.name for at in planned.file.schools}),
        places=tuple(
            PlacesLine(
                place=f"{place}.places.{each.code}", number=str(each.capacity), units=french.listing([units[code] for code in units if code in each.units])
            )
            for each in limited
        ),
        unlimited=french.listing([name for code, name in units.items() if not any(code in each.units for each in limited)]),
    )


def _who(admission: Admission, *, schools: dict[str, str]) -> str:
    """« de 3 à 6 ans, CP et CE1, École Jules-Ferry »."""
    told = [_ages(admission), french.listing([level.value.upper() for level in GradeLevel if level in admission.levels])]
    told.append(french.listing([name for code, name in schools.items() if code in admission.schools]))
    return french.capitalised(", ".join(filter(None, told))) or ANYBODY


def _ages(admission: Admission) -> str:
    if admission.age_min is not None and admission.age_max is not None:
        return f"de {admission.age_min} à {admission.age_max}{french.NBSP}ans"
    if admission.age_min is not None:
        return f"dès {admission.age_min}{french.NBSP}ans"
    return f"jusqu’à {admission.age_max}{french.NBSP}ans" if admission.age_max is not None else ""


def _rules(document: Document, *, kind: str, above: tuple[str, ...]) -> tuple[RuleLine, ...]:
    path = document.path_of(".".join(above)) if above else ()
    tables = document.at(path or ()).get(kind, [])
    return tuple(
        RuleLine(place=".".join((*above, kind, str(at))), words=words.rule_words(table, kind=kind, place=above, values=document.values))
        for at, table in enumerate(tables, start=1)
    )


# The commune


def _closures(document: Document, *, today: date) -> Iterator[ClosureLine]:
    """In the order of the file, so that they are told apart by their position."""
    for at, table in enumerate(document.values.get("fermeture", []), start=1):
        first, last = table["du"], table.get("au", table["du"])
        yield ClosureLine(
            place=f"fermeture.{at}",
            days=french.capitalised(french.long_date(first) if first == last else french.dated_range(first, last)),
            reason=table["motif"],
            closed=french.capitalised(words.closed_words(table, values=document.values)),
            is_over=last < today,
        )


def _years(planned: Timetable) -> Iterator[YearLine]:
    for year in planned.years:
        holidays = tuple((holiday.name, french.dated_range(holiday.first_day_off, holiday.last_day_off)) for holiday in year.holidays)
        yield YearLine(label=year.label, days=french.dated_range(year.first_day, year.last_class_day), holidays=holidays, projected=year.projected)


def _groups_at(planned: Timetable, site: Site) -> str:
    names = [activity.name for activity in planned.file.activities if any(group.site == site.code for group in activity.groups)]
    return french.listing(names)


def _schools(planned: Timetable) -> Iterator[Named]:
    for at in planned.file.schools:
        days = french.listing([WEEKDAY_NAMES[weekday] for weekday in sorted(at.school.class_weekdays)])
        yield Named(place=f"ecole.{at.school.code}", name=at.school.name, note=f"Classe le {days}")


def _identity(planned: Timetable) -> tuple[tuple[str, str], ...]:
    said = planned.file.identity
    picture = "image" if said.picture else ""
    return (
        ("Nom", said.name),
        ("Service", said.office),
        ("Téléphone", french.phone(said.phone)),
        ("Adresse e-mail", said.email),
        ("Adresse postale", said.address),
        ("Zone de vacances", said.zone.value),
        ("Couleur", said.hue),
        ("Blason", " et ".join(filter(None, (said.crest, picture)))),
        ("Accessibilité déclarée", said.accessibility),
    )


def _texts(document: Document) -> tuple[tuple[str, str], ...]:
    written = document.values["commune"].get("textes", {})
    labels = {
        "accueil": "Texte d’accueil",
        "responsable-publication": "Responsable de la publication",
        "hebergeur": "Hébergeur",
        "delegue-donnees": "Délégué à la protection des données",
    }
    return tuple((label, written.get(key, "")) for key, label in labels.items())
