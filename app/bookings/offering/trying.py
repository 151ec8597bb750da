"""The rule tester: what a family could do with a day at an instant, by which rule, and why not. The same rules and the same slots as the families' grid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.bookings import rules, sentences
from app.bookings.rules import Refusal, SlotFacts
from app.bookings.sentences import Subject
from app.catalogue.commune_file import Activity, Group, Source, Unit
from app.catalogue.editing import blocks
from app.catalogue.editing.document import Document
from app.catalogue.rules import wording
from app.catalogue.rules.cutoffs import Action, CutoffRule
from app.catalogue.rules.slots import SlotInstants
from app.catalogue.rules.windows import Category
from app.catalogue.timetable import Timetable
from components import french

NO_RULE = "Aucun délai n’est écrit\u00a0: à tout moment avant le début."


@dataclass(frozen=True, kw_only=True)
class RuleTold:
    """The rule that decides, in words; `where` it stands in the file, and what its address ends with: both empty without a rule."""

    words: str
    where: str = ""
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`is_yes`, and in words until when, at what cost, or why not."""

    is_yes: bool
    words: str
    rule: RuleTold


@dataclass(frozen=True, kw_only=True)
class UnitAnswer:
    """`state`: what this child has there already. `shut`: why the unit does not open that day; then there is no verdict."""

    name: str
    hours: str
    price: str
    state: str = ""
    shut: str = ""
    book: Verdict | None = None
    cancel: Verdict | None = None


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A group of an activity on a day. `phone`: whom families call."""

    source: Source
    planned: Timetable
    activity: Activity
    group: Group
    category: Category
    day: date
    phone: str

    def answers(self, found: Mapping[str, SlotFacts], *, closed: str, now: datetime) -> tuple[UnitAnswer, ...]:
        """Of each unit, by the facts of its slot; `closed`: why the group does not come that day, when that is known."""
        document = Document(text=self.source.text)
        decided = {
            unit.code: result
            for unit, result in self.planned.reckoned(self.activity, self.group)
            if result.day == self.day and isinstance(result, SlotInstants)
        }
        return tuple(
            self._answer(unit, found.get(unit.code), decided=decided.get(unit.code), document=document, closed=closed, now=now) for unit in self.activity.units
        )

    def _answer(self, unit: Unit, facts: SlotFacts | None, *, decided: SlotInstants | None, document: Document, closed: str, now: datetime) -> UnitAnswer:
        shown = UnitAnswer(name=unit.name, hours=f"{french.hour(unit.starts_at)} – {french.hour(unit.ends_at)}", price=french.euros(unit.price_cents))
        if facts is None:
            return replace(shown, shut=self._why_shut(unit, closed=closed))
        subject = self._subject(unit, facts)
        told = {action: self._rule_told(document, decided, action=action) for action in Action}
        (may_book, booking), (may_cancel, cancelling) = _booking(subject, now=now), _cancelling(subject, now=now)
        return replace(
            shown,
            state=_state(facts),
            book=Verdict(is_yes=may_book, words=booking, rule=told[Action.BOOK]),
            cancel=Verdict(is_yes=may_cancel, words=cancelling, rule=told[Action.CANCEL]),
        )

    def _why_shut(self, unit: Unit, *, closed: str) -> str:
        shut = self.planned.calendar.why_closed(self.day, site=self.group.site, activity=self.activity.code, unit=unit.code) or closed
        if shut:
            return f"Fermé\u00a0: {shut}."
        if self.day.isoweekday() not in unit.weekdays:
            return f"N’ouvre pas le {french.weekday(self.day)}."
        return "N’ouvre pas à cette période."

    def _subject(self, unit: Unit, facts: SlotFacts) -> Subject:
        return Subject(
            unit=unit.name,
            day=self.day,
            facts=facts,
            category=self.category,
            book_words="",  # the rule that decides is told apart
            cancel_words="",
            phone=self.phone,
            at_desk=False,
        )

    def _rule_told(self, document: Document, decided: SlotInstants | None, *, action: Action) -> RuleTold:
        rule = None if decided is None else (decided.book if action is Action.BOOK else decided.cancel).rule
        if rule is None:
            return RuleTold(words=NO_RULE)
        written = next(each.path for each in self.planned.file.rules if each.rule is rule)
        return RuleTold(words=_words(rule, action=action), where=where_of(written, document=document), place=place_of(written, document=document))


def _words(rule: CutoffRule, *, action: Action) -> str:
    return wording.rule_words(replace(rule, actions=frozenset({action})))


def where_of(written: str, *, document: Document) -> str:
    """« Restauration scolaire, 1er délai, ligne 134 du fichier »."""
    path = blocks.path_of(written)
    position, line = path[-1], document.line_of(path)
    above = document.at(path[:-2]).get("nom", "") if len(path) > 2 else "Toutes les activités"  # noqa: PLR2004
    rank = "1er" if position == 1 else f"{position}e"
    return f"{above}, {rank} délai" + (f", ligne {line} du fichier" if line else "")


def place_of(written: str, *, document: Document) -> str:
    path = blocks.path_of(written)
    above = ("activite", document.at(path[:-2])["code"]) if len(path) > 2 else ()  # noqa: PLR2004
    return ".".join((*above, "delai", str(path[-1])))


# What may be done


def _state(facts: SlotFacts) -> str:
    if facts.booked_elsewhere:
        return "Réservé par l’autre foyer"
    if facts.booked:
        return f"Réservé, {french.euros(facts.booked_cents + facts.booked_surcharge_cents)}"
    return "Retiré hors délai, reste facturé" if facts.billed_cents else ""


def _booking(subject: Subject, *, now: datetime) -> tuple[bool, str]:
    """As if it was not booked yet."""
    facts = replace(subject.facts, booked=False)
    refusal = rules.why_not_booked(facts, now=now) or (Refusal.FULL if rules.is_full(facts) else None)
    if refusal:
        return False, sentences.locked(replace(subject, facts=facts), refusal=refusal)
    surcharge = rules.surcharge_cents(facts, to=True, now=now)
    cost = french.euros(facts.price_cents + surcharge)
    if surcharge:
        cost = f"hors délai, {cost}, dont {french.euros(surcharge)} de majoration"
    free = "" if facts.free is None else f" {french.count(facts.free, one='place libre', many='places libres')} aujourd’hui."
    return True, f"Oui, {cost}, {_until(rules.next_limit(facts, now=now))}.{free}"


def _cancelling(subject: Subject, *, now: datetime) -> tuple[bool, str]:
    """As if it was booked, at the price of today unless it is."""
    facts = subject.facts if subject.facts.booked else replace(subject.facts, booked=True, booked_cents=subject.facts.price_cents, booked_surcharge_cents=0)
    refusal = rules.why_not_cancelled(facts, now=now)
    if refusal:
        return False, sentences.locked(replace(subject, facts=facts), refusal=refusal)
    owed = rules.owed_cents(facts, now=now)
    cost = f"hors délai, il reste facturé {french.euros(owed)}" if owed else "sans frais"
    return True, f"Oui, {cost}, {_until(rules.next_limit(facts, now=now))}."


def _until(limit: datetime | None) -> str:
    return "à tout moment avant le début" if limit is None else f"jusqu’à {french.instant(limit)}"


def group_of(activity: Activity, code: str) -> Group | None:
    return next((group for group in activity.groups if group.code == code), None)


def activity_of(activities: Sequence[Activity], code: str) -> Activity | None:
    return next((activity for activity in activities if activity.code == code), None)
