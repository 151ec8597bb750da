"""The démarche "modifier les réservations": how its demandes read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from app.bookings import beyond
from app.bookings.actions.validating import PROCEDURE
from app.filings import procedures
from components import french
from components.ui import ChangeLink, SummaryList, SummaryRow

Lines: TypeAlias = Sequence[Mapping[str, Any]]
Named: TypeAlias = Callable[[date], str]


def told(payload: Mapping[str, Any], *, change_at: str | None = None) -> SummaryList:
    """The same before it is sent, with the way back to the grid, and afterwards; then days have their year, since it is kept. Of what
    the service made, also what was passed over, and why."""
    named = french.day_words if change_at else french.long_date
    return SummaryList(
        rows=(
            SummaryRow(term="Enfant", values=(payload["child_first_name"],)),
            SummaryRow(term="Activité", values=(f"{payload['activity']}, {payload['site']}",)),
            *_days("Ajouté", payload["added"], change=ChangeLink(href=change_at, what="les jours ajoutés") if change_at else None, named=named),
            *_days("Retiré", payload["removed"], change=ChangeLink(href=change_at, what="les jours retirés") if change_at else None, named=named),
            *_surcharges(payload["added"], named=named),
            *_billed(payload["removed"], named=named),
            *(_exceeded((*payload["added"], *payload["removed"]), named=named) if change_at is None else ()),
            *_grounds(payload),
            SummaryRow(term="Différence", values=(french.signed_euros(payload["difference_cents"]),)),
        )
    )


def dates(payload: Mapping[str, Any]) -> str:
    """From the first day that changes to the last."""
    days = sorted(date.fromisoformat(line["day"]) for line in (*payload["added"], *payload["removed"]))
    if not days:
        return ""
    return french.date_range(days[0], days[-1]).lower()


def next_steps(payload: Mapping[str, Any]) -> str:
    """What was only withdrawn is not said to be billed."""
    counted = ", les jours ajoutés seront comptés sur votre facture" if payload["added"] else ""
    if "office" in payload:
        return (
            f"Le service a fait ces changements pour vous\u00a0: vous n’avez rien à envoyer ni à payer tout de suite{counted}. "
            "Un courriel le confirme à chaque adulte du foyer qui a un compte. Une erreur\u00a0? Dites-le au service, ses coordonnées sont sur cette page."
        )
    return (
        f"Vos réservations sont à jour\u00a0: vous n’avez rien à envoyer ni à payer tout de suite{counted}. "
        "Un accusé de réception vous est envoyé par courriel. Vous pouvez encore modifier ces jours jusqu’à leur date limite, dans «\u00a0Réserver\u00a0»."
    )


def _days(term: str, lines: Lines, *, change: ChangeLink | None, named: Named) -> tuple[SummaryRow, ...]:
    """One line a day, with its units and their prices; no row when nothing is there."""
    days = _by_day([(line["day"], f"{line['unit']} ({french.euros(line['price_cents'])})") for line in lines], named=named)
    return (SummaryRow(term=f"{term} ({french.count(len(days), one='jour', many='jours')})", values=days, change=change),) if days else ()


def _surcharges(added: Lines, *, named: Named) -> tuple[SummaryRow, ...]:
    """On their own: what being late adds to the prices above."""
    days = _by_day(
        [(line["day"], f"{line['unit']} ({french.signed_euros(line['surcharge_cents'])})") for line in added if line["surcharge_cents"]], named=named
    )
    return (SummaryRow(term="Majoration hors délai", values=days),) if days else ()


def _billed(removed: Lines, *, named: Named) -> tuple[SummaryRow, ...]:
    days = _by_day([(line["day"], f"{line['unit']} ({_owed_words(line)})") for line in removed if line["owed_cents"]], named=named)
    return (SummaryRow(term="Retiré hors délai, reste facturé", values=days),) if days else ()


def _exceeded(lines: Lines, *, named: Named) -> tuple[SummaryRow, ...]:
    days = _by_day([(line["day"], f"{line['unit']} ({beyond.told(line['exceeded'])})") for line in lines if line.get("exceeded")], named=named)
    return (SummaryRow(term="Accepté par exception", values=days),) if days else ()


def _grounds(payload: Mapping[str, Any]) -> tuple[SummaryRow, ...]:
    """What the service said with it."""
    waived = "Rien n’est facturé pour le retard" if payload.get("waived") else ""
    said = {"Fait par": payload.get("office"), "Motif": payload.get("reason"), "Hors délai": waived}
    return tuple(SummaryRow(term=term, values=(words,)) for term, words in said.items() if words)


def _owed_words(line: Mapping[str, Any]) -> str:
    of_which = f", dont {french.euros(line['surcharge_cents'])} de majoration" if line["surcharge_cents"] else ""
    return f"{french.euros(line['owed_cents'])}{of_which}"


def _by_day(told: Iterable[tuple[str, str]], *, named: Named) -> tuple[str, ...]:
    units: dict[str, list[str]] = {}
    for day, words in told:
        units.setdefault(day, []).append(words)
    return tuple(f"{french.capitalised(named(date.fromisoformat(day)))}\u00a0: {', '.join(of_day)}" for day, of_day in sorted(units.items()))


BOOKINGS = procedures.register(
    procedures.Procedure(
        code=PROCEDURE,
        title="Réservation",
        listed_as="Modifier les réservations",
        summary="Cochez ou décochez les jours de vos enfants, dans les activités où ils sont inscrits.",
        group=procedures.Group.BOOKINGS,
        address="/reservations",
        at_once=True,
        told=told,
        dates=dates,
        next_steps=next_steps,
    )
)
