"""A titled surface of a page."""

from dataclasses import dataclass

from components.base import Component

Content = str | Component  # text (escaped), Markup, or a component


@dataclass(frozen=True, kw_only=True)
class Card(Component):
    """`key` names the title's id, so that the section is announced by its title."""

    key: str
    title: str
    body: tuple[Content, ...]
