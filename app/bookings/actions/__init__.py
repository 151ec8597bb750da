"""Writes of the reservations: a tap, its undoing, the validation, and holds that end."""

from app.bookings.actions.tapping import Outcome, abandon, free_expired_holds, tap, undo_last_tap
from app.bookings.actions.validating import Stale, validate

__all__ = ["Outcome", "Stale", "abandon", "free_expired_holds", "tap", "undo_last_tap", "validate"]
