"""A day as people type it."""

import re
from datetime import date

BETWEEN = r"(?:\s*[-./]\s*|\s+)"
TYPED = re.compile(rf"\s*(\d{{1,2}}){BETWEEN}(\d{{1,2}}){BETWEEN}(\d{{4}})\s*")


def is_written(typed: str) -> bool:
    """05/09/2026, or with hyphens, dots or spaces: whether or not the calendar has it."""
    return TYPED.fullmatch(typed) is not None


def day_of(typed: str) -> date | None:
    """None for what is no date, or one that does not exist."""
    found = TYPED.fullmatch(typed)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None
