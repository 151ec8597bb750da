"""Buttons: a link that looks like one, a submit button, and a form that is only a button."""

from dataclasses import dataclass
from typing import Literal

from components.base import Component
from components.ui.choices import require_one_of, require_one_of_or_none
from components.ui.icon import IconName

ButtonKind = Literal["primary", "quiet", "danger"]


@dataclass(frozen=True, kw_only=True)
class Button(Component):
    """A link when `href` is given, otherwise it submits its form. `about` completes the label for those who only hear it."""

    label: str
    kind: ButtonKind = "primary"
    href: str | None = None
    about: str | None = None
    icon: IconName | None = None
    icon_after: IconName | None = None
    name: str | None = None
    value: str | None = None
    form: str | None = None

    def __post_init__(self) -> None:
        require_one_of(self.kind, ButtonKind, named="kind")
        require_one_of_or_none(self.icon, IconName, named="icon")
        require_one_of_or_none(self.icon_after, IconName, named="icon_after")
        if self.href is not None and (self.name or self.form):
            raise ValueError("a link submits nothing: give it neither name nor form")


@dataclass(frozen=True, kw_only=True)
class PostButton(Component):
    """One button that changes something: a whole form, with its token and the hidden values it sends."""

    action: str
    csrf_token: str
    button: Button
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class CsrfField(Component):
    """The token that every form of the portal carries."""

    token: str


@dataclass(frozen=True, kw_only=True)
class BackLink(Component):
    """The way back, above the title of a page."""

    href: str
    label: str = "Retour"
