"""What a family may expect, with the words of the law, by démarche and by status."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from app.filings import acknowledgement, procedures
from app.filings.procedures import Procedure, Silence
from app.filings.rules import Status

SENT_AT = datetime.fromisoformat("2026-12-31T23:30:00+01:00")
WAITING = Procedure(code="essai", title="Essai", next_steps=lambda _payload: "Le service l’étudie.")


def words(procedure: Procedure, status: Status) -> str:
    return acknowledgement.next_steps(procedure, status=status, payload={"added": ()}, sent_at=SENT_AT)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2026-11-30T08:00:00+01:00", date(2027, 1, 30)),
        ("2026-12-31T23:30:00+01:00", date(2027, 2, 28)),
        ("2027-12-31T23:30:00+01:00", date(2028, 2, 29)),
        ("2026-12-31T23:30:00+00:00", date(2027, 3, 1)),  # already the first of January in Paris
        ("2026-08-31T12:00:00+02:00", date(2026, 10, 31)),
    ],
)
def test_the_answer_is_due_two_months_later_from_date_to_date(day: str, due: date) -> None:
    assert acknowledgement.due_on(datetime.fromisoformat(day)) == due


@pytest.mark.parametrize("status", [Status.SENT, Status.PENDING])
def test_an_acknowledgement_tells_until_when_an_answer_is_due_and_what_silence_means(status: Status) -> None:
    """CRPA R.112-5: the date, whether silence accepts or refuses, and the recourse or the attestation that follow."""
    rejected = words(WAITING, status)
    assert rejected.startswith("Le service l’étudie. Sans réponse au 28\u00a0février\u00a02027, votre demande sera considérée comme refusée.")
    assert "tribunal administratif dans les deux mois" in rejected
    accepted = words(replace(WAITING, silence=Silence.ACCEPTED), status)
    assert "Sans réponse au 28\u00a0février\u00a02027, votre demande sera acceptée" in accepted
    assert "attestation" in accepted
    assert words(replace(WAITING, silence=None), status) == "Le service l’étudie."


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.NEEDS_INFO, "Le service attend votre réponse pour continuer."),
        (Status.ACCEPTED, "Votre demande est acceptée\u00a0: vous n’avez rien d’autre à faire."),
        (Status.REJECTED, "tribunal administratif dans les deux mois"),
        (Status.WITHDRAWN, "Vous avez annulé cette demande"),
    ],
)
def test_each_status_says_what_happens_now(status: Status, expected: str) -> None:
    assert expected in words(WAITING, status)


@pytest.mark.parametrize("code", ["inscription", "attestation-inscription", "bookings"])
def test_what_takes_effect_at_once_waits_for_nothing(code: str) -> None:
    assert "Sans réponse" not in words(procedures.of_code(code), Status.ACCEPTED)
