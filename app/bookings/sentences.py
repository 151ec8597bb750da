"""What the portal answers to a tap, in words. Each sentence says what happened, then what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.bookings import beyond, rules
from app.bookings.queries.cells import SlotCell
from app.bookings.queries.enrolled import Enrolled
from app.bookings.rules import LateTerms, Refusal, SlotFacts
from app.catalogue.rules.windows import Category
from app.catalogue.timetable import LONG_AGO
from components import french
from components.bookings.cell import CellState

ONCE_VALIDATED = "Attention\u00a0: une fois validé, vous ne pourrez plus le réserver à nouveau en ligne."
ONCE_VALIDATED_AT_DESK = "Une fois validé, la famille ne pourra plus le réserver à nouveau en ligne."
GONE = "Ce jour n’est plus ouvert à la réservation. Rechargez la page pour voir les jours ouverts."
FILL_IN = "Remplissez-le puis envoyez-le\u00a0: en haut du calendrier, vous voyez ce qui manque."

WHY = {
    Refusal.STARTED: "ce moment a déjà commencé.",
    Refusal.BILLED: "il a été retiré hors délai et reste facturé\u00a0; seul le service peut le remettre.",
    Refusal.NO_DOSSIER: "le dossier administratif de l’enfant n’est pas encore envoyé pour cette année scolaire.",
    Refusal.FULL: "il n’y a plus de place ce jour-là.",
    Refusal.ELSEWHERE: "déjà réservé par l’autre foyer de l’enfant.",
    Refusal.GONE: "ce jour n’est plus ouvert à la réservation.",
    Refusal.MONTH_OVER: "ce mois est terminé, il compte pour la facture tel qu’il est.",
}
NOBODY_MAY = {
    Refusal.ELSEWHERE: "Voyez-le avec l’autre foyer.",
    Refusal.GONE: "Rechargez la page pour voir les jours ouverts.",
    Refusal.MONTH_OVER: "Une erreur se corrige sur la facture.",
}
LOCKED_WORDS = {
    Refusal.NOT_YET: "Pas encore",
    Refusal.WINDOW_CLOSED: "Non ouvert",
    Refusal.ASK_TO_BOOK: "Sur demande",
    Refusal.NO_DOSSIER: "Dossier",
}


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What the sentence is about, with the rules of the unit in words and the phone to call. `at_desk`: an agent reads it."""

    unit: str
    day: date
    facts: SlotFacts
    category: Category
    book_words: str
    cancel_words: str
    phone: str
    at_desk: bool


def subject_of(enrolled: Enrolled, cell: SlotCell) -> Subject:
    unit = enrolled.unit(cell.unit_id)
    return Subject(
        unit=unit.name,
        day=cell.day,
        facts=cell.facts,
        category=enrolled.category,
        book_words=unit.book_words,
        cancel_words=unit.cancel_words,
        phone=enrolled.phone,
        at_desk=enrolled.desk is not None,
    )


def added(subject: Subject, *, held_until: datetime | None, now: datetime) -> str:
    """Of what is booked already (`held_until` None): it stays. A surcharge is said before it is final."""
    cents = 0 if subject.facts.booked else rules.surcharge_cents(subject.facts, to=True, now=now)
    late = f" hors délai, avec une majoration de {french.euros(cents)}" if cents else ""
    until = f" Place retenue jusqu’à {french.hour(held_until)}." if held_until else ""
    if over := _passed_over(subject, to=True, now=now):
        return f"{_what(subject)} ajouté {over}{_also(cents)}. {beyond.ASKED_LATER}{until}"
    return f"{_what(subject)} ajouté{late}. {_until_withdrawn(subject, now=now)}{until}"


def removed(subject: Subject, *, now: datetime) -> str:
    """What stays billed, then whether it can be had again: from what is booked, or from what was only drafted."""
    if not subject.facts.booked:
        return f"{_what(subject)} retiré. {_until_booked(subject, now=now)}"
    owed = rules.owed_cents(subject.facts, now=now)
    if over := _passed_over(subject, to=False, now=now):
        billed = f"\u00a0: il reste facturé {french.euros(owed)}, sauf si vous y renoncez" if owed else ""
        return f"{_what(subject)} retiré {over}{billed}. {beyond.ASKED_LATER}"
    if owed:
        return f"{_what(subject)} retiré hors délai\u00a0: il reste facturé {french.euros(owed)}. {_once_validated(subject)}"
    return f"{_what(subject)} retiré. {_until_booked(subject, now=now)}"


def passed_over(subject: Subject, *, now: datetime) -> str:
    """At the récapitulatif of the desk: the change, and each rule that it goes beyond."""
    return f"{_what(subject)}\u00a0: {_passed_over(subject, to=not subject.facts.booked, now=now)}."


