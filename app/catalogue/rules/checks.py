"""What is wrong with cut-off rules before any day is looked at, in French sentences that the person who wrote the file can act on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.catalogue.rules.cutoffs import Action, CutoffRule, DaysBefore, Deadline, HoursBefore, LateOutcome, MonthDayBefore, WeekdayBefore

LONGEST_MONTH = 31


@dataclass(frozen=True, kw_only=True)
class RuleProblem:
    """`position` counts from 1 in the order written."""

    position: int
    sentence: str


def problems_of(rules: Sequence[CutoffRule]) -> tuple[RuleProblem, ...]:
    return tuple(
        RuleProblem(position=position, sentence=sentence)
        for position, rule in enumerate(rules, start=1)
        for sentence in (*_in_target(rule), *_in_deadlines(rule), *_in_late(rule), *_overruled(rule, position=position, rules=rules))
    )


def _in_target(rule: CutoffRule) -> Iterator[str]:
    if not rule.actions:
        yield "La règle doit porter sur la réservation, l’annulation ou les deux."
    if rule.valid_from is not None and rule.valid_until is not None and rule.valid_from > rule.valid_until:
        yield "La règle finit avant d’avoir commencé."


def _in_deadlines(rule: CutoffRule) -> Iterator[str]:
    for deadline in (rule.limit, rule.late.until):
        if isinstance(deadline, Deadline):
            if isinstance(deadline.offset, HoursBefore) and deadline.at is not None:
                yield "Un délai en heures se compte depuis le début de l’accueil : retirez l’heure, ou comptez en jours."
            if not _countable(deadline):
                yield "Le nombre de jours, d’heures, de semaines ou de mois avant doit être positif, et le jour du mois compris entre 1 et 31."


def _countable(deadline: Deadline) -> bool:
    match deadline.offset:
        case DaysBefore(count=count) | HoursBefore(count=count):
            return count >= 0
        case WeekdayBefore(weeks=weeks):
            return weeks >= 0
        case MonthDayBefore(day=day, months=months):
            return months >= 0 and 1 <= day <= LONGEST_MONTH


def _in_late(rule: CutoffRule) -> Iterator[str]:
    late, amounts = rule.late, [amount for amount in (rule.late.percent, rule.late.cents) if amount is not None]
    if late.outcome is LateOutcome.SURCHARGE:
        if len(amounts) != 1:
            yield "Une majoration est soit un pourcentage, soit un montant : écrivez l’un des deux."
        elif amounts[0] < 0 or (not amounts[0] and Action.BOOK in rule.actions):
            yield "La majoration doit être supérieure à zéro ; elle ne peut être nulle que pour une annulation, qui reste facturée."
    elif amounts:
        yield "Un pourcentage ou un montant ne va qu’avec une majoration."
    if late.outcome is LateOutcome.REFUSE and late.until is not None:
        yield "Hors délai, tout est refusé : la seconde limite ne servirait à rien."
    if late.outcome is not LateOutcome.REFUSE and rule.limit is None:
        yield "Sans limite, rien n’est hors délai : retirez ce qui est prévu hors délai, ou donnez une limite."


def _overruled(rule: CutoffRule, *, position: int, rules: Sequence[CutoffRule]) -> Iterator[str]:
    """The last written decides: a rule behind which a wider one stands never does."""
    for later, other in enumerate(rules[position:], start=position + 1):
        if covers(other, rule):
            yield f"Cette règle ne servirait jamais : la règle n° {later}, écrite après elle, vaut pour les mêmes jours. Écrivez les exceptions en dernier."
            return


def covers(wide: CutoffRule, narrow: CutoffRule) -> bool:
    """Whether each slot and action that fits the second also fits the first."""
    sets = ((wide.units, narrow.units), (wide.weekdays, narrow.weekdays), (wide.periods, narrow.periods))
    within = all(not outer or (bool(inner) and inner <= outer) for outer, inner in sets)
    begins = wide.valid_from is None or (narrow.valid_from is not None and wide.valid_from <= narrow.valid_from)
    ends = wide.valid_until is None or (narrow.valid_until is not None and narrow.valid_until <= wide.valid_until)
    return within and begins and ends and narrow.actions <= wide.actions and wide.activity in {None, narrow.activity}
