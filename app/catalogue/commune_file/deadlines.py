"""`[[delai]]` and `[[ouverture]]`, for all activities or inside one: each table becomes one rule of the engine, key by key."""

from collections.abc import Sequence

from app.catalogue.commune_file.entry import Entry
from app.catalogue.commune_file.model import RuleAt
from app.catalogue.commune_file.readings import COUNT, DAY, HOUR, MOMENT, choice, choices
from app.catalogue.commune_file.words import ACTIONS, ANCHORS, BILLED, CATEGORIES, COUNTED, LATE, LIMITS, NO_LIMIT, PERIODS, WEEKDAY_SETS, WEEKDAYS
from app.catalogue.rules.cutoffs import (
    BOTH_ACTIONS,
    NEVER,
    Action,
    Anchor,
    CutoffRule,
    DaysBefore,
    DayUnit,
    Deadline,
    HoursBefore,
    Late,
    LateOutcome,
    MonthDayBefore,
    Never,
    Offset,
    WeekdayBefore,
)
from app.catalogue.rules.windows import BookingWindow

# Each way to count back to a limit, by the key that only it has.
COUNTS = ("nombre", "jour-de-semaine", "jour-du-mois")
WAYS = ("limite", *COUNTS)


def rules_of(entry: Entry, *, activity: str | None, units: Sequence[str]) -> tuple[RuleAt, ...]:
    """The `[[delai]]` of an activity, or of the whole file, for all activities."""
    return tuple(RuleAt(path=each.path, rule=rule_of(each, activity=activity, units=units)) for each in entry.tables("delai"))


def rule_of(entry: Entry, *, activity: str | None, units: Sequence[str]) -> CutoffRule:
    actions = entry.optional("action", choices(ACTIONS), default=BOTH_ACTIONS)
    rule = CutoffRule(
        limit=_limit(entry),
        late=_late(entry, actions=actions),
        actions=actions,
        activity=activity,
        units=_units(entry, activity=activity, known=units),
        weekdays=entry.optional("jours", choices(WEEKDAY_SETS), default=frozenset()),
        periods=entry.optional("periodes", choices(PERIODS), default=frozenset()),
        valid_from=entry.optional("valable-du", DAY, default=None),
        valid_until=entry.optional("valable-au", DAY, default=None),
    )
    entry.close()
    return rule


def _units(entry: Entry, *, activity: str | None, known: Sequence[str]) -> frozenset[str]:
    """Without an activity, units have no name: theirs is an unknown key."""
    return frozenset() if activity is None else frozenset(entry.codes("unites", known=known, what="aucune unité de cette activité", default=()))


def _limit(entry: Entry) -> Deadline | Never | None:
    limit = entry.optional("limite", choice(LIMITS), default=None)
    deadline = _deadline(entry, ways=WAYS)
    if limit is None:
        return deadline
    if deadline.at is not None or deadline.anchor is not Anchor.DAY:
        entry.refuse("limite", "ne va ni avec une heure, ni avec une ancre.")
    return None if limit == NO_LIMIT else NEVER


def _late(entry: Entry, *, actions: frozenset[Action]) -> Late:
    """What goes with what, `rules.checks` tells."""
    outcome = entry.optional("hors-delai", choice(LATE), default=LateOutcome.REFUSE)
    percent, cents = entry.optional("majoration-pourcent", COUNT, default=None), entry.optional("majoration-centimes", COUNT, default=None)
    second = entry.table("seconde-limite")
    until = None if second is None else _second_limit(second)
    if isinstance(outcome, LateOutcome):
        return Late(outcome=outcome, percent=percent, cents=cents, until=until)
    if actions != {Action.CANCEL}:
        entry.refuse("hors-delai", f'« {BILLED} » ne va qu’avec action = "annuler" : le jour est retiré et reste facturé.')
    if percent is not None or cents is not None:
        entry.refuse("hors-delai", f"« {BILLED} » ne va pas avec une majoration : écrivez « majoration ».")
    return Late(outcome=LateOutcome.SURCHARGE, cents=0, until=until) if actions == {Action.CANCEL} else Late()


def _second_limit(entry: Entry) -> Deadline:
    deadline = _deadline(entry, ways=COUNTS)
    entry.close()
    return deadline


def _deadline(entry: Entry, *, ways: Sequence[str]) -> Deadline:
    written = [way for way in ways if entry.has(way)]
    if len(written) != 1:
        entry.refuse_all(f"attendu une seule de ces clés : {', '.join(ways)} ; lu {', '.join(written) or 'aucune'}.")
    anchor, at = entry.optional("ancre", choice(ANCHORS), default=Anchor.DAY), entry.optional("heure", HOUR, default=None)
    return Deadline(offset=_offset(entry), anchor=anchor, at=at)


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


def windows_of(entry: Entry, *, activity: str | None, units: Sequence[str]) -> tuple[BookingWindow, ...]:
    return tuple(window_of(each, activity=activity, units=units) for each in entry.tables("ouverture"))


def window_of(entry: Entry, *, activity: str | None, units: Sequence[str]) -> BookingWindow:
    window = BookingWindow(
        opens_at=entry.optional("ouvre", MOMENT, default=None),
        closes_at=entry.optional("ferme", MOMENT, default=None),
        categories=entry.optional("pour", choices(CATEGORIES), default=frozenset()),
        activity=activity,
        units=_units(entry, activity=activity, known=units),
        first_day=entry.optional("du", DAY, default=None),
        last_day=entry.optional("au", DAY, default=None),
    )
    if window.opens_at is None and window.closes_at is None:
        entry.refuse_all("attendu « ouvre », « ferme » ou les deux.")
    elif window.opens_at and window.closes_at and window.opens_at >= window.closes_at:
        entry.refuse("ferme", "la réservation doit fermer après avoir ouvert.")
    if window.first_day and window.last_day and window.last_day < window.first_day:
        entry.refuse("au", f"lu {window.last_day}, attendu une date qui ne précède pas {window.first_day}.")
    entry.close()
    return window
