"""Receiving, opening, deleting pièces; what demandes keep; what the schedule does with them."""

from app.documents.actions.opening import note_opening, open_for
from app.documents.actions.receiving import Received, Wanted, receive
from app.documents.actions.reminding import remind_ending
from app.documents.actions.removing import apply_release, apply_use, delete, sweep
from app.documents.actions.reviewing import apply_verdict, review

__all__ = [
    "Received",
    "Wanted",
    "apply_release",
    "apply_use",
    "apply_verdict",
    "delete",
    "examine",
    "note_opening",
    "open_for",
    "receive",
    "remind_ending",
    "review",
    "sweep",
]
