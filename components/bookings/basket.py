"""The bar of pending changes: how many, what they cost, undo the last one, go on."""

from dataclasses import dataclass
from typing import ClassVar

from components import french
from components.base import SwapTarget


@dataclass(frozen=True, kw_only=True)
class BasketBar(SwapTarget):
    """Hidden while nothing is pending. `difference_cents` is None where the portal knows no price. `note` tells what presses: until when places are held."""

    dom_id: ClassVar[str] = "panier"
    changes: int
    check_at: str
    difference_cents: int | None = None
    can_undo: bool = True
    note: str = ""

    @property
    def count(self) -> str:
        return french.count(self.changes, one="changement", many="changements")
