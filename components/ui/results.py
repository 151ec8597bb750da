"""What a list holds once narrowed: how many, the rows of one page, the way to the others or back to everything."""

from dataclasses import dataclass
from typing import ClassVar

from components.base import SwapTarget
from components.ui.data_list import DataList
from components.ui.empty_state import EmptyState
from components.ui.pagination import Pagination


@dataclass(frozen=True, kw_only=True)
class Results(SwapTarget):
    """`told` is the count in words. `everything` is the address of the whole list, given when it is narrowed. Either `rows` or `nothing`."""

    dom_id: ClassVar[str] = "resultats"
    told: str
    rows: DataList | None = None
    pages: Pagination | None = None
    nothing: EmptyState | None = None
    everything: str = ""
