"""What the pages of « Mon compte » show."""

from components.accounts.connection_list import Connection, ConnectionList

__all__ = ["Connection", "ConnectionList"]
