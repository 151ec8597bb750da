"""Building blocks shared by every page. Templates find them under the name `ui`: `{{ ui.Icon(name="lock") }}`."""

from components.ui.alert import Alert
from components.ui.button import BackLink, Button, CsrfField, PostButton
from components.ui.card import Card
from components.ui.empty_state import EmptyState
from components.ui.error_summary import ErrorSummary, Problem
from components.ui.field import Field, Option
from components.ui.icon import Icon, Sprite
from components.ui.live import AlertLine, StatusLine
from components.ui.menu import Menu, SessionWarning
from components.ui.status import Status
from components.ui.stepper import Stepper

__all__ = [
    "Alert", "AlertLine", "BackLink", "Button", "Card", "CsrfField", "EmptyState", "ErrorSummary", "Field", "Icon", "Menu", "Option",
    "PostButton", "Problem", "SessionWarning", "Sprite", "Status", "StatusLine", "Stepper",
]  # fmt: skip
