"""How the answers of a démarche lie in the database: as JSON or, when it says something of health, custody or income, sealed beside an empty one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from app.core import sealing

NOTHING = "{}"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where answers are kept: the column for JSON, and the one for what is sealed, bound to the row's id."""

    purpose: str

    def kept(self, values: Mapping[str, Any], *, row_id: UUID, sealed: bool) -> tuple[str, bytes | None]:
        """What to write in each of the two columns."""
        told = json.dumps(dict(values))
        return (NOTHING, sealing.seal(told.encode(), purpose=self.purpose, bound_to=row_id)) if sealed else (told, None)

    def read(self, told: str, sealed: bytes | None, *, row_id: UUID) -> dict[str, Any]:
        opened = told.encode() if sealed is None else sealing.unseal(sealed, purpose=self.purpose, bound_to=row_id)
        return msgspec.json.decode(opened, type=dict[str, Any])


ANSWERS = Place(purpose="filing_draft.answers_sealed")
PAYLOAD = Place(purpose="filing.payload_sealed")
OUTCOME = Place(purpose="filing.outcome_sealed")
