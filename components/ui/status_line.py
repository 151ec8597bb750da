"""The lines that speak: they stand in the layout before any swap, so that a screen reader watches them from the start."""

from dataclasses import dataclass
from typing import ClassVar

from components.base import SwapTarget


@dataclass(frozen=True, kw_only=True)
class StatusLine(SwapTarget):
    """What has just been done. Only its content is ever replaced: a live region that is itself replaced stays silent."""

    dom_id: ClassVar[str] = "etat"
    said: str | None = None


@dataclass(frozen=True, kw_only=True)
class AlertLine(SwapTarget):
    """What has just failed, announced at once."""

    dom_id: ClassVar[str] = "alerte"
    said: str | None = None
