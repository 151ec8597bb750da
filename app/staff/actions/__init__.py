"""The verbs of agents: giving and setting up the second factor, and the team itself."""

from app.staff.actions.factor import confirm_factor, renew_codes, set_up_factor
from app.staff.actions.resetting import ask_reset, confirm_reset, forget_resets, withdraw_reset
from app.staff.actions.team import NewAgent, add, add_from_console, change, end, invite_again

__all__ = [
    "NewAgent", "add", "add_from_console", "ask_reset", "change", "confirm_factor", "confirm_reset", "end", "forget_resets",
    "invite_again", "renew_codes", "set_up_factor",
    "withdraw_reset",
]  # fmt: skip
