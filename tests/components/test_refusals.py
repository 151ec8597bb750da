"""A building block refuses, when it is built, what its template could only show wrongly."""

from collections.abc import Callable

import pytest
from jinja2 import UndefinedError

from components import rendering, ui

BUILDERS: dict[str, Callable[[], object]] = {
    "button kind": lambda: ui.Button(label="x", kind="secondary"),  # type: ignore[arg-type]
    "button icon": lambda: ui.Button(label="x", icon="rocket"),  # type: ignore[arg-type]
    "button icon after": lambda: ui.Button(label="x", icon_after="rocket"),  # type: ignore[arg-type]
    "link that submits": lambda: ui.Button(label="x", href="/", name="suite"),
    "field kind": lambda: ui.Field(name="x", label="x", kind="color"),  # type: ignore[arg-type]
    "radios without options": lambda: ui.Field(name="x", label="x", kind="radios"),
    "text with options": lambda: ui.Field(name="x", label="x", options=(ui.Option(value="1", label="1"),)),
    "alert kind": lambda: ui.Alert(kind="danger", sentence="x"),  # type: ignore[arg-type]
    "status tone": lambda: ui.Status(word="x", tone="green"),  # type: ignore[arg-type]
    "icon name": lambda: ui.Icon(name="rocket"),  # type: ignore[arg-type]
    "empty state icon": lambda: ui.EmptyState(title="x", sentence="x", icon="rocket"),  # type: ignore[arg-type]
    "task icon": lambda: ui.Task(label="x", note="x", href="#", icon="rocket"),  # type: ignore[arg-type]
    "task urgency": lambda: ui.Task(label="x", note="x", href="#", urgency="late"),  # type: ignore[arg-type]
    "tile icon": lambda: ui.Tile(label="x", href="#", icon="rocket"),  # type: ignore[arg-type]
    "menu icon": lambda: ui.MenuItem(label="x", href="#", icon="rocket"),  # type: ignore[arg-type]
    "heading level": lambda: ui.ConfirmationPanel(title="x", state="x", sentence="x", level=3),  # type: ignore[arg-type]
    "step before the first": lambda: ui.Stepper(step=0, steps=3, name="x"),
    "step after the last": lambda: ui.Stepper(step=4, steps=3, name="x"),
    "page that is not": lambda: ui.Pagination(page=4, pages=3, address="/"),
    "two current chips": lambda: ui.Chips(label="x", chips=(ui.Chip(label="a", href="#", current=True),) * 2),
}


@pytest.mark.parametrize("build", BUILDERS.values(), ids=BUILDERS.keys())
def test_what_cannot_be_shown_is_refused(build: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        build()


def test_a_refusal_names_what_is_accepted() -> None:
    with pytest.raises(ValueError, match="tone is one of good, neutral, warn, bad: 'green' is unknown"):
        ui.Status(word="x", tone="green")  # type: ignore[arg-type]


def test_an_undefined_name_raises_instead_of_leaving_a_hole() -> None:
    with pytest.raises(UndefinedError):
        rendering.environment().from_string("{{ ui.Status(word=nothing) }}").render()
    with pytest.raises(UndefinedError):
        rendering.environment().from_string("{% if nothing %}x{% endif %}").render()
