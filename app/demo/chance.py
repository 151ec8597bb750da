"""Choices that look drawn and are the same on every machine, in every version of Python, in any order: each follows from its own key."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def number(key: str, *, below: int) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) % below


def happens(key: str, *, percent: int) -> bool:
    return number(key, below=100) < percent


def one(key: str, options: Sequence[T]) -> T:
    return options[number(key, below=len(options))]


def some(key: str, options: Sequence[T], *, count: int) -> list[T]:
    """As many different ones."""
    return sorted(options, key=lambda option: number(f"{key}:{option}", below=1 << 32))[:count]
