"""How long things last: sessions, proofs, links (docs/security.md, rules 4 and 16)."""

from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
FAMILY_SESSION = timedelta(hours=12)
STAFF_SESSION = timedelta(hours=10)
SEEN_AT_MOST_EVERY = timedelta(minutes=1)

INVITATION = timedelta(hours=72)
RESET = timedelta(minutes=30)
EMAIL_CHANGE = timedelta(hours=24)

# What is kept after its end: to recognise who comes back, to refuse a second use, to tell the old address.
ENDED_SESSION_KEPT = timedelta(days=1)
USED_LINK_KEPT = INVITATION + timedelta(days=1)
TRIES_KEPT = timedelta(days=3)
EMAIL_CHANGE_KEPT = timedelta(days=30)


def session_end(*, seen_at: datetime, ends_at: datetime) -> datetime:
    """When the session ends if nothing more is asked: idle too long, or its whole life spent."""
    return min(seen_at + IDLE, ends_at)
