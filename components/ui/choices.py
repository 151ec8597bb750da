"""Refuses, when a component is built, an option that its author did not foresee: a template has no type checker."""

from typing import get_args


def require_one_of(value: object, choices: object, *, named: str) -> None:
    """`choices` is a Literal of the component's module."""
    if value not in get_args(choices):
        raise ValueError(f"{named} is one of {', '.join(map(str, get_args(choices)))}: {value!r} is unknown")


def require_one_of_or_none(value: object, choices: object, *, named: str) -> None:
    if value is not None:
        require_one_of(value, choices, named=named)
