"""`[[delai]]` and `[[activite.ouverture]]`: each table becomes one rule of the engine, key by key."""

from collections.abc import Sequence
from datetime import time

from app.catalogue.commune_file.entry import Entry
from app.catalogue.commune_file.model import RuleAt
from app.catalogue.commune_file.readings import COUNT, DAY, HOUR, MOMENT, choice, choices
from app.catalogue.commune_file.words import ACTIONS, ANCHORS, COUNTED, LIMITS, NO_LIMIT, PERIODS, WEEKDAY_SETS, WEEKDAYS
from app.catalogue.rules.cutoffs import (
    BOTH_ACTIONS,
    NEVER,
    Anchor,
    CutoffRule,
    DaysBefore,
    DayUnit,
    Deadline,
    HoursBefore,
    MonthDayBefore,
    Never,
    Offset,
    WeekdayBefore,
)
from app.catalogue.rules.windows import BookingWindow

# Each way to say a limit, by the key that only it has.
WAYS = ("limite", "nombre", "jour-de-semaine", "jour-du-mois")


def rules_of(entry: Entry, *, activity: str | None, units: Sequence[str]) -> tuple[RuleAt, ...]:
    """The `[[delai]]` of an activity, or of the whole file, for all activities."""
    return tuple(RuleAt(path=each.path, rule=_rule(each, activity=activity, units=units)) for each in entry.tables("delai"))


def _rule(entry: Entry, *, activity: str | None, units: Sequence[str]) -> CutoffRule:
    rule = CutoffRule(
        limit=_limit(entry),
        actions=entry.optional("action", choices(ACTIONS), default=BOTH_ACTIONS),
        activity=activity,
        units=frozenset() if activity is None else _units(entry, known=units),
        weekdays=entry.optional("jours", choices(WEEKDAY_SETS), default=frozenset()),
        periods=entry.optional("periodes", choices(PERIODS), default=frozenset()),
        valid_from=entry.optional("valable-du", DAY, default=None),
        valid_until=entry.optional("valable-au", DAY, default=None),
    )
    entry.close()
    return rule


def _units(entry: Entry, *, known: Sequence[str]) -> frozenset[str]:
    return frozenset(entry.codes("unites", known=known, what="aucune unité de cette activité", default=()))


def _limit(entry: Entry) -> Deadline | Never | None:
    ways = [way for way in WAYS if entry.has(way)]
    limit = entry.optional("limite", choice(LIMITS), default=None)
    anchor = entry.optional("ancre", choice(ANCHORS), default=Anchor.DAY)
    at = entry.optional("heure", HOUR, default=None)
    offset = _offset(entry)
    if len(ways) != 1:
        entry.refuse_all(f"attendu une seule de ces clés : {', '.join(WAYS)} ; lu {', '.join(ways) or 'aucune'}.")
    if limit is not None:
        _refuse_beside_limit(entry, anchor=anchor, at=at)
        return None if limit == NO_LIMIT else NEVER
    return Deadline(offset=offset, anchor=anchor, at=at)


def _refuse_beside_limit(entry: Entry, *, anchor: Anchor, at: time | None) -> None:
    if at is not None or anchor is not Anchor.DAY:
        entry.refuse("limite", "ne va ni avec une heure, ni avec une ancre.")


def _offset(entry: Entry) -> Offset:
    """Companions are asked for only beside the key that they complete: alone, they are unknown keys."""
    if entry.has("jour-de-semaine"):
        return WeekdayBefore(weekday=entry.required("jour-de-semaine", choice(WEEKDAYS)), weeks=entry.required("semaines-avant", COUNT))
    if entry.has("jour-du-mois"):
        return MonthDayBefore(day=entry.required("jour-du-mois", COUNT), months=entry.required("mois-avant", COUNT))
    if not entry.has("nombre"):
        return DaysBefore(count=0)
    count, counted = entry.required("nombre", COUNT), entry.optional("en", choice(COUNTED), default=DayUnit.CALENDAR)
    return DaysBefore(count=count, unit=counted) if isinstance(counted, DayUnit) else HoursBefore(count=count)


# Booking windows


def windows_of(entry: Entry, *, activity: str, units: Sequence[str]) -> tuple[BookingWindow, ...]:
    return tuple(_window(each, activity=activity, units=units) for each in entry.tables("ouverture"))


def _window(entry: Entry, *, activity: str, units: Sequence[str]) -> BookingWindow:
    window = BookingWindow(
        opens_at=entry.optional("ouvre", MOMENT, default=None),
        closes_at=entry.optional("ferme", MOMENT, default=None),
        activity=activity,
        units=_units(entry, known=units),
        first_day=entry.optional("du", DAY, default=None),
        last_day=entry.optional("au", DAY, default=None),
    )
    if window.opens_at is None and window.closes_at is None:
        entry.refuse_all("attendu « ouvre », « ferme » ou les deux.")
    elif window.opens_at and window.closes_at and window.opens_at >= window.closes_at:
        entry.refuse("ferme", "la réservation doit fermer après avoir ouvert.")
    entry.close()
    return window
