"""Cut-off rules and their faults as French sentences, for families and for the person who writes the commune's file."""

from dataclasses import dataclass
from datetime import date

from app.catalogue.rules import wall_clock
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
    LateOutcome,
    MonthDayBefore,
    WeekdayBefore,
)
from app.catalogue.rules.days import HOLIDAYS, WEEKDAY_NAMES, PeriodKind
from app.catalogue.rules.slots import CutoffFault, Fault
from app.catalogue.rules.wall_clock import LAST_MINUTE
from app.catalogue.rules.windows import BookingWindow, Category
from components import french

NBSP = french.NBSP
SUBJECTS = {Action.BOOK: "Réservation", Action.CANCEL: "Annulation"}
DAY_WORDS = {
    DayUnit.CALENDAR: ("jour", "jours"),
    DayUnit.WEEK: ("jour de semaine", "jours de semaine"),
    DayUnit.OUVRES: ("jour ouvré", "jours ouvrés"),
    DayUnit.OUVRABLES: ("jour ouvrable", "jours ouvrables"),
    DayUnit.SCHOOL: ("jour d’école", "jours d’école"),
    DayUnit.OPEN: ("jour d’ouverture", "jours d’ouverture"),
}
ANCHOR_WORDS = {
    Anchor.DAY: "jour même",
    Anchor.WEEK: "lundi de la même semaine",
    Anchor.PERIOD: "premier jour d’ouverture de la période",
    Anchor.MONTH: "1er du mois",
}
PERIOD_WORDS = {
    frozenset({PeriodKind.SCHOOL}): "en période scolaire",
    frozenset({PeriodKind.SHORT_HOLIDAYS}): "pendant les petites vacances",
    frozenset({PeriodKind.SUMMER}): "pendant l’été",
    HOLIDAYS: "pendant les vacances",
    frozenset({PeriodKind.SCHOOL, PeriodKind.SHORT_HOLIDAYS}): "en période scolaire et pendant les petites vacances",
    frozenset({PeriodKind.SCHOOL, PeriodKind.SUMMER}): "en période scolaire et pendant l’été",
}
CATEGORY_WORDS = {Category.RESIDENT: "de la commune", Category.NON_RESIDENT: "des autres communes"}
LAST_OF_MONTH = 31


@dataclass(frozen=True)
class Span:
    """How far before, in weeks or months: of the slot's own, or of a named day's."""

    same: str
    same_as: str
    previous: str
    previous_to: str
    many: str

    def words(self, count: int, *, origin: str) -> str:
        near = {0: (self.same, self.same_as), 1: (self.previous, self.previous_to)}
        if count in near:
            own, other = near[count]
            return f" {other} {origin}" if origin else f" {own}"
        before = f", {count}{NBSP}{self.many} avant"
        return f"{before} le {origin}" if origin else before


WEEKS = Span("de la même semaine", "de la semaine du", "de la semaine précédente", "de la semaine précédant le", "semaines")
MONTHS = Span("du même mois", "du mois du", "du mois précédent", "du mois précédant le", "mois")


def rule_words(rule: CutoffRule) -> str:
    """Réservation jusqu’au vendredi de la semaine précédente, 9 h, pour le lundi et le mardi. Ensuite, majoration de 50 %."""
    sentences = [f"{subject_words(rule)} {limit_words(rule)}{target_words(rule)}.", late_words(rule)]
    return " ".join(filter(None, sentences))


def window_words(window: BookingWindow, *, first: date | None = None, last: date | None = None) -> str:
    """Jours du 4 janvier 2027 au 30 juin 2027 : les réservations ouvrent le 1er décembre 2026 à 9 h pour les familles de la commune.

    `first` and `last` are those of the activity, if it is known, which a window without days of its own covers.
    """
    opens = f"ouvrent {french.stamp(window.opens_at)}" if window.opens_at else ""
    closes = f"ferment {french.stamp(window.closes_at)}" if window.closes_at else ""
    families = french.listing([CATEGORY_WORDS[category] for category in sorted(window.categories)])
    days = window_days_words(_latest(first, window.first_day), _earliest(last, window.last_day))
    return f"{days}{NBSP}: les réservations {' et '.join(filter(None, (opens, closes)))}{f' pour les familles {families}' if families else ''}."


def window_days_words(first: date | None, last: date | None) -> str:
    if first and last:
        return f"Jours {french.dated_range(first, last)}"
    if first:
        return f"Jours à partir du {french.plain_date(first)}{NBSP}{first.year}"
    return f"Jours jusqu’au {french.plain_date(last)}{NBSP}{last.year}" if last else "Tous les jours"


def _latest(one: date | None, other: date | None) -> date | None:
    return max(filter(None, (one, other)), default=None)


def _earliest(one: date | None, other: date | None) -> date | None:
    return min(filter(None, (one, other)), default=None)


def subject_words(rule: CutoffRule) -> str:
    return "Réservation et annulation" if rule.actions == BOTH_ACTIONS else "".join(SUBJECTS[action] for action in rule.actions)


