"""Who acts for the service, as the audit trail writes it: an agent, or the console."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Author:
    """`origin`: the agent's network address."""

    account_id: UUID | None = None
    role: str = "console"
    name: str = ""
    origin: str = ""


CONSOLE = Author()
