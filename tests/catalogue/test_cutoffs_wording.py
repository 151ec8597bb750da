"""Rules as families read them: every anchor with every offset, and whole sentences."""

from datetime import date, time

import pytest

from app.catalogue.rules import wording
from app.catalogue.rules.cutoffs import (
    NEVER,
    Anchor,
    CutoffRule,
    DaysBefore,
    DayUnit,
    Deadline,
    HoursBefore,
    Late,
    LateOutcome,
    MonthDayBefore,
    Offset,
    WeekdayBefore,
)
from app.catalogue.rules.days import HOLIDAYS, PeriodKind
from tests.catalogue.cutoff_ground import BOOK_ONLY, CANCEL_ONLY, FRIDAY, MONDAY, THURSDAY, TUESDAY

WEEK, PERIOD, MONTH = "lundi de la même semaine", "premier jour d’ouverture de la période", "1er du mois"


def plain(words: str) -> str:
    """No-break spaces are tested apart: here sentences stay readable."""
    return words.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("offset", "day", "week", "period", "month"),
    [
        (DaysBefore(count=0), "au jour même", f"au {WEEK}", f"au {PERIOD}", f"au {MONTH}"),
        (DaysBefore(count=1), "à la veille", f"à la veille du {WEEK}", f"à la veille du {PERIOD}", f"à la veille du {MONTH}"),
        (DaysBefore(count=2), "à 2 jours avant", f"à 2 jours avant le {WEEK}", f"à 2 jours avant le {PERIOD}", f"à 2 jours avant le {MONTH}"),
        (
            WeekdayBefore(weekday=TUESDAY, weeks=0),
            "au mardi de la même semaine",
            "au mardi de la même semaine",
            f"au mardi de la semaine du {PERIOD}",
            f"au mardi de la semaine du {MONTH}",
        ),
        (
            WeekdayBefore(weekday=TUESDAY, weeks=1),
            "au mardi de la semaine précédente",
            "au mardi de la semaine précédente",
            f"au mardi de la semaine précédant le {PERIOD}",
            f"au mardi de la semaine précédant le {MONTH}",
        ),
        (
            WeekdayBefore(weekday=TUESDAY, weeks=3),
            "au mardi, 3 semaines avant",
            "au mardi, 3 semaines avant",
            f"au mardi, 3 semaines avant le {PERIOD}",
            f"au mardi, 3 semaines avant le {MONTH}",
        ),
        (MonthDayBefore(day=20, months=0), "au 20 du même mois", f"au 20 du mois du {WEEK}", f"au 20 du mois du {PERIOD}", "au 20 du même mois"),
        (
            MonthDayBefore(day=20, months=1),
            "au 20 du mois précédent",
            f"au 20 du mois précédant le {WEEK}",
            f"au 20 du mois précédant le {PERIOD}",
            "au 20 du mois précédent",
        ),
        (
            MonthDayBefore(day=20, months=2),
            "au 20, 2 mois avant",
            f"au 20, 2 mois avant le {WEEK}",
            f"au 20, 2 mois avant le {PERIOD}",
            "au 20, 2 mois avant",
        ),
    ],
)
def test_every_offset_is_said_from_every_anchor(offset: Offset, day: str, week: str, period: str, month: str) -> None:
    said = [plain(wording.deadline_words(Deadline(offset=offset, anchor=anchor, at=time(9, 30)))) for anchor in Anchor]
    assert said == [f"jusqu’{words}, 9 h 30" for words in (day, week, period, month)]


def test_hours_are_said_from_every_anchor() -> None:
    said = [plain(wording.deadline_words(Deadline(offset=HoursBefore(count=48), anchor=anchor))) for anchor in Anchor]
    start = "jusqu’à 48 heures avant l’heure de début"
    assert said == [start, f"{start}, le {WEEK}", f"{start}, le {PERIOD}", f"{start}, le {MONTH}"]


@pytest.mark.parametrize(
    ("unit", "one", "two"),
    [
        (DayUnit.WEEK, "1 jour de semaine", "2 jours de semaine"),
        (DayUnit.OUVRES, "1 jour ouvré", "2 jours ouvrés"),
        (DayUnit.OUVRABLES, "1 jour ouvrable", "2 jours ouvrables"),
        (DayUnit.SCHOOL, "1 jour d’école", "2 jours d’école"),
        (DayUnit.OPEN, "1 jour d’ouverture", "2 jours d’ouverture"),
    ],
)
def test_every_unit_has_its_name(unit: DayUnit, one: str, two: str) -> None:
    said = [plain(wording.deadline_words(Deadline(offset=DaysBefore(count=count, unit=unit), at=time(10)))) for count in (1, 2)]
    assert said == [f"jusqu’à {one} avant, 10 h", f"jusqu’à {two} avant, 10 h"]


@pytest.mark.parametrize("at", [None, time(23, 59)])
def test_the_end_of_a_day_is_midnight(at: time | None) -> None:
    assert wording.deadline_words(Deadline(offset=DaysBefore(count=1), at=at)) == "jusqu’à la veille, minuit"


