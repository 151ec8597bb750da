"""Who speaks for the service: an agent, or the console."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Author:
    actor: UUID | None = None
    role: str = "console"
    origin: str = ""


CONSOLE = Author()
