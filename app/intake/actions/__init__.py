"""The verbs of intake: importing, looking for duplicates, merging, inviting."""

from app.intake.actions.importing import Asked, Imported, import_families
from app.intake.actions.inviting import INVITE, invite_all, invite_some
from app.intake.actions.looking import LOOK, apply_ask_to_look, ask_to_look, deny, look
from app.intake.actions.merging import Merged, NotUndone, carry_late, merge, undo
from app.intake.actions.receiving import APPLY, EXAMINE, abandon, carry_out, confirm, examine, purge, receive, why_not_a_sheet

__all__ = [
    "APPLY", "EXAMINE", "INVITE", "LOOK", "Asked", "Imported", "Merged", "NotUndone", "abandon", "apply_ask_to_look", "ask_to_look", "carry_late",
    "carry_out", "confirm", "deny", "examine", "import_families", "invite_all", "invite_some", "look", "merge", "purge", "receive", "undo",
    "why_not_a_sheet",
]  # fmt: skip