def _passed_over(subject: Subject, *, to: bool, now: datetime) -> str:
    return beyond.told_here(subject.facts, to=to, now=now)


def _also(cents: int) -> str:
    return f", avec une majoration de {french.euros(cents)}" if cents else ""


def unchanged(subject: Subject) -> str:
    return f"{_what(subject)}\u00a0: rien n’a changé."


def refused(subject: Subject, *, refusal: Refusal) -> str:
    return f"{_what(subject)}\u00a0: {_why(subject, refusal=refusal)} {_call(subject, refusal=refusal)}"


def locked(subject: Subject, *, refusal: Refusal) -> str:
    """The same on the tile itself, where unit and day are already read."""
    return f"{french.capitalised(_why(subject, refusal=refusal))} {_call(subject, refusal=refusal)}"


def note(facts: SlotFacts, *, state: CellState, now: datetime) -> str:
    """What the tile says in place of the word of its state: the surcharge of what is late, why it is locked, or what an agent passes over."""
    if state is CellState.BEYOND:
        return beyond.tag(facts, now=now)
    said, over = _note(facts, state=state, now=now), beyond.tag(facts, now=now) if state.look.tappable else ""
    return ", ".join(filter(None, (said or state.look.word, over))) if over else said


def _note(facts: SlotFacts, *, state: CellState, now: datetime) -> str:
    match state:
        case CellState.LATE | CellState.ADDED | CellState.HELD | CellState.LAPSED:
            surcharge = _surcharge_tag(facts.late_book, facts=facts, now=now)
            return " ".join(filter(None, (state.look.word, surcharge))) if surcharge and state is not CellState.LATE else surcharge
        case CellState.LOCKED:
            refusal = rules.why_not_booked(facts, now=now)
            return LOCKED_WORDS.get(refusal, "") if refusal else ""
        case _:
            return ""


def basket_note(*, lost: int, held_until: datetime | None) -> str:
    """What presses, under the number of changes."""
    verb = "n’est plus possible" if lost == 1 else "ne sont plus possibles"
    told = f"{french.count(lost, one='changement', many='changements')} {verb}" if lost else ""
    return ". ".join(filter(None, [told, f"Places retenues jusqu’à {french.hour(held_until)}" if held_until else ""]))


def whole_day(
    day: date, *, to: bool, done: Sequence[Subject], refused: Sequence[tuple[Subject, Refusal]], now: datetime, held_until: datetime | None = None
) -> str:
    """The answer to one tap for several units: those that changed and what being late costs, then why the others could not, unit by unit."""
    parts = [f"Journée du {french.day_words(day)}{_whole_day_outcome(done, refused, to=to)}", *_whole_day_cost(done, to=to, now=now)]
    limits = [subject.facts.cancel_until if to else subject.facts.book_until for subject in done]
    if ahead := [limit for limit in limits if limit is None or limit > now]:
        parts.append(_until(min((limit for limit in ahead if limit is not None), default=None)))
    if held_until:
        parts.append(f"Place retenue jusqu’à {french.hour(held_until)}.")
    if over := list(dict.fromkeys(words for subject in done if (words := _passed_over(subject, to=to, now=now)))):
        parts.append(f"{french.capitalised(french.listing(over))}. {beyond.ASKED_LATER}")
    if refused:
        reasons: dict[str, list[str]] = {}
        for subject, refusal in refused:
            reasons.setdefault(_why(subject, refusal=refusal).rstrip("."), []).append(subject.unit)
        told = "\u00a0; ".join(f"{french.listing(units)}, {why}" for why, units in reasons.items())
        parts += [f"Pas possible\u00a0: {told}.", _call(refused[0][0], refusal=refused[0][1])]
    return " ".join(parts)


def _whole_day_outcome(done: Sequence[Subject], refused: Sequence[tuple[Subject, Refusal]], *, to: bool) -> str:
    if not done:
        return "\u00a0: rien n’a changé."
    partly = " en partie" if refused else ""
    return f" {'ajoutée' if to else 'retirée'}{partly}\u00a0: {french.listing([subject.unit for subject in done])}."


def _whole_day_cost(done: Sequence[Subject], *, to: bool, now: datetime) -> list[str]:
    surcharge = sum(rules.surcharge_cents(subject.facts, to=True, now=now) for subject in done if to and not subject.facts.booked)
    owed = sum(rules.owed_cents(subject.facts, now=now) for subject in done if not to and subject.facts.booked)
    told = f"Hors délai\u00a0: majoration de {french.euros(surcharge)}." if surcharge else ""
    return list(filter(None, [told, f"Hors délai\u00a0: il reste facturé {french.euros(owed)}." if owed else ""]))


