"""The gallery shows every component, and shows it whole: ids that are unique, labels that find their control, names for all that is pressed."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator

import pytest
from selectolax.lexbor import LexborHTMLParser

from components import rendering, ui
from components.base import Component
from components.ui import gallery
from tests.components.pages import shell, texts

NAMES_A_CONTROL = ("aria-label", "aria-labelledby")


@pytest.fixture(scope="module")
def page() -> LexborHTMLParser:
    return LexborHTMLParser(rendering.render("gallery.html", {"shell": shell(path="/simulateur/composants"), "groups": gallery.samples()}))


def kinds_of(kind: type[Component]) -> Iterator[type[Component]]:
    for child in kind.__subclasses__():
        yield child
        yield from kinds_of(child)


def test_every_component_is_shown_in_every_state() -> None:
    for module in pkgutil.walk_packages(ui.__path__, "components.ui."):
        importlib.import_module(module.name)
    shown = [sample.component for group in gallery.samples() for sample in group.samples]
    own = {kind for kind in kinds_of(Component) if kind.__module__.startswith("components.ui.")} - {ui.Sprite}  # the page has one already
    assert sorted(kind.__name__ for kind in own if not any(isinstance(component, kind) for component in shown)) == []


def test_every_component_can_be_built_by_a_template() -> None:
    named = {kind.__name__ for kind in kinds_of(Component) if kind.__module__.startswith("components.ui.") and ".gallery." not in kind.__module__}
    assert sorted(named - set(ui.__all__)) == []


def test_every_group_and_every_state_is_named(page: LexborHTMLParser) -> None:
    assert texts(page, "section.specimens > h2") == [group.name for group in gallery.samples()]
    assert all(texts(page, ".specimen > p.small"))


def test_ids_are_unique(page: LexborHTMLParser) -> None:
    ids = Counter(node.attributes["id"] for node in page.css("[id]"))
    assert [name for name, times in ids.items() if times > 1] == []


@pytest.mark.parametrize("attribute", ["for", "aria-labelledby", "aria-describedby", "data-reveals", "form"])
def test_what_an_attribute_points_to_is_there(page: LexborHTMLParser, attribute: str) -> None:
    ids = {node.attributes["id"] for node in page.css("[id]")}
    pointed = {name for node in page.css(f"[{attribute}]") for name in (node.attributes[attribute] or "").split()}
    assert pointed - ids == set()


def test_every_link_of_the_page_leads_to_a_part_of_it(page: LexborHTMLParser) -> None:
    ids = {node.attributes["id"] for node in page.css("[id]")}
    pointed = {(link.attributes["href"] or "")[1:] for link in page.css("a[href^='#'], use[href^='#']")}
    assert pointed - ids - {""} == set()


def test_every_control_has_a_label(page: LexborHTMLParser) -> None:
    labelled = {label.attributes["for"] for label in page.css("label[for]")} | {box.attributes["id"] for box in page.css("label input")}
    controls = page.css("input:not([type=hidden]), select, textarea")
    assert len(controls) > 15
    assert [node.html for node in controls if node.attributes["id"] not in labelled] == []


def test_every_link_and_button_has_a_name(page: LexborHTMLParser) -> None:
    pressed = page.css("a, button, summary")
    assert [node.html for node in pressed if not node.text().strip() and not any(name in node.attributes for name in NAMES_A_CONTROL)] == []


def test_nothing_needs_what_the_content_security_policy_forbids(page: LexborHTMLParser) -> None:
    assert [node.html for node in page.css("style, script:not([src]), [style]")] == []
    assert [name for node in page.css("*") for name in node.attributes if name.startswith("on")] == []


def test_every_form_that_changes_something_carries_the_token(page: LexborHTMLParser) -> None:
    forms = page.css("form[method=post]")
    assert len(forms) > 2
    assert [form.html for form in forms if len(form.css("input[type=hidden][name=_csrf]")) != 1] == []
