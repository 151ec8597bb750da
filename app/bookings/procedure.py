"""The démarche "modifier les réservations": how its demandes read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from app.bookings.actions.validating import PROCEDURE
from app.filings import procedures
from components import french
from components.ui import ChangeLink, SummaryList, SummaryRow

Lines: TypeAlias = Sequence[Mapping[str, Any]]


def told(payload: Mapping[str, Any], *, change_at: str | None = None) -> SummaryList:
    """The same before it is sent, with the way back to the grid, and afterwards."""
    return SummaryList(
        rows=(
            SummaryRow(term="Enfant", values=(payload["child_first_name"],)),
            SummaryRow(term="Activité", values=(f"{payload['activity']}, {payload['site']}",)),
            *_days("Ajouté", payload["added"], change=ChangeLink(href=change_at, what="les jours ajoutés") if change_at else None),
            *_days("Retiré", payload["removed"], change=ChangeLink(href=change_at, what="les jours retirés") if change_at else None),
            *_surcharges(payload["added"]),
            *_billed(payload["removed"]),
            SummaryRow(term="Différence", values=(french.signed_euros(payload["difference_cents"]),)),
        )
    )


def next_steps(_payload: Mapping[str, Any]) -> str:
    return "Vos réservations sont à jour, vous n’avez rien d’autre à faire. Un accusé de réception vous est envoyé par courriel."


def _days(term: str, lines: Lines, *, change: ChangeLink | None) -> tuple[SummaryRow, ...]:
    """One line a day, with its units and their prices; no row when nothing is there."""
    days = _by_day([(line["day"], f"{line['unit']} ({french.euros(line['price_cents'])})") for line in lines])
    return (SummaryRow(term=f"{term} ({french.count(len(days), one='jour', many='jours')})", values=days, change=change),) if days else ()


def _surcharges(added: Lines) -> tuple[SummaryRow, ...]:
    """On their own: what being late adds to the prices above."""
    days = _by_day([(line["day"], f"{line['unit']} ({french.signed_euros(line['surcharge_cents'])})") for line in added if line["surcharge_cents"]])
    return (SummaryRow(term="Majoration hors délai", values=days),) if days else ()


def _billed(removed: Lines) -> tuple[SummaryRow, ...]:
    days = _by_day([(line["day"], f"{line['unit']} ({_owed_words(line)})") for line in removed if line["owed_cents"]])
    return (SummaryRow(term="Retiré hors délai, reste facturé", values=days),) if days else ()


def _owed_words(line: Mapping[str, Any]) -> str:
    of_which = f", dont {french.euros(line['surcharge_cents'])} de majoration" if line["surcharge_cents"] else ""
    return f"{french.euros(line['owed_cents'])}{of_which}"


def _by_day(told: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    units: dict[str, list[str]] = {}
    for day, words in told:
        units.setdefault(day, []).append(words)
    return tuple(f"{french.capitalised(french.day_words(date.fromisoformat(day)))}\u00a0: {', '.join(of_day)}" for day, of_day in sorted(units.items()))


BOOKINGS = procedures.register(procedures.Procedure(code=PROCEDURE, title="Réservation", told=told, next_steps=next_steps))
