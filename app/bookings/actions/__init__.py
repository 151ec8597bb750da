"""Writes of the reservations: a tap, its undoing, the validation, holds that end, and loading or editing the catalogue over them."""

from app.bookings.actions.applying import Loaded
from app.bookings.actions.at_desk import Grounds, Unexplained, validate_at_desk
from app.bookings.actions.editing import Edit, Moved, OthersLose, save_edit, try_out_edit
from app.bookings.actions.loading import WouldCancel, WouldOverwrite, load_catalogue
from app.bookings.actions.tapping import Outcome, abandon, free_expired_holds, renew_holds, tap, undo_last_tap
from app.bookings.actions.unenrolling import Ended, NotDone, end_enrolment, move_enrolment
from app.bookings.actions.validating import Stale, validate

__all__ = [
    "Edit", "Ended", "Grounds", "Loaded", "Moved", "NotDone", "OthersLose", "Outcome", "Stale", "Unexplained", "WouldCancel", "WouldOverwrite",
    "abandon", "end_enrolment", "free_expired_holds", "load_catalogue", "move_enrolment", "renew_holds", "save_edit", "tap", "try_out_edit",
    "undo_last_tap", "validate", "validate_at_desk",
]  # fmt: skip
