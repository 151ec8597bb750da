"""What the family may expect of a demande, with the words that the law asks for (CRPA R.112-5, L.231-1, L.231-4; CJA R.421-5)."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from app.core.clock import PARIS
from app.filings.procedures import Procedure, Silence
from app.filings.rules import Status
from components import french

MONTHS = 2
LONGEST_MONTH = 31
RECOURSE = "Vous pouvez demander au service de la revoir, ou saisir le tribunal administratif dans les deux mois."

AFTER = {
    Status.NEEDS_INFO: "Le service attend votre réponse pour continuer.",
    Status.ACCEPTED: "Votre demande est acceptée\u00a0: vous n’avez rien d’autre à faire.",
    Status.REJECTED: f"Le motif est écrit dans le suivi. {RECOURSE}",
    Status.WITHDRAWN: "Vous avez annulé cette demande\u00a0: le service ne la traitera pas.",
}


def next_steps(procedure: Procedure, *, status: Status, payload: Mapping[str, Any], sent_at: datetime) -> str:
    """What happens now, in one paragraph."""
    if procedure.at_once:
        return procedure.next_steps(payload)
    if status in {Status.SENT, Status.PENDING}:
        return " ".join(filter(None, (procedure.next_steps(payload), _silence(procedure, sent_at=sent_at))))
    return AFTER[status]


def _silence(procedure: Procedure, *, sent_at: datetime) -> str:
    """Until when an answer is due, and what its absence means; nothing where none is decided."""
    if procedure.silence is None:
        return ""
    until = french.plain_date(due_on(sent_at)) + f"\u00a0{due_on(sent_at).year}"
    if procedure.silence is Silence.ACCEPTED:
        return f"Sans réponse au {until}, votre demande sera acceptée\u00a0; le service vous en donnera l’attestation si vous la demandez."
    return f"Sans réponse au {until}, votre demande sera considérée comme refusée. {RECOURSE}"


def due_on(sent_at: datetime) -> date:
    """Two months later, from date to date; the last day of a shorter month."""
    return _later(sent_at.astimezone(PARIS).date())


def _later(day: date) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + MONTHS, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_late_day(*, today: date) -> date:
    """The latest day of sending whose two months are over."""
    day = today - timedelta(days=MONTHS * LONGEST_MONTH + 1)
    while _later(day + timedelta(days=1)) < today:
        day += timedelta(days=1)
    return day
