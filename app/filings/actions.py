"""Sending a demande: one number sequence for the commune, once per submission."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from app.core import audit, database
from app.filings.rules import Status


async def apply_send(  # noqa: PLR0913 - what a demande is made of
    procedure: str,
    *,
    household_id: UUID,
    applicant_id: UUID,
    beneficiary_id: UUID | None,
    subject: str,
    payload: Mapping[str, Any],
    submission_id: UUID,
    statuses: tuple[Status, ...],
    now: datetime,
) -> UUID:
    """Write the demande with the statuses it takes at once. The number is taken last, so that a failure rarely leaves a gap."""
    database.require_transaction()
    filing_id = uuid4()
    await database.fetch(
        """
        insert into filing (id, procedure, household, applicant, beneficiary, status, subject, payload, submission_id, sent_at, number)
        values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, nextval('filing_number'))
        """,
        *(filing_id, procedure, household_id, applicant_id, beneficiary_id, statuses[-1]),
        *(subject, json.dumps(dict(payload)), submission_id, now),
    )
    await database.fetch(
        "insert into filing_event (filing, status, at) select {}, status, {} from unnest({}::text[]) with ordinality as s (status, rank) order by rank",
        filing_id,
        now,
        [str(status) for status in statuses],
    )
    await audit.record(f"filing {procedure}", actor=applicant_id, role="family", now=now, about=("filing", filing_id))
    return filing_id
