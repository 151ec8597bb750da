"""One decision of the service on a demande: what it does, what is written to the family, the button. Folded, it opens in place, without script too."""

from dataclasses import dataclass

from components.base import Component
from components.ui import Button, Field


@dataclass(frozen=True, kw_only=True)
class DecisionForm(Component):
    """`key` names it on the page. `seen`: the mark of what the page shows. `folded` is the words that unfold it; without, it stands open. `more` is what
    one may add, and unfolds apart. `shortcut`: the key that leads to it."""

    key: str
    action: str
    csrf_token: str
    seen: str
    button: Button
    shortcut: str
    lead: str = ""
    folded: str = ""
    is_open: bool = False
    fields: tuple[Field, ...] = ()
    more: tuple[Field, ...] = ()
    more_label: str = ""
