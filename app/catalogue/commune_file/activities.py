"""`[[activite]]`: units, groups with their places, cut-offs and booking windows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.catalogue.commune_file import deadlines
from app.catalogue.commune_file.entry import Entry
from app.catalogue.commune_file.model import Activity, Group, Places, RuleAt, Unit
from app.catalogue.commune_file.readings import CODE, COUNT, DAY, DAYS, FLAG, HOUR, TEXT, choices
from app.catalogue.commune_file.words import LEVELS, PERIODS, WEEKDAY_SETS
from app.catalogue.rules.admission import Admission
from app.catalogue.rules.days import PeriodKind, Weekday
from app.catalogue.rules.windows import BookingWindow

LEAST_OF_A_DAY = 2


@dataclass(frozen=True, kw_only=True)
class Written:
    """An activity and what is decided about booking it."""

    activity: Activity
    rules: tuple[RuleAt, ...]
    windows: tuple[BookingWindow, ...]


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What an activity says once for all its units; None where each unit says it."""

    weekdays: frozenset[Weekday] | None
    periods: frozenset[PeriodKind] | None
    extra_days: tuple[date, ...]


def read(root: Entry, *, sites: Sequence[str], schools: Sequence[str]) -> tuple[Written, ...]:
    entries = each_once(root.tables("activite", needed="écrivez au moins une [[activite]]"))
    return tuple(_activity(entry, sites=sites, schools=schools) for entry in entries)


def each_once(entries: list[Entry]) -> list[Entry]:
    """The same entries, after a look at codes written twice."""
    first: dict[object, str] = {}
    for entry in entries:
        code = entry.values.get("code")
        if isinstance(code, str) and first.setdefault(code, entry.path) != entry.path:
            entry.refuse("code", f"« {code} » est déjà le code de {first[code]}.")
    return entries


def _activity(entry: Entry, *, sites: Sequence[str], schools: Sequence[str]) -> Written:
    code = entry.required("code", CODE)
    usual = Usual(
        weekdays=entry.optional("jours", choices(WEEKDAY_SETS), default=None),
        periods=entry.optional("periodes", choices(PERIODS), default=None),
        extra_days=entry.optional("jours-en-plus", DAYS, default=()),
    )
    unit_entries = each_once(entry.tables("unite", needed="écrivez au moins une [[activite.unite]]"))
    units = tuple(_unit(each, usual=usual) for each in unit_entries)
    groups = each_once(entry.tables("groupe", needed="écrivez au moins un [[activite.groupe]]"))
    activity = Activity(
        code=code,
        name=entry.required("nom", TEXT),
        summary=entry.optional("resume", TEXT, default=""),
        first_day=entry.optional("du", DAY, default=None),
        last_day=entry.optional("au", DAY, default=None),
        units=units,
        groups=tuple(_group(each, sites=sites, schools=schools, units=units) for each in groups),
        needs_dossier=entry.optional("dossier-exige", FLAG, default=False),
        whole_day=_whole_day(entry, units=[unit.code for unit in units]),
    )
    if activity.first_day and activity.last_day and activity.first_day > activity.last_day:
        entry.refuse("au", f"lu {activity.last_day}, attendu une date qui ne précède pas {activity.first_day}.")
    codes = [unit.code for unit in units]
    written = Written(
        activity=activity, rules=deadlines.rules_of(entry, activity=code, units=codes), windows=deadlines.windows_of(entry, activity=code, units=codes)
    )
    entry.close()
    return written


def _whole_day(entry: Entry, *, units: Sequence[str]) -> frozenset[str]:
    named = frozenset(entry.codes("journee", known=units, what="aucune unité de cette activité", default=()))
    if entry.has("journee") and len(named) < LEAST_OF_A_DAY:
        entry.refuse("journee", "nommez au moins deux unités : ce sont elles que la case « Journée » coche ensemble.")
    return named


def _unit(entry: Entry, *, usual: Usual) -> Unit:
    name = entry.required("nom", TEXT)
    unit = Unit(
        code=entry.required("code", CODE),
        name=name,
        short_name=entry.optional("nom-court", TEXT, default=name),
        starts_at=entry.required("debut", HOUR),
        ends_at=entry.required("fin", HOUR),
        weekdays=_weekdays(entry, usual=usual.weekdays),
        periods=_periods(entry, usual=usual.periods),
        price_cents=entry.required("prix-centimes", COUNT),
        extra_days=_extra_days(entry, usual=usual.extra_days),
    )
    if unit.starts_at >= unit.ends_at and {"debut", "fin"} <= entry.values.keys():
        entry.refuse("fin", f"lu {unit.ends_at:%H:%M}, attendu une heure après le début ({unit.starts_at:%H:%M}).")
    entry.close()
    return unit


def _weekdays(entry: Entry, *, usual: frozenset[Weekday] | None) -> frozenset[Weekday]:
    reading = choices(WEEKDAY_SETS)
    return entry.required("jours", reading) if usual is None else entry.optional("jours", reading, default=usual)


def _periods(entry: Entry, *, usual: frozenset[PeriodKind] | None) -> frozenset[PeriodKind]:
    reading = choices(PERIODS)
    return entry.required("periodes", reading) if usual is None else entry.optional("periodes", reading, default=usual)


def _extra_days(entry: Entry, *, usual: tuple[date, ...]) -> frozenset[date]:
    days = entry.optional("jours-en-plus", DAYS, default=usual)
    return frozenset(days)


def _group(entry: Entry, *, sites: Sequence[str], schools: Sequence[str], units: Sequence[Unit]) -> Group:
    site = entry.required("site", CODE)
    entry.reference("site", site, known=sites, what="aucun site")
    own_schools = entry.codes("ecoles", known=schools, what="aucune école", default=())
    group = Group(
        code=entry.optional("code", CODE, default="tous"),
        name=entry.optional("nom", TEXT, default="Tous les enfants"),
        site=site,
        schools=own_schools or tuple(schools),
        admission=_admission(entry, schools=own_schools),
        places=_all_places(entry, units=[unit.code for unit in units]),
    )
    entry.close()
    return group


def _admission(entry: Entry, *, schools: Sequence[str]) -> Admission:
    admission = Admission(
        age_min=entry.optional("age-min", COUNT, default=None),
        age_max=entry.optional("age-max", COUNT, default=None),
        levels=entry.optional("niveaux", choices(LEVELS), default=frozenset()),
        schools=frozenset(schools),
    )
    if admission.age_min is not None and admission.age_max is not None and admission.age_max < admission.age_min:
        entry.refuse("age-max", f"lu {admission.age_max}, attendu un âge qui n’est pas inférieur à « age-min » ({admission.age_min}).")
    return admission


def _all_places(entry: Entry, *, units: Sequence[str]) -> tuple[Places, ...]:
    """Those written, then one without limit for each unit that none of them counts."""
    written = tuple(_places(each, units=units) for each in each_once(entry.tables("places")))
    counted = {unit for places in written for unit in places.units}
    own = tuple(Places(code=unit, capacity=None, units=frozenset({unit})) for unit in units if unit not in counted)
    for taken in sorted({places.code for places in written} & {places.code for places in own}):
        entry.refuse("places", f"« {taken} » est aussi une unité, qui compte ses propres places : donnez à ces places un autre code.")
    return (*written, *own)


def _places(entry: Entry, *, units: Sequence[str]) -> Places:
    shared = entry.codes("unites", known=units, what="aucune unité de cette activité")
    places = Places(code=entry.required("code", CODE), capacity=entry.required("nombre", COUNT), units=frozenset(shared))
    entry.close()
    return places
