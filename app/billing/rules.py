"""Who is told of an invoice."""

from collections.abc import Collection, Sequence
from typing import Protocol, TypeVar
from uuid import UUID


class Adult(Protocol):
    @property
    def id(self) -> UUID: ...


A = TypeVar("A", bound=Adult)


def receivers(chosen: Collection[UUID], adults: Sequence[A]) -> list[A]:
    """Those of the adults with an access who were chosen. When none of them is there any more, all: an invoice always reaches somebody."""
    return [adult for adult in adults if adult.id in chosen] or list(adults)
