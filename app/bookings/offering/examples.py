"""What a cut-off rule gives on the next days that it decides: for the agent who writes it."""

from collections.abc import Iterator
from datetime import date, datetime

from app.bookings.offering.things import Thing, Verb
from app.catalogue import commune_file, timetable
from app.catalogue.commune_file import Refused
from app.catalogue.editing import blocks
from app.catalogue.editing.document import Document
from app.catalogue.rules import wording
from app.catalogue.rules.cutoffs import NEVER, Action, CutoffRule, LateOutcome, Never
from app.catalogue.rules.slots import ActionInstants, CutoffFault, SlotInstants
from app.catalogue.timetable import Timetable
from app.core import clock
from components import french
from components.bookings.rule_example import ExampleDay, RuleExample

SHOWN = 5


def of(thing: Thing, document: Document, *, position: int, now: datetime) -> RuleExample:
    """Of the rule at this position of its list. Raises `Refused` with what is wrong with the file."""
    today = now.astimezone(clock.PARIS).date()
    planned = timetable.resolve(commune_file.read_source(thing.source(document)), today=today)
    rule = _rule_at(thing, planned, position=position)
    found = sorted(_days(planned, rule, since=today), key=lambda each: each[0])
    return RuleExample(action=thing.address, sentence=wording.rule_words(rule), days=tuple(example for _, example in _once(found))[:SHOWN])


def _rule_at(thing: Thing, planned: Timetable, *, position: int) -> CutoffRule:
    parent = thing.path[:-1] if thing.verb is Verb.ADD else thing.path[:-2]
    written = blocks.written_of((*parent, "delai", position))
    return next(each.rule for each in planned.file.rules if each.path == written)


def _days(planned: Timetable, rule: CutoffRule, *, since: date) -> Iterator[tuple[date, ExampleDay]]:
    for activity in planned.file.activities:
        if rule.activity not in {None, activity.code}:
            continue
        for unit, result in planned.reckoned(activity, activity.groups[0]):
            if isinstance(result, CutoffFault):
                if result.rule is rule:
                    raise Refused(planned.file.source, planned.fault_sentences([result]))
            elif result.day >= since and (instants := _decided(result, rule)):
                name = unit.name if rule.activity else f"{activity.name}, {unit.name}"
                yield result.day, ExampleDay(day=french.long_date(result.day), unit=name, until=_until(instants.until), late=_late(instants))


def _decided(result: SlotInstants, rule: CutoffRule) -> ActionInstants | None:
    """`is`: two rules that say the same are two rules."""
    by_action = {Action.BOOK: result.book, Action.CANCEL: result.cancel}
    return next((instants for action, instants in by_action.items() if action in rule.actions and instants.rule is rule), None)


def _once(found: list[tuple[date, ExampleDay]]) -> Iterator[tuple[date, ExampleDay]]:
    """One line where units of a day have the same limit."""
    seen = set[tuple[date, str, str]]()
    for day, example in found:
        if (day, example.until, example.late) not in seen:
            seen.add((day, example.until, example.late))
            yield day, example


def _until(until: datetime | Never | None) -> str:
    if until is NEVER:
        return "jamais"
    return "à tout moment" if until is None else french.instant(until)


def _late(instants: ActionInstants) -> str:
    if instants.outcome is LateOutcome.REFUSE:
        return ""
    return f"jusqu’à {french.instant(instants.late_until)}" if instants.late_until else "jusqu’au début"
