"""Rules that cannot be kept are refused with the day on which it happens, or before any day is looked at."""

from datetime import date, time

import pytest

from app.catalogue.rules import checks, slots, wording
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
from app.catalogue.rules.slots import CutoffFault, Cutoffs, Fault
from tests.catalogue.cutoff_ground import BOOK_ONLY, CANCEL_ONLY, FRIDAY, MEAL, MONDAY, TUESDAY, ZONE_B, outcome_of, unit_of

DAY_BEFORE = Deadline(offset=DaysBefore(count=1))


def limited(deadline: Deadline, **target: object) -> CutoffRule:
    return CutoffRule(limit=deadline, **target)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("offset", "at", "faulty"),
    [
        (DaysBefore(count=0), time(12), False),
        (DaysBefore(count=0), time(12, 1), True),
        (DaysBefore(count=0), None, True),
        (WeekdayBefore(weekday=FRIDAY, weeks=0), time(9), True),
        (WeekdayBefore(weekday=TUESDAY, weeks=0), time(9), False),
        (MonthDayBefore(day=20, months=0), time(9), True),
        (HoursBefore(count=0), None, False),
    ],
)
def test_a_limit_may_fall_at_the_start_of_the_unit_and_not_after_it(offset: Offset, at: time | None, *, faulty: bool) -> None:
    """The meal of Tuesday 11 May is at noon."""
    assert isinstance(outcome_of(limited(Deadline(offset=offset, at=at)), "2027-05-11"), CutoffFault) is faulty


def test_the_fault_tells_rule_day_and_instant_in_words() -> None:
    written = (limited(DAY_BEFORE), limited(Deadline(offset=WeekdayBefore(weekday=TUESDAY, weeks=0), at=time(14)), weekdays=frozenset({TUESDAY})))
    fault = outcome_of(written, "2027-05-11")
    assert isinstance(fault, CutoffFault)
    assert (fault.fault, fault.position, fault.rule, fault.day) == (Fault.AFTER_START, 2, written[1], date(2027, 5, 11))
    assert wording.fault_words(fault) == (
        "Règle n°\xa02\xa0: pour «\xa0repas\xa0» (restauration) du mardi 11\xa0mai 2027, la limite tomberait mardi 11\xa0mai,\xa014\xa0h, "
        "après le début (mardi 11\xa0mai,\xa012\xa0h)."
    )


def test_a_second_limit_after_the_start_is_a_fault_too() -> None:
    late = Late(outcome=LateOutcome.ASK, until=Deadline(offset=DaysBefore(count=0), at=time(13)))
    fault = outcome_of(CutoffRule(limit=DAY_BEFORE, late=late), "2027-05-11")
    assert isinstance(fault, CutoffFault)
    assert fault.fault is Fault.LATE_AFTER_START
    assert "la seconde limite tomberait mardi 11\xa0mai,\xa013\xa0h" in wording.fault_words(fault)


def test_a_fault_of_the_cancelling_rule_is_found_behind_a_good_booking_rule() -> None:
    written = (limited(DAY_BEFORE, actions=BOOK_ONLY), limited(Deadline(offset=DaysBefore(count=0)), actions=CANCEL_ONLY))
    fault = outcome_of(written, "2027-05-11")
    assert isinstance(fault, CutoffFault)
    assert fault.position == 2


@pytest.mark.parametrize("deadline", [Deadline(offset=DaysBefore(count=900, unit=DayUnit.SCHOOL)), Deadline(offset=DaysBefore(count=900, unit=DayUnit.OUVRES))])
def test_days_that_the_calendar_does_not_know_are_not_guessed(deadline: Deadline) -> None:
    fault = outcome_of(limited(deadline), "2027-05-11")
    assert isinstance(fault, CutoffFault)
    assert (fault.fault, fault.falls_at) == (Fault.UNKNOWN_DAYS, None)
    assert "ne remonte pas assez loin" in wording.fault_words(fault)


def test_school_days_without_any_school_are_not_guessed() -> None:
    fault = outcome_of(limited(Deadline(offset=DaysBefore(count=1, unit=DayUnit.SCHOOL))), "2027-05-11", unit=unit_of(schools=()))
    assert isinstance(fault, CutoffFault)


