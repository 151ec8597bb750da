"""Finding a demande again on a phone: what narrows the list is kept by the address, with and without JavaScript."""

from playwright.sync_api import Browser, Page, expect

from e2e import family
from e2e.conftest import phone_page
from e2e.looks import violations
from tests.serving.portals import Portal

HEARD = "#trouve"
STORED = "() => JSON.stringify({ ...localStorage, ...sessionStorage })"


def count(page: Page) -> int:
    """As the page says it."""
    return int((page.locator(".found strong").text_content() or "0").split()[0])


def test_the_list_is_narrowed_and_a_reload_shows_the_same(any_phone: Page) -> None:
    family.sign_in(any_phone)
    any_phone.goto("/demandes")
    everything = count(any_phone)
    expect(any_phone.get_by_label("Enfant")).to_be_hidden()
    any_phone.locator("summary", has_text="Filtrer").tap()
    any_phone.get_by_label("Enfant").select_option("Malo")
    if (show := any_phone.get_by_role("button", name="Afficher")).is_visible():
        show.tap()
    expect(any_phone.get_by_role("link", name="Tout afficher")).to_be_visible()
    expect(any_phone.locator(".rows a").first).to_contain_text("Malo")
    expect(any_phone.locator(".rows a", has_text="Clervie")).to_have_count(0)
    narrowed = count(any_phone)
    assert 0 < narrowed < everything
    any_phone.reload()
    assert count(any_phone) == narrowed
    expect(any_phone.get_by_label("Enfant").locator("option:checked")).to_have_text("Malo")
    family.follow(any_phone, "Tout afficher")
    expect(any_phone.get_by_role("link", name="Tout afficher")).to_have_count(0)
    assert count(any_phone) == everything


def test_the_count_is_heard_the_choice_keeps_the_focus_and_nothing_stays_in_the_browser(phone: Page) -> None:
    family.sign_in(phone)
    phone.goto("/demandes")
    phone.locator("summary", has_text="Filtrer").tap()
    choice = phone.get_by_label("Enfant")
    choice.focus()
    choice.select_option("Malo")
    expect(phone.get_by_role("link", name="Tout afficher")).to_be_visible()
    expect(phone.locator(HEARD)).to_have_text(phone.locator(".found strong").text_content() or "")
    expect(choice).to_be_focused()
    assert phone.url.partition("?")[2].startswith("enfant=")
    assert phone.url.count("=") == 1, "what narrows nothing is not in the address"
    assert phone.evaluate(STORED) == "{}"
    assert [violations(phone, scheme=scheme) for scheme in ("light", "dark")] == [[], []]


def test_a_list_that_cannot_be_narrowed_says_so_and_then_recovers(browser: Browser, portal: Portal) -> None:
    phone = phone_page(browser, portal)
    family.sign_in(phone)
    phone.goto("/demandes")
    phone.locator("summary", has_text="Filtrer").tap()
    everything = count(phone)
    phone.context.set_offline(True)
    phone.get_by_label("Enfant").select_option("Malo")
    expect(phone.locator("#alerte")).to_contain_text("La liste n’a pas pu être mise à jour")
    assert count(phone) == everything
    phone.context.set_offline(False)
    phone.get_by_label("Enfant").select_option("Clervie")
    expect(phone.locator(".rows a", has_text="Malo")).to_have_count(0)
    expect(phone.locator("#alerte")).to_be_empty()
    phone.context.close()
