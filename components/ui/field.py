"""One question of a form: label, hint, control and error, tied together for those who do not see the page."""

from dataclasses import dataclass
from typing import Literal

from components.base import Component
from components.ui.choices import require_one_of

FieldKind = Literal["text", "email", "tel", "password", "date", "textarea", "select", "checkbox", "radios", "boxes"]
WITH_OPTIONS = ("select", "radios", "boxes")


@dataclass(frozen=True, kw_only=True)
class Option:
    value: str
    label: str
    hint: str | None = None


@dataclass(frozen=True, kw_only=True)
class Field(Component):
    """Whether an answer is required is said in words. A date is one text field; a checkbox sends `value`, or "1"; boxes send each of
    the options that are ticked, and `chosen` are those that stand ticked.

    `anchor` is the id of the control: it is made from the name, and given apart only when a page has two fields of the same name.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    value: str = ""
    hint: str | None = None
    error: str | None = None
    required: bool = True
    autocomplete: str | None = None
    options: tuple[Option, ...] = ()
    checked: bool = False
    chosen: tuple[str, ...] = ()
    max_length: int | None = None
    anchor: str = ""

    def __post_init__(self) -> None:
        require_one_of(self.kind, FieldKind, named="kind")
        if (self.kind in WITH_OPTIONS) != bool(self.options):
            raise ValueError(f"options belong to {' and '.join(WITH_OPTIONS)}, which need them: see {self.name}")
        if not self.anchor:
            object.__setattr__(self, "anchor", f"champ-{self.name}")

    @property
    def described_by(self) -> str:
        """Ids of the hint and of the error, in the order in which they are read."""
        return " ".join(f"{self.anchor}-{part}" for part, words in (("aide", self.hint), ("erreur", self.error)) if words)

    def is_chosen(self, option: Option) -> bool:
        return option.value in self.chosen if self.kind == "boxes" else option.value == self.value

    @property
    def input_type(self) -> str:
        return self.kind if self.kind in {"email", "tel", "password"} else "text"
