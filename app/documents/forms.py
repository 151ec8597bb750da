"""The form of a pièce: its files, and the day until which it is good where its kind asks for it."""

import re
from datetime import date
from uuid import UUID

from app.documents.actions import Wanted
from app.documents.rules.refusals import Refusal
from app.documents.showing import UNTIL
from app.documents.uploads import Upload

SUBMISSION = "envoi"
FIELDS = frozenset({SUBMISSION, UNTIL})


def wanted_by(upload: Upload, *, kind_id: UUID, child_id: UUID | None) -> Wanted | Refusal:
    written = upload.fields.text(UNTIL)
    until = day_in(written)
    if written and until is None:
        return Refusal.BAD_DATE
    return Wanted(kind_id=kind_id, child_id=child_id, submission_id=upload.fields.identifier(SUBMISSION), valid_until=until)


def day_in(written: str) -> date | None:
    """31/08/2027, 31-8-2027 or 31 08 2027; the year may have two figures."""
    found = re.fullmatch(r"(\d{1,2})[ /.-](\d{1,2})[ /.-](\d{4}|\d{2})", written)
    if found is None:
        return None
    try:
        return date(int(found[3]) + (2000 if len(found[3]) == 2 else 0), int(found[2]), int(found[1]))  # noqa: PLR2004 - two figures
    except ValueError:
        return None
