"""The list of the children of a day."""

from dataclasses import dataclass

from components.base import Component


@dataclass(frozen=True, kw_only=True)
class Person:
    """`calls`: as shown, then as dialled."""

    name: str
    calls: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class RollLine:
    """`places`: when, then where. `health`: what there is to know, when it was asked for; `is_unknown` without a fiche sanitaire."""

    name: str
    age: str
    school: str
    places: tuple[tuple[str, str], ...]
    adults: tuple[Person, ...]
    collectors: tuple[Person, ...]
    health: tuple[str, ...] = ()
    is_unknown: bool = False


@dataclass(frozen=True, kw_only=True)
class Roll(Component):
    """`shows_health` once it was asked for."""

    caption: str
    lines: tuple[RollLine, ...]
    shows_health: bool
