"""How demandes read in lists, and what narrows the list of all of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from app.core import clock
from app.core.paging import Page
from app.filings import forms, procedures
from app.filings.queries import FilingLine, Had, Narrowing
from app.filings.rules import TONES, Status
from components import french
from components.ui import Button, DataList, DataRow, EmptyState, FilterChoice, Filters, Option, Pagination, Results
from components.ui import Status as StatusWord


def data_list(lines: Iterable[FilingLine]) -> DataList:
    return DataList(rows=tuple(_row(line) for line in lines))


def _row(line: FilingLine) -> DataRow:
    """Child, what and where, for which days; its number, date and status."""
    procedure = procedures.of_code(line.procedure)
    return DataRow(
        title=f"{procedure.title} n°\u00a0{line.number}",
        note=" – ".join(words for words in (line.subject, procedure.dates(line.payload)) if words),
        at=f"{'Enregistrée par le service' if line.at_desk else 'Envoyée'} le {day_of(line.sent_at)}",
        href=f"{forms.ADDRESS}/{line.number}",
        status=status_word(line.status),
    )


def attached(payload: Mapping[str, Any]) -> DataList | None:
    """The documents that went with a demande, each opened where it is kept."""
    rows = tuple(
        DataRow(title=each["term"], note="Ouvrir la pièce jointe", href=f"/documents/{each['document']}/fichier") for each in payload.get("attached", ())
    )
    return DataList(rows=rows) if rows else None


def day_of(at: datetime) -> str:
    day = at.astimezone(clock.PARIS).date()
    return f"{french.plain_date(day)} {day.year}"


def status_word(status: Status) -> StatusWord:
    return StatusWord(word=status.words, tone=TONES[status])


def filters(had: Had, narrowing: Narrowing) -> Filters | None:
    """Only what would leave some demandes aside; None when nothing would."""
    offered = {
        forms.CHILD: ("Enfant", "Tous les enfants", [(str(child.id), child.first_name) for child in had.children]),
        forms.PROCEDURE: ("Démarche", "Toutes les démarches", [(forms.procedure_word(code), procedures.of_code(code).title) for code in had.procedures]),
        forms.STATUS: ("État", "Tous les états", [(forms.status_word(status), status.words) for status in had.statuses]),
        forms.YEAR: ("Année", "Toutes les années", [(str(year), str(year)) for year in had.years]),
    }
    words = forms.words_of(narrowing)
    choices = tuple(
        FilterChoice(name=name, label=label, options=(Option(value="", label=all_words), *(Option(value=v, label=w) for v, w in options)), value=words[name])
        for name, (label, all_words, options) in offered.items()
        if len(options) > 1 or words[name]
    )
    return Filters(action=forms.ADDRESS, results=Results.dom_id, choices=choices) if choices else None


def results(page: Page[FilingLine], narrowing: Narrowing) -> Results:
    everything = "" if narrowing == Narrowing() else forms.ADDRESS
    if not page.lines:
        return Results(told="Aucune demande", nothing=_nothing(), everything="")
    return Results(
        told=french.count(page.total, one="demande", many="demandes"),
        rows=data_list(page.lines),
        pages=Pagination(page=page.number, pages=page.pages, address=forms.address_of(narrowing), label="Pages des demandes"),
        everything=everything,
    )


def _nothing() -> EmptyState:
    return EmptyState(
        title="Aucune demande ne correspond",
        sentence="Vous n’avez rien envoyé qui réponde à tous ces choix à la fois.",
        icon="list",
        action=Button(label="Voir toutes mes demandes", href=forms.ADDRESS),
    )
