"""The web framework's types, with their parameters settled once."""

from typing import Any, TypeAlias

import litestar
from litestar.connection import ASGIConnection
from litestar.datastructures import State

Request: TypeAlias = litestar.Request[Any, Any, State]
Connection: TypeAlias = ASGIConnection[Any, Any, Any, State]
Response: TypeAlias = litestar.Response[str]
