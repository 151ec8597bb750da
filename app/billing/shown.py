"""How invoices arrive, as families read it: a sentence in the démarches, a section of « Ma famille »."""

from collections.abc import Sequence
from uuid import UUID

from app.billing import queries
from app.billing.queries import Adult, Delivery, Period
from app.core.clock import PARIS
from components import french
from components.ui import Button, Card, ChangeLink, SummaryList, SummaryRow

JOINING, LEAVING = "/demarches/facture-en-ligne", "/demarches/facture-papier"
ON_PAPER = "Aujourd’hui, vos factures arrivent par courrier postal."


def today_words(delivery: Delivery) -> str:
    if delivery.current is None:
        return ON_PAPER
    return f"Vos factures sont en ligne depuis le {_day(delivery.current)}. Le courriel part à {french.listing(_names(delivery.receivers))}."


def _day(period: Period) -> str:
    day = period.joined_at.astimezone(PARIS).date()
    return f"{french.plain_date(day)}\u00a0{day.year}"


def _names(adults: Sequence[Adult]) -> list[str]:
    return [adult.first_name for adult in adults]


async def section_of(account_id: UUID) -> Card | None:
    """None for an account that belongs to no household."""
    delivery = await queries.of_account(account_id)
    return None if delivery is None else Card(key="factures", title="Factures", body=(SummaryList(rows=_rows(delivery)), _button(delivery)))


def _rows(delivery: Delivery) -> tuple[SummaryRow, ...]:
    current, history = delivery.current, tuple(_stretch(period) for period in delivery.periods if period.left_at)
    before = (SummaryRow(term="Auparavant, en ligne", values=history),) if history else ()
    if current is None:
        return (SummaryRow(term="Elles arrivent", values=("Par courrier postal",)), *before)
    receivers = tuple(f"{adult.first_name} {adult.last_name}" for adult in delivery.receivers)
    change = ChangeLink(href=JOINING, what="qui reçoit le courriel des factures")
    return (
        SummaryRow(term="Elles arrivent", values=(f"En ligne, depuis le {_day(current)}",)),
        SummaryRow(term="Courriel envoyé à", values=receivers, change=change),
        *before,
    )


def _stretch(period: Period) -> str:
    left_at = period.left_at or period.joined_at
    return french.capitalised(french.dated_range(period.joined_at.astimezone(PARIS).date(), left_at.astimezone(PARIS).date()))


def _button(delivery: Delivery) -> Button:
    if delivery.current is None:
        return Button(label="Recevoir mes factures en ligne", kind="quiet", icon="mail", href=JOINING)
    return Button(label="Revenir à la facture papier", kind="quiet", href=LEAVING)
