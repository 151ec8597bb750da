"""Where one stands in a démarche, as a plain sentence: inside a transaction, steps are no links."""

from dataclasses import dataclass

from components.base import Component


@dataclass(frozen=True, kw_only=True)
class Stepper(Component):
    step: int
    steps: int
    name: str

    def __post_init__(self) -> None:
        if not 1 <= self.step <= self.steps:
            raise ValueError(f"step {self.step} of {self.steps} does not exist")
