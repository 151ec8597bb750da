"""Building blocks shared by every page. Templates find them under the name `ui`: `{{ ui.Icon(name="lock") }}`."""

from components.ui.alert import Alert, AlertKind
from components.ui.button import BackLink, Button, CsrfField, PostButton
from components.ui.card import Card
from components.ui.chips import Chip, ChipChoice, Chips, RadioChips
from components.ui.confirmation_panel import ConfirmationPanel
from components.ui.data_list import DataList, DataRow
from components.ui.empty_state import EmptyState
from components.ui.error_summary import ErrorSummary, Problem
from components.ui.field import Field, Option
from components.ui.filters import FilterChoice, Filters
from components.ui.icon import Icon, Sprite
from components.ui.menu import Menu, MenuItem, SessionWarning
from components.ui.office_contact import OfficeContact
from components.ui.pagination import Pagination
from components.ui.results import Results
from components.ui.status import Status
from components.ui.status_line import AlertLine, StatusLine
from components.ui.stepper import Stepper
from components.ui.summary_list import ChangeLink, SummaryList, SummaryRow
from components.ui.task_list import Task, TaskList
from components.ui.tiles import Tile, Tiles

__all__ = [
    "Alert", "AlertKind", "AlertLine", "BackLink", "Button", "Card", "ChangeLink", "Chip", "ChipChoice", "Chips", "ConfirmationPanel", "CsrfField",
    "DataList", "DataRow", "EmptyState", "ErrorSummary", "Field", "FilterChoice", "Filters", "Icon", "Menu", "MenuItem", "OfficeContact", "Option",
    "Pagination", "PostButton", "Problem", "RadioChips", "Results", "SessionWarning", "Sprite", "Status", "StatusLine", "Stepper", "SummaryList",
    "SummaryRow", "Task", "TaskList", "Tile", "Tiles",
]  # fmt: skip
