"""The grid of the demo on a phone: whole days, months, children, the keyboard alone, and what goes wrong on the way."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import asyncpg
from playwright.sync_api import Browser, Page, expect

from e2e import family
from e2e.conftest import NewPhone, phone_page
from tests.serving.portals import Portal

MEALS, WEDNESDAYS, HOLIDAYS = "Restauration scolaire", "Accueil de loisirs Mercredi", "Accueil de loisirs Vacances"
MOST_TABS = 120


def undo(page: Page) -> None:
    page.get_by_role("button", name="Annuler le dernier changement").tap()


def test_a_whole_day_is_ticked_and_undone_in_one_tap(any_phone: Page) -> None:
    scripted = family.has_script(any_phone)
    child = "Clervie"
    family.sign_in(any_phone)
    family.open_grid(any_phone, child=child, activity=HOLIDAYS)
    day = any_phone.get_by_role("checkbox", name=f"Journée, mardi 22 décembre, {child}")
    units = [any_phone.get_by_role("checkbox", name=f"{unit}, mardi 22 décembre, {child}") for unit in ("Matin", "Repas", "Après-midi")]
    family.tap(any_phone, f"Journée, mardi 22 décembre, {child}")
    expect(family.news(any_phone)).to_contain_text("Journée du mardi 22 décembre ajoutée : Matin, Repas et Après-midi.")
    for box in (day, *units):
        expect(box).to_be_checked()
    family.tap(any_phone, f"Repas, mardi 22 décembre, {child}")
    expect(day).to_have_accessible_description("en partie")
    expect(day).to_be_checked(indeterminate=True) if scripted else expect(day).not_to_be_checked()
    undo(any_phone)
    expect(day).to_be_checked()
    undo(any_phone)
    expect(family.basket(any_phone)).to_be_hidden()
    for box in (day, *units):
        expect(box).not_to_be_checked()


def test_a_partial_day_stays_so_after_a_tap_that_was_not_saved(browser: Browser, portal: Portal) -> None:
    page = phone_page(browser, portal)
    family.sign_in(page)
    family.open_grid(page, child="Clervie", activity=HOLIDAYS)
    family.tap(page, "Matin, mercredi 23 décembre, Clervie")
    day = page.get_by_role("checkbox", name="Journée, mercredi 23 décembre, Clervie")
    expect(day).to_be_checked(indeterminate=True)
    page.context.set_offline(offline=True)
    day.tap()
    expect(page.locator("#alerte")).to_have_text("Non enregistré, réessayez.")
    expect(day).to_be_checked(indeterminate=True)
    expect(page.get_by_role("checkbox", name="Repas, mercredi 23 décembre, Clervie")).not_to_be_checked()
    page.context.set_offline(offline=False)
    family.tap(page, "Journée, mercredi 23 décembre, Clervie")
    expect(page.locator("#alerte")).to_be_empty()
    expect(day).to_be_checked()
    undo(page)
    undo(page)
    expect(family.basket(page)).to_be_hidden()
    page.context.close()


def test_a_month_is_reserved_and_another_child_seen_without_going_back(phone: Page) -> None:
    family.sign_in(phone)
    family.open_grid(phone, child="Malo", activity=MEALS)
    family.follow(phone, "Mois")
    phone.goto(f"{family.path_of(phone)}?vue=mois&mois=2027-01-01")
    month = phone.get_by_role("table", name="Janvier 2027")
    assert month.get_by_role("columnheader").all_text_contents() == ["Lun", "Mar", "Jeu", "Ven"]
    family.tap(phone, "Repas, jeudi 21 janvier, Malo")
    expect(phone.get_by_role("checkbox", name="Repas, jeudi 21 janvier, Malo")).to_be_checked()
    expect(family.basket(phone)).to_contain_text("1 changement")
    undo(phone)
    expect(family.basket(phone)).to_be_hidden()
    expect(month).to_be_visible()
    phone.get_by_role("navigation", name="Enfant").get_by_role("link", name="Clervie").tap()
    expect(family.title(phone)).to_have_text("Réserver pour Clervie")
    expect(phone.get_by_role("table", name="Janvier 2027")).to_be_visible()


def test_past_weeks_are_read_and_nothing_there_can_be_tapped(phone: Page) -> None:
    family.sign_in(phone)
    family.open_grid(phone, child="Clervie", activity=MEALS)
    expect(phone.locator(".week").first).to_have_id("semaine-2026-11-30")
    phone.locator("a[rel=prev]").tap()
    past = phone.locator(".week").first
    expect(past).to_contain_text("Semaine passée")
    expect(past).to_contain_text("Réservé")
    expect(past.get_by_role("checkbox")).to_have_count(0)


def test_a_place_that_somebody_else_took_is_refused_with_why_and_the_true_row(phone: Page, portal: Portal) -> None:
    family.sign_in(phone)
    family.open_grid(phone, child="Malo", activity=WEDNESDAYS)
    day = date(2027, 1, 13)
    phone.goto(f"{family.path_of(phone)}?semaine={day}")
    with ThreadPoolExecutor() as beside:
        beside.submit(asyncio.run, fill(portal.database_url, day)).result()
    phone.get_by_role("checkbox", name="Repas, mercredi 13 janvier, Malo").tap()
    expect(family.news(phone)).to_contain_text("Repas, mercredi 13 janvier : il n’y a plus de place ce jour-là.")
    expect(phone.locator(f"#jour-{day}")).to_contain_text("Complet")
    expect(family.basket(phone)).to_be_hidden()


async def fill(address: str, day: date) -> None:
    """Every place of a day is taken."""
    connection = await asyncpg.connect(address)
    await connection.execute("update capacity_counter set capacity = taken where day = $1 and capacity is not null", day)
    await connection.close()


def test_a_parent_reserves_with_the_keyboard_alone(new_phone: NewPhone) -> None:
    page = new_phone()
    page.goto("/connexion")
    for words in (family.CLAIRE, family.PASSWORD):
        tab_to(page, "input:not([type=hidden], [type=checkbox])", once_more=words != family.CLAIRE)
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page).not_to_have_url("/connexion")
    page.goto("/reservations")
    tab_to(page, ".rows a", has="Restauration scolaire")
    page.keyboard.press("Enter")
    expect(family.title(page)).to_have_text("Réserver pour Inès")
    tab_to(page, ".week .skip")
    page.keyboard.press("Enter")
    tab_to(page, "[id='2026-12-17.repas']")
    page.keyboard.press("Space")
    expect(family.basket(page)).to_contain_text("1 changement")
    expect(page.locator("[id='2026-12-17.repas']")).to_be_focused()
    tab_to(page, "#verifier")
    page.keyboard.press("Enter")
    expect(family.title(page)).to_have_text("Vérifiez, puis validez")
    tab_to(page, "#champ-attestation")
    page.keyboard.press("Space")
    tab_to(page, "button.button", has="Valider ma demande")
    page.keyboard.press("Enter")
    expect(family.title(page)).to_contain_text("Demande n° ")


def tab_to(page: Page, selector: str, *, has: str = "", once_more: bool = False) -> None:
    """Tab by tab; what has the focus must be seen."""
    if once_more:
        page.keyboard.press("Tab")
    for _ in range(MOST_TABS):
        at = page.evaluate(
            "([selector, has]) => { const at = document.activeElement; return at.matches(selector) && at.textContent.includes(has); }", [selector, has]
        )
        if at:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is out of the keyboard's reach")
