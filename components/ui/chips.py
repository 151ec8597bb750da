"""A short choice shown whole: links that change the page, or the answers of a form."""

from dataclasses import dataclass

from components.base import Component


@dataclass(frozen=True, kw_only=True)
class Chip:
    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Chips(Component):
    """`label` says what the links choose ("Enfant"); it is heard, not seen."""

    label: str
    chips: tuple[Chip, ...]

    def __post_init__(self) -> None:
        if sum(chip.current for chip in self.chips) > 1:
            raise ValueError("one chip at most is the current one")


@dataclass(frozen=True, kw_only=True)
class ChipChoice:
    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class RadioChips(Component):
    """The same, inside a form: radio buttons, whose question is `label`."""

    name: str
    label: str
    choices: tuple[ChipChoice, ...]
    value: str | None = None
