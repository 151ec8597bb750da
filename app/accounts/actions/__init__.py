"""The verbs of signing in. Each is one transaction, with its line in the audit trail and the mail that it causes."""

from app.accounts.actions.choosing import activate, ask_reset, change_password, reset_password
from app.accounts.actions.closing import close_other_sessions, close_session, disable, purge_ended_sessions, purge_tries_and_links
from app.accounts.actions.joining import InvitationRefused, apply_invite, invite, invite_from_console
from app.accounts.actions.moving import ask_email_change, confirm_email_change
from app.accounts.actions.signing_in import prolong, prove, sign_in, sign_out
from app.accounts.actions.steps import Caller, SignedIn

__all__ = [
    "Caller", "InvitationRefused", "SignedIn", "activate", "apply_invite", "ask_email_change", "ask_reset", "change_password",
    "close_other_sessions", "close_session",
    "confirm_email_change", "disable", "invite", "invite_from_console", "prolong", "prove", "purge_ended_sessions", "purge_tries_and_links",
    "reset_password", "sign_in", "sign_out",
]  # fmt: skip
