"""Writes of the reservations: a tap, its undoing, the validation, holds that end, and loading the catalogue over them."""

from app.bookings.actions.loading import Loaded, WouldCancel, load_catalogue
from app.bookings.actions.tapping import Outcome, abandon, free_expired_holds, renew_holds, tap, undo_last_tap
from app.bookings.actions.validating import Stale, validate

__all__ = ["Loaded", "Outcome", "Stale", "WouldCancel", "abandon", "free_expired_holds", "load_catalogue", "renew_holds", "tap", "undo_last_tap", "validate"]
