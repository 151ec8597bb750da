"""The page of one demande in words: what it is and since when, what would change, what was said, what goes with it, who has done what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.catalogue.rules.admission import age_on
from app.core import clock
from app.core.access import Agent
from app.documents import showing as documents
from app.filings import listing, procedures
from app.filings.desk import forms
from app.filings.desk.cases import Case, ChangeCase, Event, Family, FilingCase, PieceOf
from app.filings.desk.listing import change_title, delay_word
from app.filings.desk.queue import Narrowing, due_on
from app.filings.desk.statements import CHANGES
from app.filings.procedures import Difference, Procedure
from app.filings.rules import Status
from app.filings.rules.transitions import OPEN
from app.filings.rules.waiting import age_words
from app.households import shown as households
from app.households.rules import phones
from app.households.rules.fields import RULES, Field
from app.staff.rules.rights import May
from components import french
from components.filings.differences import DifferenceRow, Differences
from components.ui import Button, SummaryList
from components.ui import Status as StatusWord

DONE: Mapping[Status, str] = {
    Status.SENT: "a complété cette demande",
    Status.PENDING: "a pris cette demande en charge",
    Status.NEEDS_INFO: "a demandé un complément à la famille",
    Status.ACCEPTED: "a accepté cette demande",
    Status.REJECTED: "a refusé cette demande",
    Status.WITHDRAWN: "a annulé cette demande",
}
NOT_KEPT = "Ce que vous veniez de choisir n’a pas été enregistré."


@dataclass(frozen=True, kw_only=True)
class Heading:
    """`lead`: since when, and by whom."""

    title: str
    lead: str
    status: StatusWord
    delay: StatusWord | None


def heading(case: Case, *, today: date) -> Heading:
    if isinstance(case, ChangeCase):
        title, procedure, came, sent_by = change_title(case.field), CHANGES, case.asked_at, case.asked_by
    else:
        title, procedure, came, sent_by = f"{procedures.of_code(case.procedure).title} n°\u00a0{case.number}", case.procedure, case.sent_at, case.sent_by
    by = f", de {sent_by}" if sent_by else ""
    age = age_words(came.astimezone(clock.PARIS).date(), today=today)
    return Heading(
        title=title,
        lead=f"Reçue {french.stamp(came)}, {age}{by}",
        status=listing.status_word(case.status),
        delay=delay_word(case.status, due_on(procedure, came), today=today),
    )


# Who takes care of it


@dataclass(frozen=True, kw_only=True)
class Charge:
    """Who has taken it in charge, and the button that changes this; none once it is decided."""

    sentence: str
    is_anothers: bool
    button: Button | None
    tail: str


def charge(case: Case, *, agent: Agent) -> Charge:
    is_open = case.status in OPEN
    if case.taken is None:
        button = Button(label="Prendre en charge", kind="quiet") if is_open else None
        return Charge(sentence="Personne ne s’en occupe." if is_open else "", is_anothers=False, button=button, tail="/prise-en-charge")
    since = _since(case.taken.at)
    if case.taken.by == agent.account_id:
        button = Button(label="Ne plus m’en occuper", kind="quiet") if is_open else None
        return Charge(sentence=f"Vous vous en occupez {since}.", is_anothers=False, button=button, tail="/liberation")
    button = Button(label="M’en occuper à sa place", kind="quiet") if is_open else None
    return Charge(sentence=f"{case.taken.name} s’en occupe {since}.", is_anothers=is_open, button=button, tail="/prise-en-charge")


def _since(at: datetime) -> str:
    """Depuis 10 h 12; with its day when it is not today."""
    day = at.astimezone(clock.PARIS).date()
    return f"depuis {french.hour(at)}" if day == clock.today() else f"depuis le {french.plain_date(day)}"


def overtaken(case: Case) -> str:
    """Who did what since the page was shown, as far as the agent is concerned: nothing of theirs was written."""
    return f"{last_done(case)} {NOT_KEPT}"


def last_done(case: Case) -> str:
    who, what, at = _last(case)
    return f"{french.capitalised(who)} {what} {french.stamp(at)}."


def _last(case: Case) -> tuple[str, str, datetime]:
    if isinstance(case, ChangeCase):
        last = (case.decided_by or "la famille", DONE[case.status], case.decided_at or case.asked_at)
    else:
        event = case.events[-1]
        last = (_who(event), DONE[event.status], event.at)
    if case.taken and case.taken.at >= last[2] and case.status in OPEN:
        last = (case.taken.name, DONE[Status.PENDING], case.taken.at)
    return last


def _who(event: Event) -> str:
    if event.agent:
        return event.agent
    return "la famille" if event.status in {Status.SENT, Status.WITHDRAWN} else "le service"


# What is asked


def change_differences(case: ChangeCase) -> Differences:
    """What the family had before its eyes, when it is no longer what is written, is told too."""
    rows = [DifferenceRow(term=RULES[case.field].label, before=_lines(case.field, case.now), after=_lines(case.field, case.after))]
    return Differences(caption="Ce qui change", before="Aujourd’hui", after="Après acceptation", rows=tuple(rows))


def _lines(field: Field, value: str) -> tuple[str, ...]:
    if field is Field.CHILD_BIRTH_DATE and value:
        return (households.written(date.fromisoformat(value)),)
    return tuple(value.splitlines())


def differences(found: Sequence[Difference]) -> Differences | None:
    rows = tuple(DifferenceRow(term=each.term, before=tuple(each.before.splitlines()), after=tuple(each.after.splitlines())) for each in found)
    return Differences(caption="Ce que l’acceptation écrit", before="Aujourd’hui", after="Après acceptation", rows=rows) if rows else None


@dataclass(frozen=True, kw_only=True)
class Told:
    """The answers that every agent reads; how many others speak of health, and where who may reads them."""

    answers: SummaryList
    health: int


def told(case: FilingCase) -> Told:
    rows = procedures.of_code(case.procedure).told(case.payload).rows
    apart = procedures.of_code(case.procedure).desk.apart
    return Told(
        answers=SummaryList(rows=tuple(row for row in rows if not is_health(row.term, case) and row.term not in apart)),
        health=sum(is_health(row.term, case) for row in rows if row.term not in apart),
    )


def health_told(case: FilingCase) -> SummaryList:
    rows = procedures.of_code(case.procedure).told(case.payload).rows
    return SummaryList(rows=tuple(row for row in rows if is_health(row.term, case)))


def is_health(term: str, case: FilingCase) -> bool:
    """As it was frozen with the demande; of one that says nothing of it, whatever its démarche may ask about health."""
    procedure: Procedure = procedures.of_code(case.procedure)
    frozen: list[str] | None = case.payload.get("health")
    return bool(procedure.desk.health) and (frozen is None or term in frozen or term in procedure.health_terms)


def since_last(case: FilingCase, last: Mapping[str, Any]) -> Differences | None:
    """What is answered otherwise than in the last one that was accepted, health apart."""
    before = {row.term: row.values for row in procedures.of_code(case.procedure).told(last).rows}
    rows = tuple(
        DifferenceRow(term=row.term, before=before.get(row.term, ()), after=row.values) for row in told(case).answers.rows if before.get(row.term) != row.values
    )
    return Differences(caption="Ce qui a changé depuis la dernière fois", before="La dernière fois", after="Maintenant", rows=rows) if rows else None


# What goes with it


@dataclass(frozen=True, kw_only=True)
class PieceRow:
    """`href` is None for what this agent does not open; `preview`, the address of a picture that may be shown at once."""

    title: str
    note: str
    status: StatusWord
    reason: str
    href: str | None
    preview: str | None
    is_confidential: bool


def piece_row(piece: PieceOf, case: FilingCase, narrowing: Narrowing, *, agent: Agent, today: date) -> PieceRow:
    state, file = piece.state(today=today), f"{forms.here(case.number)}/pieces/{piece.id}"
    may_open = may_open_piece(piece, agent)
    return PieceRow(
        title=piece_title(piece),
        note=piece_note(piece),
        status=StatusWord(word=state.words, tone=state.tone),
        reason=piece.reason,
        href=forms.address_of(narrowing, ref=case.number, tail=f"/pieces/{piece.id}") if may_open else None,
        preview=f"{file}/fichier" if may_open and not piece.sensitive and piece.media_type.startswith("image/") else None,
        is_confidential=piece.sensitive,
    )


def may_open_piece(piece: PieceOf, agent: Agent) -> bool:
    return piece.is_scanned and (not piece.is_for_health_readers or (agent.can(May.HEALTH) and piece.is_of_sites))


def piece_title(piece: PieceOf) -> str:
    return f"{piece.kind}, {piece.of}" if piece.of else piece.kind


def piece_note(piece: PieceOf) -> str:
    what = "Photo" if piece.media_type.startswith("image/") else f"PDF, {french.count(piece.pages, one='page', many='pages')}"
    until = f", valable jusqu’au {households.written(piece.valid_until)}" if piece.valid_until else ""
    replaced = ", remplacée depuis par la famille" if piece.is_replaced else ""
    return f"{what}, {documents.size_words(piece.size_bytes)}, reçue {french.stamp(piece.given_at)}{until}{replaced}"


# Who it is for, what was done


@dataclass(frozen=True, kw_only=True)
class Person:
    name: str
    note: str
    calls: tuple[tuple[str, str], ...] = ()


def people(family: Family, *, today: date) -> tuple[Person, ...]:
    adults = [Person(name=adult.name, note="", calls=tuple((phones.shown(number), number) for number in adult.phones)) for adult in family.adults]
    return (*adults, *(Person(name=child.name, note=_age(child.birth_date, child.school, today=today)) for child in family.children))


def _age(born: date, school: str, *, today: date) -> str:
    return ", ".join(part for part in (french.count(age_on(today, birth_date=born), one="an", many="ans"), school) if part)


def history(case: FilingCase) -> list[tuple[StatusWord, Event]]:
    return [(listing.status_word(event.status), event) for event in case.events]


def child_of(case: FilingCase) -> str:
    return next((child.name for child in case.family.children if child.id == case.child_id), "")