def together(told: Sequence[str]) -> str:
    """The answer to several changes sent at once: all that was refused, and how many were made."""
    if not told:
        return "Aucun changement à enregistrer."
    return " ".join(told)


def _what(subject: Subject) -> str:
    return f"{subject.unit}, {french.day_words(subject.day)}"


def _until_withdrawn(subject: Subject, *, now: datetime) -> str:
    """Until when what was ticked can be withdrawn, and what comes afterwards when it is late already."""
    facts = subject.facts
    if rules.why_not_cancelled(facts, now=now):
        return "Une fois validé, il ne pourra plus être retiré en ligne."
    if rules.is_late(facts, to=False, now=now):
        return "S’il est retiré ensuite, il restera facturé."
    return _until(facts.cancel_until)


def _until_booked(subject: Subject, *, now: datetime) -> str:
    """Until when what was unticked can be had again."""
    facts = subject.facts
    if rules.why_not_booked(facts, now=now):
        return _once_validated(subject) if facts.booked else "Il ne peut plus être réservé en ligne."
    cents = rules.surcharge_cents(facts, to=True, now=now)
    if cents:
        return f"Le réserver à nouveau coûterait une majoration de {french.euros(cents)}."
    limits = [limit for limit in (facts.book_until, facts.closes_at) if limit is not None and limit > now]
    return _until(min(limits, default=None))


def _once_validated(subject: Subject) -> str:
    return ONCE_VALIDATED_AT_DESK if subject.at_desk else ONCE_VALIDATED


def _until(instant: datetime | None) -> str:
    return "Modifiable à tout moment." if instant is None else f"Modifiable jusqu’à {french.instant(instant)}."


def _why(subject: Subject, *, refusal: Refusal) -> str:
    facts = subject.facts
    match refusal:
        case Refusal.NOT_YET:
            why = f"les réservations ouvrent {french.instant(facts.opens_at)}."
        case Refusal.WINDOW_CLOSED:
            why = _window_closed(subject)
        case Refusal.TOO_LATE_TO_BOOK:
            why = _too_late(_last_of(facts.book_until, facts.late_book), never="cette réservation ne se fait pas en ligne", rule=subject.book_words)
        case Refusal.TOO_LATE_TO_CANCEL:
            why = _too_late(_last_of(facts.cancel_until, facts.late_cancel), never="cette réservation est définitive", rule=subject.cancel_words)
        case Refusal.ASK_TO_BOOK:
            why = _too_late(facts.book_until, never="cette réservation ne se fait pas en ligne", rule=subject.book_words)
        case Refusal.ASK_TO_CANCEL:
            why = _too_late(facts.cancel_until, never="cette réservation ne se retire pas en ligne", rule=subject.cancel_words)
        case _:
            why = WHY[refusal]
    return why


def _window_closed(subject: Subject) -> str:
    if subject.facts.closes_at == LONG_AGO:
        others = "hors commune" if subject.category is Category.RESIDENT else "de la commune"
        return f"ce jour n’est ouvert qu’aux familles {others}."
    closed = "" if subject.facts.closes_at is None else f" {french.instant(subject.facts.closes_at)}"
    return f"les réservations ont fermé{closed}."


def _last_of(limit: datetime | None, late: LateTerms | None) -> datetime | None:
    """The second limit, when there was one."""
    return late.until if late is not None and late.until is not None else limit


def _too_late(instant: datetime | None, *, never: str, rule: str) -> str:
    if instant is None or instant == LONG_AGO:
        return f"{never}."
    told = f" ({rule.rstrip('.')})" if rule else ""
    return f"la limite était {french.instant(instant)}{told}."


def _call(subject: Subject, *, refusal: Refusal) -> str:
    """Late, the service may still accept until the second limit, or until the start."""
    facts = subject.facts
    if subject.at_desk:
        return NOBODY_MAY.get(refusal, beyond.WHO_MAY)
    if refusal is Refusal.NO_DOSSIER:
        return FILL_IN
    late = {Refusal.ASK_TO_BOOK: facts.late_book, Refusal.ASK_TO_CANCEL: facts.late_cancel}.get(refusal)
    if late is None:
        return f"Besoin d’aide\u00a0? Appelez le {french.phone(subject.phone)}."
    return f"Le service peut encore l’accepter jusqu’à {french.instant(late.until or facts.starts_at)}\u00a0: appelez le {french.phone(subject.phone)}."


def _surcharge_tag(late: LateTerms | None, *, facts: SlotFacts, now: datetime) -> str:
    """+50 %, or +1,20 €; nothing in time."""
    if late is None or not rules.surcharge_cents(facts, to=True, now=now):
        return ""
    return french.signed_euros(late.surcharge_on(facts.price_cents)) if late.percent is None else f"+{late.percent}\u00a0%"
