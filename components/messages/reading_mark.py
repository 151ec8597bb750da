"""Whether an adult has read a message: a button, which our script presses as soon as the message is shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from components.base import SwapTarget


@dataclass(frozen=True, kw_only=True)
class ReadingMark(SwapTarget):
    """`others`: the first names of the other adults who have read it."""

    dom_id: ClassVar[str] = "lecture"
    action: str
    csrf_token: str
    read_at: datetime | None
    others: tuple[str, ...] = ()
