"""The verbs of a household. Each is one transaction, with its line in the audit trail."""

from app.households.actions.barring import apply_bar, apply_lift, bar, lift
from app.households.actions.changes import apply_accept, apply_refuse, apply_write, ask, change_phones, withdraw
from app.households.actions.contacts import add_contact, apply_collectors, change_children, change_contact, remove_contact
from app.households.actions.correcting import correct, describe, mark_of
from app.households.actions.custody import note_custody_reading, state_custody
from app.households.actions.drafting import abandon_draft, keep_choices, keep_draft, purge_drafts
from app.households.actions.leaving import leave, part
from app.households.actions.registering import NewChild, NewContact, NewGuardian, NewHousehold, apply_add_child, apply_register
from app.households.actions.welcoming import NewAdult, NewFamily, add_adult, add_child, attach_child, create, give_access, id_in

__all__ = [
    "NewAdult", "NewChild", "NewContact", "NewFamily", "NewGuardian", "NewHousehold", "abandon_draft", "add_adult", "add_child", "add_contact",
    "apply_accept", "apply_add_child", "apply_bar", "apply_collectors", "apply_lift", "apply_refuse", "apply_register", "apply_write", "ask",
    "attach_child", "bar", "change_children", "change_contact", "change_phones", "correct", "create", "describe", "give_access", "id_in",
    "keep_choices", "keep_draft", "leave", "lift", "mark_of", "note_custody_reading", "part", "purge_drafts", "remove_contact", "state_custody", "withdraw",
]  # fmt: skip
