"""The building blocks in a real browser: what the eye, the thumb, the keyboard and a screen reader meet, on the page that shows them all."""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from app.core.headers import CONTENT_SECURITY_POLICY
from components import colours, rendering
from components.ui import gallery as component_gallery
from e2e.conftest import PHONE
from tests.components.pages import shell

GALLERY = "/simulateur/composants"
TYPES = {"css": "text/css", "js": "text/javascript"}
# What a thumb presses. Links inside a sentence are as tall as their line, as everywhere.
PRESSED = (
    ".button, .chip, .back, .rows a, .tiles a, .contact a, .footer a, .summary a, .brand, .pick label, select, textarea, "
    ".field input:not(.hidden, [type=radio], [type=checkbox])"
)
RENEWED = '<div data-session-ends="2026-11-30T18:00:00+00:00" data-now="2026-11-30T17:00:00+00:00"></div>'
Scheme = Literal["light", "dark"]


def answer(route: Route) -> None:
    """The gallery and its files as the portal serves them, its security policy included."""
    path = urlsplit(route.request.url).path
    kind = TYPES.get(path.rpartition(".")[2], "text/html")
    if path.startswith("/static/"):
        body = (rendering.STATIC / path.removeprefix("/static/")).read_text(encoding="utf-8")
    elif path == "/commune.css":
        body = colours.stylesheet_of("#0b5a6f", None)
    else:
        body = rendering.render("gallery.html", {"shell": shell(path=GALLERY), "groups": component_gallery.samples()})
    route.fulfill(body=body, content_type=f"{kind}; charset=utf-8", headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})


def opened(browser: Browser, *, scheme: Scheme = "light", width: int = PHONE["width"], script: bool = True) -> Page:
    context = browser.new_context(
        base_url="http://localhost", viewport={"width": width, "height": 844}, locale="fr-FR", color_scheme=scheme, java_script_enabled=script
    )
    context.route("**/*", answer)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(GALLERY)
    return page


@pytest.fixture
def gallery(browser: Browser) -> Iterator[Page]:
    page = opened(browser)
    yield page
    page.context.close()


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1024, "light")])  # a scheme changes colours and nothing else
def test_axe_finds_nothing_to_say_of_any_component(browser: Browser, scheme: Scheme, width: int) -> None:
    page = opened(browser, scheme=scheme, width=width)
    violations = Axe().run(page).response["violations"]
    page.context.close()
    assert [(found["id"], [node["html"] for node in found["nodes"]]) for found in violations] == []


def test_the_page_breaks_neither_its_script_nor_the_security_policy(browser: Browser) -> None:
    page, complaints = opened(browser), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)
    page.reload(wait_until="networkidle")
    page.context.close()
    assert complaints == []


def test_nothing_scrolls_sideways_on_the_smallest_phone(gallery: Page) -> None:
    gallery.set_viewport_size({"width": 320, "height": 640})
    assert sideways(gallery) == 0


def test_nothing_scrolls_sideways_with_letters_twice_as_big(gallery: Page) -> None:
    gallery.evaluate("document.documentElement.style.fontSize = '200%'")
    assert sideways(gallery) == 0


def test_what_a_summary_tells_keeps_its_whole_width_beside_the_way_to_change_it(gallery: Page) -> None:
    gallery.set_viewport_size({"width": 320, "height": 640})
    narrow = gallery.locator(".summary > div:has(.change) > dd:not(.change)").evaluate_all(
        "lines => lines.map(line => line.parentElement.clientWidth - line.offsetWidth)"
    )
    assert narrow
    assert max(narrow) <= 1


def test_everything_that_is_pressed_is_big_enough_for_a_thumb(gallery: Page) -> None:
    small = gallery.locator(PRESSED).evaluate_all(
        "parts => parts.filter(part => part.offsetParent && part.getBoundingClientRect().height < 47.9).map(part => part.outerHTML)"
    )
    assert small == []


def test_the_error_summary_has_the_focus_and_leads_to_the_control(gallery: Page) -> None:
    summary = gallery.locator(".problems")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.press("Enter")
    expect(gallery.locator("#champ-courriel_faux")).to_be_focused()


def test_a_password_is_shown_on_demand_and_hidden_again(gallery: Page) -> None:
    button = gallery.locator("[data-reveals=champ-mot_de_passe]")
    control = gallery.locator("#champ-mot_de_passe")
    for words, kind in (("Masquer", "text"), ("Afficher", "password")):
        button.click()
        expect(button).to_have_text(f"{words} mot de passe")
        expect(control).to_have_attribute("type", kind)


def test_the_menu_opens_and_closes_with_the_keyboard(gallery: Page) -> None:
    button = gallery.locator("header .menu > summary")
    button.press("Enter")
    link = gallery.locator("header .menu").get_by_role("link", name="Réserver")
    expect(link).to_be_visible()
    link.press("Escape")
    expect(link).to_be_hidden()
    expect(button).to_be_focused()


def test_the_open_menu_stays_on_the_smallest_screen_with_letters_twice_as_big(gallery: Page) -> None:
    gallery.set_viewport_size({"width": 320, "height": 640})
    gallery.evaluate("document.documentElement.style.fontSize = '200%'")
    gallery.locator("header .menu > summary").click()
    box = gallery.locator("header .menu > nav").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320


def test_a_double_press_is_sent_once(gallery: Page) -> None:
    sent = list[str]()

    def slow(route: Route) -> None:
        sent.append(route.request.url)
        route.fulfill(status=204)

    gallery.route("**/envoi", slow)
    gallery.evaluate("document.querySelector('#galerie-postbutton ~ .specimen form').setAttribute('action', '/envoi')")
    gallery.get_by_role("button", name="Fermer cette connexion").dblclick()
    gallery.wait_for_timeout(200)
    assert len(sent) == 1


def test_a_session_that_ends_says_so_and_can_be_prolonged_without_leaving_the_page(gallery: Page) -> None:
    gallery.route("**/connexion/prolongation", lambda route: route.fulfill(content_type="text/html", body=RENEWED))
    gallery.locator("#champ-nom").fill("Le Goff-Martin")
    ending = gallery.get_by_text("Votre session se termine dans moins de deux minutes.")
    expect(ending).to_be_visible()
    gallery.get_by_role("button", name="Rester connecté").click()
    expect(ending).to_be_hidden()
    expect(gallery.locator("#etat")).to_have_text("Votre session est prolongée.")
    expect(gallery.locator("#champ-nom")).to_have_value("Le Goff-Martin")


def test_without_network_the_warning_stays_and_what_is_typed_too(gallery: Page) -> None:
    gallery.route("**/connexion/prolongation", lambda route: route.abort())
    gallery.locator("#champ-nom").fill("Le Goff-Martin")
    gallery.get_by_role("button", name="Rester connecté").click()
    expect(gallery.locator("#alerte")).to_have_text("Pas de réseau\u00a0: réessayez dans un instant.")
    expect(gallery.get_by_text("Votre session se termine")).to_be_visible()
    expect(gallery.locator("#champ-nom")).to_have_value("Le Goff-Martin")


def test_a_session_that_has_ended_leads_to_sign_in(gallery: Page) -> None:
    expect(gallery.get_by_role("link", name="Se reconnecter")).to_have_attribute("href", f"/connexion?suite={GALLERY}")


def test_without_javascript_nothing_that_needs_it_is_shown(browser: Browser) -> None:
    page = opened(browser, script=False)
    expect(page.locator("[data-reveals]").first).to_be_hidden()
    page.locator("header .menu > summary").click()
    expect(page.locator("header .menu").get_by_role("link", name="Réserver")).to_be_visible()
    page.context.close()
