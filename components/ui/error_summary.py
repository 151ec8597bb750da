"""What must be corrected in a refused form, said above its title."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from components.base import Component
from components.ui.field import Field


@dataclass(frozen=True, kw_only=True)
class Problem:
    """`anchor` is the id of the control to correct; None when the sentence concerns the whole form."""

    sentence: str
    anchor: str | None = None


@dataclass(frozen=True, kw_only=True)
class ErrorSummary(Component):
    """Takes the focus when the page opens; its words are those written beside each field."""

    problems: tuple[Problem, ...]

    def __post_init__(self) -> None:
        if not self.problems:
            raise ValueError("an error summary has at least one problem")

    @classmethod
    def of(cls, fields: Iterable[Field]) -> Self | None:
        """The problems written in these fields, in their order; None when there is none."""
        faulty = [field for field in fields if field.error]
        times = Counter(field.error for field in faulty)
        problems = tuple(Problem(sentence=_told(field, times=times), anchor=field.anchor) for field in faulty)
        return cls(problems=problems) if problems else None


def _told(field: Field, *, times: Mapping[str | None, int]) -> str:
    """Beside its field a sentence says enough; here, one that several fields share begins with the name of each."""
    return f"{field.label}\u00a0: {field.error}" if times[field.error] > 1 else field.error or ""
