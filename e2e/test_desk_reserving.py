"""An agent reserves in a family's place, beyond a deadline and with a reason; the parent sees it and receives the mail."""

import re
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from app.demo.families import FAMILIES
from app.staff.rules.rights import Role
from e2e import agents, family, looks, mailbox
from e2e.conftest import DESK, NewPhone, NewScreen
from tests.serving.portals import Portal

LINES = f"/agents/familles/{FAMILIES[0].id}/reservations"
MEALS = "Restauration scolaire"
REASON = "Sortie scolaire annulée la veille."


@pytest.fixture(scope="module")
def signed_in(browser: Browser, portal: Portal) -> StorageState:
    """The director's cookies: a code opens a desk once."""
    context = browser.new_context(base_url=portal.url, viewport=DESK, locale="fr-FR")
    agents.sign_in_agent(context.new_page(), Role.DIRECTION)
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def new_desk(new_screen: NewScreen, signed_in: StorageState) -> NewScreen:
    """Screens of the one who may go beyond the rules."""
    return partial(new_screen, touch=True, kept=signed_in)


def open_line(page: Page, *, child: str, activity: str) -> None:
    page.goto(LINES)
    page.get_by_role("region", name=child).get_by_role("link", name=activity).click()
    expect(family.title(page)).to_have_text(f"Réserver pour {child}")


@pytest.mark.parametrize(("script", "day", "row"), [(True, "mardi 1er décembre", "2026-12-01"), (False, "lundi 30 novembre", "2026-11-30")])
def test_an_agent_books_beyond_the_deadline_and_the_parents_are_told(new_desk: NewScreen, phone: Page, *, script: bool, day: str, row: str) -> None:
    """With and without JavaScript."""
    desk = new_desk(script=script)
    open_line(desk, child="Malo", activity=MEALS)
    expect(desk.locator(f"#jour-{row}")).to_contain_text("hors délai")
    family.tap(desk, f"Repas, {day}, Malo")
    expect(family.news(desk)).to_contain_text(f"Repas, {day} ajouté hors délai. Un motif vous sera demandé au récapitulatif.")
    number = refuse_then_validate(desk, day)
    for email in (family.ANNE, family.YANN):
        mailbox.open_mail(phone, to=email, subject=f"Demande n° {number} : le service a modifié vos réservations")
        expect(mailbox.body(phone)).to_contain_text(f"{day} 2026 : Repas, 3,90 €")
        expect(mailbox.body(phone)).not_to_contain_text(REASON)
    expect_read_by_the_family(phone, number=number, day=day)
    family.open_grid(phone, child="Malo", activity=MEALS)
    expect(phone.locator(f"#jour-{row}").locator("input:checked, td.kept")).to_have_count(1)


def refuse_then_validate(desk: Page, day: str) -> str:
    """From the basket to the demande, whose number is told; the reason is forgotten first."""
    family.follow(desk, "Vérifier")
    expect(desk.get_by_role("region", name="Vous passez outre")).to_contain_text(f"Repas, {day} : hors délai.")
    desk.locator("form[action$='/recapitulatif']").evaluate("form => { form.noValidate = true }")
    family.press(desk, "Valider pour la famille")
    expect(family.problems(desk)).to_contain_text("Écrivez le motif")
    desk.get_by_label("Motif").fill(REASON)
    family.press(desk, "Valider pour la famille")
    expect(family.news(desk)).to_contain_text("chaque adulte du foyer est prévenu par courriel")
    told = re.search(r"Demande n°\s(\d+)", family.news(desk).text_content() or "")
    assert told
    return told[1]


def expect_read_by_the_family(phone: Page, *, number: str, day: str) -> None:
    family.sign_in(phone, family.YANN)
    phone.goto(f"/demandes/{number}")
    for said in ("enregistrée pour vous (Service Enfance)", f"{day.capitalize()} 2026 : Repas (hors délai)", REASON):
        expect(phone.locator("main")).to_contain_text(said)


def test_what_the_agent_and_the_family_prepare_stays_apart(new_desk: NewScreen, new_phone: NewPhone) -> None:
    desk, phone, meal = new_desk(), new_phone(), "Repas, lundi 7 décembre, Malo"
    family.sign_in(phone)
    family.open_grid(phone, child="Malo", activity=MEALS)
    family.tap(phone, meal)
    open_line(desk, child="Malo", activity=MEALS)
    expect(desk.get_by_role("checkbox", name=meal)).not_to_be_checked()
    expect(family.basket(desk)).to_be_hidden()
    family.tap(desk, meal)
    family.follow(desk, "Vérifier")
    family.press(desk, "Valider pour la famille")
    expect(family.title(desk)).to_have_text("Réserver pour la famille Le Goff")
    phone.reload()
    expect(phone.get_by_role("checkbox", name=meal)).to_be_checked()
    expect(family.basket(phone)).to_be_hidden()


def test_axe_the_keyboard_and_the_smallest_phone_find_nothing_to_say(new_desk: NewScreen) -> None:
    desk = new_desk()
    open_line(desk, child="Malo", activity=MEALS)
    here = family.path_of(desk)
    family.tap(desk, "Repas, lundi 30 novembre, Malo")
    said = {}
    for address in (LINES, here, f"{here}?vue=mois&mois=2026-11-01", f"{here}/recapitulatif", f"{here}/abandon"):
        desk.goto(address)
        said[address] = [*looks.complaints(desk), *looks.unseen_by_keyboard(desk)]
    assert {address: what for address, what in said.items() if what} == {}
    family.press(desk, "Abandonner ces changements")
    expect(family.news(desk)).to_contain_text("n’ont pas changé")
