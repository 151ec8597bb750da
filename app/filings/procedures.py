"""The registry of démarches: each feature declares its own, and how its demandes read. The engine knows them by their code alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from components.ui import SummaryList


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """`told` makes of a demande's payload what the family reads; `dates` says which days it is about; `next_steps`, what happens now."""

    code: str
    title: str
    told: Callable[[Mapping[str, Any]], SummaryList]
    dates: Callable[[Mapping[str, Any]], str]
    next_steps: Callable[[Mapping[str, Any]], str]


_REGISTERED: dict[str, Procedure] = {}


def register(procedure: Procedure) -> Procedure:
    _REGISTERED[procedure.code] = procedure
    return procedure


def of_code(code: str) -> Procedure:
    return _REGISTERED[code]
