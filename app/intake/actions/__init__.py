"""The verbs of intake: importing, looking for duplicates, merging, inviting."""

from app.intake.actions.importing import Asked, Imported, import_families
from app.intake.actions.inviting import INVITE, invite_all, invite_some
from app.intake.actions.looking import LOOK, apply_ask_to_look, ask_to_look, deny, look
from app.intake.actions.merging import Merged, NotUndone, carry_late, merge, undo

__all__ = [
    "INVITE", "LOOK", "Asked", "Imported", "Merged", "NotUndone", "apply_ask_to_look", "ask_to_look", "carry_late", "deny", "import_families", "invite_all",
    "invite_some", "look", "merge", "undo",
]  # fmt: skip