@pytest.mark.parametrize(("day", "said"), [(1, "au 1er du mois précédent, minuit"), (31, "au dernier jour du mois précédent, minuit")])
def test_the_first_and_the_last_of_a_month(day: int, said: str) -> None:
    assert wording.deadline_words(Deadline(offset=MonthDayBefore(day=day, months=1))) == f"jusqu’{said}"


def test_numbers_keep_to_their_words() -> None:
    words = wording.deadline_words(Deadline(offset=DaysBefore(count=2), at=time(9, 30)))
    assert words == "jusqu’à 2\xa0jours avant, 9\xa0h\xa030"


FRIDAY_BEFORE = Deadline(offset=WeekdayBefore(weekday=FRIDAY, weeks=1), at=time(9))
EVE = Deadline(offset=DaysBefore(count=1), at=time(9))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            CutoffRule(limit=FRIDAY_BEFORE, actions=BOOK_ONLY, weekdays=frozenset({TUESDAY, MONDAY})),
            "Réservation jusqu’au vendredi de la semaine précédente, 9 h, pour le lundi et le mardi.",
        ),
        (
            CutoffRule(limit=EVE, periods=HOLIDAYS, valid_from=date(2027, 1, 1), valid_until=date(2027, 7, 2)),
            "Réservation et annulation jusqu’à la veille, 9 h, pendant les vacances, du 1er janvier 2027 au 2 juillet 2027.",
        ),
        (
            CutoffRule(limit=EVE, weekdays=frozenset({THURSDAY}), periods=frozenset({PeriodKind.SCHOOL}), valid_from=date(2027, 1, 4)),
            "Réservation et annulation jusqu’à la veille, 9 h, pour le jeudi, en période scolaire, à partir du 4 janvier 2027.",
        ),
        (CutoffRule(limit=None, valid_until=date(2027, 7, 2)), "Réservation et annulation à tout moment, jusqu’au 2 juillet 2027 inclus."),
        (CutoffRule(limit=NEVER), "Réservation et annulation impossibles."),
        (CutoffRule(limit=NEVER, actions=CANCEL_ONLY), "Annulation impossible."),
        (
            CutoffRule(limit=FRIDAY_BEFORE, actions=BOOK_ONLY, late=Late(outcome=LateOutcome.SURCHARGE, percent=50, until=EVE)),
            "Réservation jusqu’au vendredi de la semaine précédente, 9 h. Ensuite, majoration de 50 % jusqu’à la veille, 9 h, puis ce n’est plus possible.",
        ),
        (
            CutoffRule(limit=EVE, actions=BOOK_ONLY, late=Late(outcome=LateOutcome.SURCHARGE, cents=150)),
            "Réservation jusqu’à la veille, 9 h. Ensuite, majoration de 1,50 €.",
        ),
        (
            CutoffRule(limit=EVE, actions=CANCEL_ONLY, late=Late(outcome=LateOutcome.SURCHARGE, percent=0)),
            "Annulation jusqu’à la veille, 9 h. Ensuite, l’annulation reste facturée.",
        ),
        (
            CutoffRule(limit=EVE, actions=CANCEL_ONLY, late=Late(outcome=LateOutcome.SURCHARGE, percent=20)),
            "Annulation jusqu’à la veille, 9 h. Ensuite, l’annulation reste facturée, avec une majoration de 20 %.",
        ),
        (
            CutoffRule(limit=EVE, late=Late(outcome=LateOutcome.SURCHARGE, percent=20)),
            "Réservation et annulation jusqu’à la veille, 9 h. Ensuite, majoration de 20 % ; une annulation reste facturée en plus.",
        ),
        (
            CutoffRule(limit=EVE, late=Late(outcome=LateOutcome.ASK)),
            "Réservation et annulation jusqu’à la veille, 9 h. Ensuite, sur demande au service.",
        ),
    ],
)
def test_a_rule_is_a_sentence(rule: CutoffRule, said: str) -> None:
    assert plain(wording.rule_words(rule)) == said


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        ({PeriodKind.SHORT_HOLIDAYS}, "pendant les petites vacances"),
        ({PeriodKind.SUMMER}, "pendant l’été"),
        ({PeriodKind.SCHOOL, PeriodKind.SHORT_HOLIDAYS}, "en période scolaire et pendant les petites vacances"),
        ({PeriodKind.SCHOOL, PeriodKind.SUMMER}, "en période scolaire et pendant l’été"),
    ],
)
def test_every_kind_of_period_has_its_words(periods: set[PeriodKind], said: str) -> None:
    assert wording.rule_words(CutoffRule(limit=None, periods=frozenset(periods))) == f"Réservation et annulation à tout moment, {said}."


def test_all_kinds_of_period_together_go_without_saying() -> None:
    assert wording.rule_words(CutoffRule(limit=None, periods=frozenset(PeriodKind))) == "Réservation et annulation à tout moment."