def test_each_faulty_rule_is_reported_once_with_its_first_day() -> None:
    written = (
        limited(Deadline(offset=DaysBefore(count=0)), weekdays=frozenset({MONDAY})),
        limited(Deadline(offset=DaysBefore(count=0)), weekdays=frozenset({TUESDAY})),
        limited(DAY_BEFORE, weekdays=frozenset({FRIDAY})),
    )
    unit = Cutoffs(calendar=ZONE_B, rules=written).of(MEAL)
    faults = slots.first_faults([*unit.slots(MEAL.open_days[40:80]), *unit.slots(MEAL.open_days[:40])])
    assert [(fault.position, fault.day) for fault in faults] == [(1, date(2024, 9, 2)), (2, date(2024, 9, 3))]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (limited(DAY_BEFORE, actions=frozenset()), "réservation"),
        (limited(DAY_BEFORE, valid_from=date(2027, 1, 2), valid_until=date(2027, 1, 1)), "finit avant"),
        (limited(Deadline(offset=HoursBefore(count=48), at=time(9))), "retirez l’heure"),
        (limited(Deadline(offset=HoursBefore(count=-1))), "positif"),
        (limited(Deadline(offset=DaysBefore(count=-1))), "positif"),
        (limited(Deadline(offset=WeekdayBefore(weekday=MONDAY, weeks=-1))), "positif"),
        (limited(Deadline(offset=MonthDayBefore(day=1, months=-1))), "positif"),
        (limited(Deadline(offset=MonthDayBefore(day=32, months=1))), "entre 1 et 31"),
        (limited(DAY_BEFORE, late=Late(outcome=LateOutcome.SURCHARGE)), "pourcentage, soit un montant"),
        (limited(DAY_BEFORE, late=Late(outcome=LateOutcome.SURCHARGE, percent=50, cents=100)), "pourcentage, soit un montant"),
        (limited(DAY_BEFORE, late=Late(outcome=LateOutcome.SURCHARGE, percent=0)), "supérieure à zéro"),
        (limited(DAY_BEFORE, late=Late(outcome=LateOutcome.SURCHARGE, cents=-5), actions=CANCEL_ONLY), "supérieure à zéro"),
        (limited(DAY_BEFORE, late=Late(outcome=LateOutcome.ASK, cents=100)), "ne va qu’avec une majoration"),
        (limited(DAY_BEFORE, late=Late(until=DAY_BEFORE)), "seconde limite"),
        (CutoffRule(limit=None, late=Late(outcome=LateOutcome.ASK)), "Sans limite"),
    ],
)
def test_a_rule_that_says_nothing_sensible_is_refused(rule: CutoffRule, said: str) -> None:
    problems = checks.problems_of((CutoffRule(limit=NEVER, weekdays=frozenset({FRIDAY})), rule))
    assert [(problem.position, said in problem.sentence) for problem in problems if problem.position == 2] == [(2, True)]


@pytest.mark.parametrize(
    "rule",
    [
        limited(DAY_BEFORE),
        CutoffRule(limit=None),
        CutoffRule(limit=NEVER, late=Late(outcome=LateOutcome.ASK)),
        limited(DAY_BEFORE, late=Late(outcome=LateOutcome.SURCHARGE, percent=0), actions=CANCEL_ONLY),
        limited(DAY_BEFORE, late=Late(outcome=LateOutcome.SURCHARGE, cents=150, until=Deadline(offset=DaysBefore(count=0), at=time(8)))),
        limited(Deadline(offset=MonthDayBefore(day=31, months=0), anchor=Anchor.PERIOD)),
    ],
)
def test_a_sensible_rule_is_accepted(rule: CutoffRule) -> None:
    assert checks.problems_of((rule,)) == ()


EXCEPTION = limited(DAY_BEFORE, weekdays=frozenset({MONDAY}), activity="restauration", units=frozenset({"repas"}), valid_from=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("wide", "hidden"),
    [
        (limited(DAY_BEFORE), True),
        (limited(DAY_BEFORE, weekdays=frozenset({MONDAY, TUESDAY}), activity="restauration"), True),
        (limited(DAY_BEFORE, units=frozenset({"repas", "gouter"}), valid_from=date(2027, 1, 1)), True),
        (limited(DAY_BEFORE, weekdays=frozenset({TUESDAY})), False),
        (limited(DAY_BEFORE, activity="vacances"), False),
        (limited(DAY_BEFORE, units=frozenset({"gouter"})), False),
        (limited(DAY_BEFORE, periods=HOLIDAYS), False),
        (limited(DAY_BEFORE, periods=frozenset(PeriodKind)), False),
        (limited(DAY_BEFORE, actions=BOOK_ONLY), False),
        (limited(DAY_BEFORE, valid_from=date(2027, 1, 2)), False),
        (limited(DAY_BEFORE, valid_until=date(2028, 1, 1)), False),
    ],
)
def test_an_exception_written_before_the_general_rule_would_never_serve(wide: CutoffRule, *, hidden: bool) -> None:
    found = [problem.position for problem in checks.problems_of((EXCEPTION, wide)) if "ne servirait jamais" in problem.sentence]
    assert found == ([1] if hidden else [])
    assert not any("ne servirait jamais" in problem.sentence for problem in checks.problems_of((limited(DAY_BEFORE), EXCEPTION)))