def limit_words(rule: CutoffRule) -> str:
    """Jusqu’à la veille, 12 h."""
    if rule.limit is None:
        return "à tout moment"
    if rule.limit is NEVER:
        return "impossibles" if rule.actions == BOTH_ACTIONS else "impossible"
    return deadline_words(rule.limit)


def deadline_words(deadline: Deadline) -> str:
    if isinstance(deadline.offset, HoursBefore):
        return f"jusqu’à {hours_before(deadline.offset, anchor=deadline.anchor)}"
    at = "minuit" if deadline.at is None or deadline.at >= LAST_MINUTE else french.hour(deadline.at)
    return f"{day_of(deadline.offset, anchor=deadline.anchor)}, {at}"


def hours_before(offset: HoursBefore, *, anchor: Anchor) -> str:
    before = f"{french.count(offset.count, one='heure', many='heures')} avant l’heure de début"
    return before if anchor is Anchor.DAY else f"{before}, le {ANCHOR_WORDS[anchor]}"


def day_of(offset: DaysBefore | WeekdayBefore | MonthDayBefore, *, anchor: Anchor) -> str:
    match offset:
        case DaysBefore():
            return days_before(offset, anchor=anchor)
        case WeekdayBefore():
            origin = "" if anchor in {Anchor.DAY, Anchor.WEEK} else ANCHOR_WORDS[anchor]
            return f"jusqu’au {WEEKDAY_NAMES[offset.weekday]}{WEEKS.words(offset.weeks, origin=origin)}"
        case MonthDayBefore():
            origin = "" if anchor in {Anchor.DAY, Anchor.MONTH} else ANCHOR_WORDS[anchor]
            return f"jusqu’au {month_day_words(offset.day)}{MONTHS.words(offset.months, origin=origin)}"


def days_before(offset: DaysBefore, *, anchor: Anchor) -> str:
    if not offset.count:
        return f"jusqu’au {ANCHOR_WORDS[anchor]}"
    one, many = DAY_WORDS[offset.unit]
    if (offset.count, offset.unit) == (1, DayUnit.CALENDAR):
        return "jusqu’à la veille" if anchor is Anchor.DAY else f"jusqu’à la veille du {ANCHOR_WORDS[anchor]}"
    before = f"jusqu’à {french.count(offset.count, one=one, many=many)} avant"
    return before if anchor is Anchor.DAY else f"{before} le {ANCHOR_WORDS[anchor]}"


def month_day_words(day: int) -> str:
    """The 31st stands for the last day of any month."""
    return {1: "1er", LAST_OF_MONTH: "dernier jour"}.get(day, str(day))


# Who it is for


def target_words(rule: CutoffRule) -> str:
    weekdays = f" pour {french.listing([f'le {WEEKDAY_NAMES[weekday]}' for weekday in sorted(rule.weekdays)])}" if rule.weekdays else ""
    periods = PERIOD_WORDS.get(rule.periods, "")
    return "".join(f",{words}" for words in (weekdays, periods and f" {periods}", validity_words(rule)) if words)


def validity_words(rule: CutoffRule) -> str:
    first, last = (day and f"{french.plain_date(day)} {day.year}" for day in (rule.valid_from, rule.valid_until))
    if first and last:
        return f" du {first} au {last}"
    if first:
        return f" à partir du {first}"
    return f" jusqu’au {last} inclus" if last else ""


# What happens late


def late_words(rule: CutoffRule) -> str:
    """Ensuite, majoration de 50 % jusqu’à la veille, 9 h, puis ce n’est plus possible."""
    if rule.late.outcome is LateOutcome.REFUSE:
        return ""
    words = "sur demande au service" if rule.late.outcome is LateOutcome.ASK else surcharge_words(rule)
    then = "" if rule.late.until is None else f" {deadline_words(rule.late.until)}, puis ce n’est plus possible"
    return f"Ensuite, {words}{then}."


def surcharge_words(rule: CutoffRule) -> str:
    """A late cancelling is never free."""
    amount = french.euros(rule.late.cents) if rule.late.cents is not None else f"{rule.late.percent}{NBSP}%"
    surcharge = f"majoration de {amount}" if rule.late.cents or rule.late.percent else ""
    if Action.CANCEL not in rule.actions:
        return surcharge
    if Action.BOOK in rule.actions:
        return f"{surcharge} ; une annulation reste facturée en plus"
    return "l’annulation reste facturée" + (f", avec une {surcharge}" if surcharge else "")


# What is wrong


def fault_words(fault: CutoffFault) -> str:
    """For the person who loads the file."""
    slot = f"«{NBSP}{fault.unit}{NBSP}» ({fault.activity}) du {french.long_date(wall_clock.wall_of(fault.starts_at).date())}"
    if fault.fault is Fault.UNKNOWN_DAYS or fault.falls_at is None:
        return f"Règle n°{NBSP}{fault.position}{NBSP}: le calendrier connu ne remonte pas assez loin pour compter le délai de {slot}."
    which = "la seconde limite" if fault.fault is Fault.LATE_AFTER_START else "la limite"
    falls, starts = french.instant(fault.falls_at), french.instant(fault.starts_at)
    return f"Règle n°{NBSP}{fault.position}{NBSP}: pour {slot}, {which} tomberait {falls}, après le début ({starts})."
