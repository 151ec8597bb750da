"""The verbs of a household. Each is one transaction, with its line in the audit trail."""

from app.households.actions.barring import apply_bar, apply_lift
from app.households.actions.changes import apply_accept, apply_refuse, apply_write, ask, change_phones, withdraw
from app.households.actions.contacts import add_contact, apply_collectors, change_children, change_contact, remove_contact
from app.households.actions.custody import state_custody
from app.households.actions.drafting import abandon_draft, keep_choices, keep_draft, purge_drafts
from app.households.actions.leaving import leave
from app.households.actions.registering import NewChild, NewContact, NewGuardian, NewHousehold, apply_add_child, apply_register

__all__ = [
    "NewChild", "NewContact", "NewGuardian", "NewHousehold", "abandon_draft", "add_contact", "apply_accept", "apply_add_child", "apply_bar",
    "apply_collectors", "apply_lift", "apply_refuse", "apply_register", "apply_write", "ask", "change_children", "change_contact", "change_phones",
    "keep_choices", "keep_draft", "leave", "purge_drafts", "remove_contact", "state_custody", "withdraw",
]  # fmt: skip
