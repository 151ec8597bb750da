"""How pièces are told on pages: the list by household and child, and the slot of one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID, uuid4

from app.catalogue.rules.validity import Validity
from app.core.access import Agent
from app.documents.queries import Given, Opening, Piece, Reading
from app.documents.rules.refusals import LARGEST_FILE, Refusal
from app.documents.rules.states import State
from app.staff.rules.rights import May
from components import french
from components.documents import DocumentReading, GivenDocument, PieceSlot
from components.ui import DataList, DataRow, Field, Status, Task

HOME = "/documents"
UNTIL = "valable_jusqu_au"
GIVEN = "Votre pièce est bien arrivée, merci."
UNITS = ((1_000_000, "Mo"), (1_000, "ko"))


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A form that was refused: its date is kept, its file must be chosen again."""

    refusal: Refusal | None = None
    until: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """The household's pièces, or a child's. `others`: what may be given and was not."""

    title: str
    key: str
    pieces: DataList | None
    others: DataList | None


def sections(pieces: Iterable[Piece], *, today: date) -> list[Section]:
    return [
        _section(list(group), position=position, today=today) for position, (_, group) in enumerate(groupby(pieces, key=lambda piece: piece.child_id), start=1)
    ]


def _section(pieces: Sequence[Piece], *, position: int, today: date) -> Section:
    shown = [piece for piece in pieces if piece.state(today=today) is not State.OPTIONAL]
    return Section(
        title=pieces[0].first_name or "Le foyer",
        key=f"pieces-{position}",
        pieces=_rows(shown, today=today),
        others=_rows([piece for piece in pieces if piece not in shown], today=today),
    )


def _rows(pieces: Sequence[Piece], *, today: date, with_names: bool = False) -> DataList | None:
    rows = tuple(
        DataRow(title=title_of(piece) if with_names else piece.kind, note=note_of(piece), href=address_of(piece), status=status_of(piece, today=today))
        for piece in pieces
    )
    return DataList(rows=rows) if rows else None


def address_of(piece: Piece) -> str:
    address = f"{HOME}/pieces/{piece.kind_id}"
    return f"{address}/{piece.child_id}" if piece.child_id else address


def title_of(piece: Piece) -> str:
    return f"{piece.kind}, {piece.first_name}" if piece.first_name else piece.kind


def note_of(piece: Piece) -> str:
    if piece.given is None:
        return piece.advice
    given = f"Reçue {french.stamp(piece.given.given_at)}"
    return f"{given}, valable jusqu’au {_day(piece.given.valid_until)}" if piece.given.valid_until else given


def _day(day: date) -> str:
    return f"{french.plain_date(day)} {day.year}"


def status_of(piece: Piece, *, today: date) -> Status:
    state = piece.state(today=today)
    return Status(word=state.words, tone=state.tone)


# What waits for the family


def tasks_of(pieces: Iterable[Piece], *, today: date) -> tuple[Task, ...]:
    """A line for each that no longer serves, or soon will not; one for all that are asked and not there. What is not asked says nothing."""
    waiting = [(piece, piece.state(today=today)) for piece in pieces if piece.asked and piece.state(today=today).waits_for_the_family]
    again = tuple(
        Task(label=title_of(piece), note=_why_again(piece, state), href=address_of(piece), icon="file", urgency="soon")
        for piece, state in waiting
        if state is not State.MISSING
    )
    missing = len(waiting) - len(again)
    return (*again, Task(label="Pièces justificatives", note=f"{missing}\u00a0à fournir", href=HOME, icon="file")) if missing else again


def _why_again(piece: Piece, state: State) -> str:
    if state is State.REJECTED or piece.given is None or piece.given.valid_until is None:
        return "Refusée par le service, à envoyer de nouveau"
    until = _day(piece.given.valid_until)
    return f"Expire le {until}" if state is State.EXPIRING else f"À renouveler, elle était valable jusqu’au {until}"


def latest(pieces: Iterable[Piece], *, today: date, most: int = 3) -> DataList | None:
    """On the tableau de bord: what was given, the last first."""
    given = [(piece.given.given_at, piece) for piece in pieces if piece.given]
    return _rows([piece for _, piece in sorted(given, key=lambda each: each[0], reverse=True)[:most]], today=today, with_names=True)


# One pièce


def slot_of(
    piece: Piece, *, csrf_token: str, today: date, readings: Iterable[Reading] = (), tried: Tried = Tried(), just_given: bool = False, action: str | None = None
) -> PieceSlot:
    """`action`: where a step of a démarche receives the file; otherwise the page of the pièce."""
    refusal = tried.refusal
    return PieceSlot(
        key=key_of(piece.kind_id, piece.child_id),
        title=title_of(piece),
        advice=piece.advice,
        sensitive=piece.sensitive,
        action=action or address_of(piece),
        csrf_token=csrf_token,
        submission_id=str(uuid4()),
        given=_given(piece, piece.given, today=today) if piece.given else None,
        is_replacing=piece.is_replacing,
        is_newer_refused=piece.is_newer_refused,
        readings=tuple(DocumentReading(who=reading.who, at=reading.at) for reading in readings),
        asks_date=_date_field(piece, tried=tried) if piece.validity is Validity.DATE else None,
        problem=refusal.sentence if refusal and not refusal.is_about_the_date else None,
        just_given=just_given,
        largest=LARGEST_FILE,
    )


def key_of(kind_id: UUID, child_id: UUID | None) -> str:
    return f"{kind_id.hex[:8]}-{child_id.hex[:8]}" if child_id else kind_id.hex[:8]


def anchor_of(piece: Piece) -> str:
    """The id of the control that takes its files."""
    return f"piece-{key_of(piece.kind_id, piece.child_id)}-fichier"


def _given(piece: Piece, given: Given, *, today: date) -> GivenDocument:
    return GivenDocument(
        name=given.name,
        size=size_words(given.size_bytes),
        given_at=given.given_at,
        given_by=given.given_by,
        valid_until=given.valid_until,
        status=status_of(piece, today=today),
        reason=given.reason,
        href=f"{HOME}/{given.id}/fichier" if given.is_scanned else None,
        delete_href=None if given.is_used else f"{HOME}/{given.id}/suppression",
    )


def size_words(size: int) -> str:
    """1,4 Mo, 212 ko."""
    unit, name = next(((unit, name) for unit, name in UNITS if size >= unit), UNITS[-1])
    number = f"{size / unit:.1f}".replace(".", ",") if name == "Mo" else str(max(1, size // unit))
    return f"{number}{french.NBSP}{name}"


def _date_field(piece: Piece, *, tried: Tried) -> Field:
    return Field(
        name=UNTIL,
        label="Valable jusqu’au",
        kind="date",
        value=tried.until,
        hint="Le jour écrit sur la pièce, par exemple 31/08/2027.",
        error=tried.refusal.sentence if tried.refusal and tried.refusal.is_about_the_date else None,
        anchor=f"piece-{key_of(piece.kind_id, piece.child_id)}-date",
    )


def is_told_to(agent: Agent, piece: Piece | Opening) -> bool:
    """That a child has a certificate or a PAI is health already: whoever neither welcomes it nor checks its pièces does not even see that it is there."""
    return not (piece.sensitive and piece.child_id) or agent.can(May.EDIT_FAMILIES) or agent.can(May.HEALTH)
