"""What the portal answers to a tap, in words. Each sentence says what happened, then what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.bookings.queries.cells import SlotCell
from app.bookings.queries.enrolled import Enrolled
from app.bookings.rules import Refusal
from app.catalogue.timetable import LONG_AGO
from components import french

GONE = "Ce jour n’est plus ouvert à la réservation. Rechargez la page pour voir les jours ouverts."


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What the sentence is about, with the rules of the unit in words and the phone to call."""

    unit: str
    day: date
    opens_at: datetime
    book_until: datetime | None
    cancel_until: datetime | None
    book_words: str
    cancel_words: str
    phone: str


def subject_of(enrolled: Enrolled, cell: SlotCell) -> Subject:
    unit = enrolled.unit(cell.unit_id)
    return Subject(
        unit=unit.name,
        day=cell.day,
        opens_at=cell.facts.opens_at,
        book_until=cell.facts.book_until,
        cancel_until=cell.facts.cancel_until,
        book_words=unit.book_words,
        cancel_words=unit.cancel_words,
        phone=enrolled.phone,
    )


def added(subject: Subject, *, held_until: datetime | None) -> str:
    until = f" Place retenue jusqu’à {french.hour(held_until)}." if held_until else ""
    return f"{_what(subject)} ajouté. {_until(subject.cancel_until)}{until}"


def removed(subject: Subject, *, can_be_booked_again: bool) -> str:
    if can_be_booked_again:
        return f"{_what(subject)} retiré. {_until(subject.book_until)}"
    return f"{_what(subject)} retiré. Attention : une fois validé, vous ne pourrez plus le réserver à nouveau en ligne."


def unchanged(subject: Subject) -> str:
    return f"{_what(subject)} : rien n’a changé."


def refused(subject: Subject, *, refusal: Refusal) -> str:
    return f"{_what(subject)} : {_why(subject, refusal=refusal)} {_call(subject)}"


def locked(subject: Subject, *, refusal: Refusal) -> str:
    """The same on the tile itself, where unit and day are already read."""
    return f"{french.capitalised(_why(subject, refusal=refusal))} {_call(subject)}"


def held_until(instant: datetime) -> str:
    """In the basket, when places are held."""
    return f"Places retenues jusqu’à {french.hour(instant)}"


def week_deadline(*, late: Sequence[date], opened: bool, nearest: datetime | None, today: datetime) -> str:
    """Over a week: what is too late, and until when the rest can be changed."""
    if not opened:
        return "Semaine passée" if late and late[-1] < today.astimezone(french.PARIS).date() else "Trop tard pour cette semaine"
    until = "Modifiable à tout moment" if nearest is None else f"Modifiable jusqu’à {french.instant(nearest)}"
    if not late:
        return until
    days = french.listing([french.weekday(day) for day in late])
    return f"Trop tard pour {days}. {until}"


def whole_day(day: date, *, to: bool, done: Sequence[Subject], refused: Sequence[tuple[Subject, Refusal]], held_until: datetime | None = None) -> str:
    """The answer to one tap for several units: those that changed, then why the others could not, unit by unit."""
    parts = [f"Journée du {french.day_words(day)}{_whole_day_outcome(done, refused, to=to)}"]
    if done:
        limits = [limit for subject in done if (limit := subject.cancel_until if to else subject.book_until) is not None]
        parts.append(_until(min(limits, default=None)))
    if held_until:
        parts.append(f"Place retenue jusqu’à {french.hour(held_until)}.")
    if refused:
        reasons: dict[str, list[str]] = {}
        for subject, refusal in refused:
            reasons.setdefault(_why(subject, refusal=refusal).rstrip("."), []).append(subject.unit)
        told = "\u00a0; ".join(f"{french.listing(units)}, {why}" for why, units in reasons.items())
        parts += [f"Pas possible\u00a0: {told}.", _call(refused[0][0])]
    return " ".join(parts)


def _whole_day_outcome(done: Sequence[Subject], refused: Sequence[tuple[Subject, Refusal]], *, to: bool) -> str:
    if not done:
        return "\u00a0: rien n’a changé."
    partly = " en partie" if refused else ""
    return f" {'ajoutée' if to else 'retirée'}{partly}\u00a0: {french.listing([subject.unit for subject in done])}."


def together(told: Sequence[str]) -> str:
    """The answer to several changes sent at once: all that was refused, and how many were made."""
    if not told:
        return "Aucun changement à enregistrer."
    return " ".join(told)


def _what(subject: Subject) -> str:
    return f"{subject.unit}, {french.day_words(subject.day)}"


def _until(instant: datetime | None) -> str:
    return "Modifiable à tout moment." if instant is None else f"Modifiable jusqu’à {french.instant(instant)}."


def _why(subject: Subject, *, refusal: Refusal) -> str:
    match refusal:
        case Refusal.NOT_YET:
            why = f"les réservations ouvrent {french.instant(subject.opens_at)}."
        case Refusal.TOO_LATE_TO_BOOK:
            why = _too_late(subject.book_until, never="cette réservation ne se fait pas en ligne", rule=subject.book_words)
        case Refusal.TOO_LATE_TO_CANCEL:
            why = _too_late(subject.cancel_until, never="cette réservation est définitive", rule=subject.cancel_words)
        case Refusal.FULL:
            why = "il n’y a plus de place ce jour-là."
        case Refusal.ELSEWHERE:
            why = "déjà réservé par l’autre foyer de l’enfant."
        case _:
            why = "ce jour n’est plus ouvert à la réservation."
    return why


def _too_late(instant: datetime | None, *, never: str, rule: str) -> str:
    if instant is None or instant == LONG_AGO:
        return f"{never}."
    told = f" ({rule.rstrip('.')})" if rule else ""
    return f"la limite était {french.instant(instant)}{told}."


def _call(subject: Subject) -> str:
    return f"Besoin d’aide\u00a0? Appelez le {subject.phone}."
