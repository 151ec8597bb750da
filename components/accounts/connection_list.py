"""« Mes connexions »: the browsers where an account is open, each with its button."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from components.base import Component


@dataclass(frozen=True, kw_only=True)
class Connection:
    """One browser that is signed in. `device` is in words ("Chrome sur Android")."""

    id: UUID
    device: str
    created_at: datetime
    seen_at: datetime
    is_this_one: bool


@dataclass(frozen=True, kw_only=True)
class ConnectionList(Component):
    connections: tuple[Connection, ...]
    csrf_token: str
    prefix: str = ""  # of the addresses of the door

    @property
    def has_several_others(self) -> bool:
        return sum(not connection.is_this_one for connection in self.connections) > 1
