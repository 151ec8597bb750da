"""The démarche "modifier les réservations": how its demandes read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.bookings.actions.validating import PROCEDURE
from app.filings import procedures
from components import french
from components.ui import ChangeLink, SummaryList, SummaryRow


def told(payload: Mapping[str, Any], *, change_at: str | None = None) -> SummaryList:
    """The same before it is sent, with the way back to the grid, and afterwards."""
    return SummaryList(
        rows=(
            SummaryRow(term="Enfant", values=(payload["child_first_name"],)),
            SummaryRow(term="Activité", values=(f"{payload['activity']}, {payload['site']}",)),
            *_days("Ajouté", payload["added"], change=ChangeLink(href=change_at, what="les jours ajoutés") if change_at else None),
            *_days("Retiré", payload["removed"], change=ChangeLink(href=change_at, what="les jours retirés") if change_at else None),
            SummaryRow(term="Différence", values=(french.signed_euros(payload["difference_cents"]),)),
        )
    )


def next_steps(_payload: Mapping[str, Any]) -> str:
    return "Vos réservations sont à jour, vous n’avez rien d’autre à faire. Un accusé de réception vous est envoyé par courriel."


def _days(term: str, lines: list[dict[str, Any]], *, change: ChangeLink | None) -> tuple[SummaryRow, ...]:
    """One line a day, with its units and their prices; no row when nothing is there."""
    by_day: dict[str, list[str]] = {}
    for line in lines:
        by_day.setdefault(line["day"], []).append(f"{line['unit']} ({french.euros(line['price_cents'])})")
    if not by_day:
        return ()
    days = tuple(f"{french.capitalised(french.day_words(date.fromisoformat(day)))}\u00a0: {', '.join(units)}" for day, units in sorted(by_day.items()))
    return (SummaryRow(term=f"{term} ({french.count(len(days), one='jour', many='jours')})", values=days, change=change),)


BOOKINGS = procedures.register(procedures.Procedure(code=PROCEDURE, title="Réservation", told=told, next_steps=next_steps))
