"""The number that a family keeps: shown once its demande is recorded, and whenever the page is opened again."""

from dataclasses import dataclass

from components.base import Component


@dataclass(frozen=True, kw_only=True)
class ConfirmationPanel(Component):
    """`title` is the title of the page ("Demande n° 1")."""

    title: str
    sentence: str
