"""A family at the counter: found as one types, corrected while it is there, its pièce judged, its health opened with a reason that it reads."""

import re

import pytest
from playwright.sync_api import Page, StorageState, expect

from app.staff.rules.rights import Role
from e2e import family, looks
from e2e.agents import sign_in_agent
from e2e.conftest import NewPhone, NewScreen
from tests.documents import sendings

pytestmark = pytest.mark.timeout(240)
INSURANCE, HEALTH = "Attestation d’assurance", "Certificat médical ou PAI"
WHY = "Pour préparer la sortie de mercredi"


class Desk:
    """Signs in once: a code is not taken twice."""

    def __init__(self) -> None:
        self.kept: StorageState | None = None

    def on(self, screen: Page) -> Page:
        if self.kept is None:
            sign_in_agent(screen, Role.DIRECTION)
            self.kept = screen.context.storage_state()
        else:
            screen.context.add_cookies(self.kept["cookies"])  # type: ignore[arg-type]
        return screen


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


def open_family(page: Page, *, typed: str, name: str) -> None:
    page.goto("/agents/familles")
    page.get_by_label("Chercher une famille").press_sequentially(typed, delay=30)
    if page.locator("html.js").count() == 0:
        page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name=re.compile(f"^Famille {name}")).click()
    expect(family.title(page)).to_have_text(f"Famille {name}")


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label).last.click()


def tab(page: Page, label: str) -> None:
    page.get_by_role("navigation", name="Pages de la famille").get_by_role("link", name=label).click()
    page.wait_for_load_state()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_family_is_found_as_one_types_and_corrected_while_it_waits(new_screen: NewScreen, desk: Desk, *, script: bool) -> None:
    page = desk.on(new_screen(script=script))
    open_family(page, typed="clerv legof", name="Le Goff")
    assert "legof" not in page.url
    page.get_by_role("link", name="Corriger la fiche de Yann Le Goff").click()
    page.get_by_label("Autre téléphone").fill("12")
    press(page, "Enregistrer")
    expect(family.problems(page)).to_contain_text("Ce numéro de téléphone n’est pas complet.")
    number = "02 61 91 20 99" if script else "02 61 91 20 98"
    page.get_by_label("Autre téléphone").fill(number)
    press(page, "Enregistrer")
    expect(family.news(page)).to_contain_text("C’est corrigé.")
    tab(page, "Journal")
    expect(page.locator(".ledger li").first).to_contain_text(number.replace(" ", "\u00a0"))
    page.get_by_role("link", name="Familles", exact=True).last.click()
    expect(page.get_by_label("Chercher une famille")).to_have_value("clerv legof")
    expect(page.locator("#resultats")).to_contain_text("1\u00a0famille")
    page.get_by_role("link", name="Tout afficher").click()
    expect(page.get_by_label("Chercher une famille")).to_have_value("")


def give(parent: Page, name: str) -> None:
    parent.goto("/documents")
    section = parent.get_by_role("region", name="Clervie")
    if not section.get_by_role("link", name=name).is_visible():
        section.locator("summary").tap()
    section.get_by_role("link", name=name).tap()
    family.send_piece(parent, sendings.photo_of_a_phone(), name=f"{name}.jpg")


def test_a_piece_is_judged_in_front_of_it(new_screen: NewScreen, new_phone: NewPhone, desk: Desk) -> None:
    parent, page = new_phone(), desk.on(new_screen())
    family.sign_in(parent)
    give(parent, INSURANCE)
    open_family(page, typed="clervie", name="Le Goff")
    tab(page, "Dossiers et pièces")
    page.get_by_role("link", name=INSURANCE).first.click()
    shown = page.get_by_role("img", name=f"{INSURANCE}, Clervie")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    assert [*looks.complaints(page), *looks.unseen_by_keyboard(page)] == []
    page.get_by_text("Refuser cette pièce").click()
    page.get_by_label("Pourquoi la refuser").fill("La photo est floue.")
    press(page, "Refuser")
    expect(family.news(page)).to_contain_text("La pièce est refusée.")
    parent.goto("/documents")
    expect(parent.get_by_role("region", name="Clervie").get_by_role("link", name=INSURANCE)).to_contain_text("Refusée")


def test_what_is_confidential_opens_with_a_reason_that_the_family_reads(new_screen: NewScreen, new_phone: NewPhone, desk: Desk) -> None:
    parent, page = new_phone(), desk.on(new_screen())
    family.sign_in(parent)
    give(parent, HEALTH)
    open_family(page, typed="clervie", name="Le Goff")
    tab(page, "Dossiers et pièces")
    page.get_by_role("link", name=HEALTH).first.click()
    expect(page.get_by_role("img", name=re.compile(HEALTH))).to_have_count(0)
    give_reason(page)
    expect(page.get_by_role("img", name=f"{HEALTH}, Clervie")).to_be_visible()
    press(page, "Vérifiée")
    page.get_by_role("link", name=re.compile("Lire la santé")).first.click()
    assert [*looks.complaints(page), *looks.unseen_by_keyboard(page)] == []
    give_reason(page)
    expect(page.get_by_text("Vaccinations obligatoires à jour")).to_be_visible()
    assert [*looks.complaints(page), *looks.unseen_by_keyboard(page)] == []
    parent.goto("/famille/consultations")
    expect(parent.locator("main")).to_contain_text("Fiche sanitaire")
    expect(parent.locator("main")).to_contain_text(WHY)


def give_reason(page: Page) -> None:
    page.get_by_label("Pourquoi l’ouvrez-vous").fill(WHY)
    press(page, "Ouvrir")


def test_the_homes_of_a_child_lead_to_each_other_and_who_is_barred_is_told_there(new_screen: NewScreen, desk: Desk) -> None:
    page = desk.on(new_screen())
    open_family(page, typed="durand", name="Durand")
    page.get_by_role("link", name=re.compile("^Lire")).first.click()
    assert [*looks.complaints(page), *looks.unseen_by_keyboard(page)] == []
    give_reason(page)
    expect(page.locator("main")).to_contain_text("Semaines paires")
    page.get_by_role("link", name="Famille Durand").click()
    page.get_by_role("link", name=re.compile("Autre foyer")).click()
    expect(family.title(page)).to_have_text("Famille Morvan")
    page.get_by_role("link", name=re.compile("Interdire une personne")).click()
    page.get_by_label("Prénom").fill("Zébulon")
    page.get_by_label(re.compile("^Nom")).fill("Test")
    page.get_by_label("Motif").fill("Ordonnance du 12 mars 2026")
    press(page, "Poser l’interdiction")
    expect(family.news(page)).to_contain_text("Aucune famille ne la voit.")
    page.get_by_role("link", name=re.compile("Lever cette interdiction")).click()
    assert [*looks.complaints(page), *looks.unseen_by_keyboard(page)] == []
    page.go_back()
    page.get_by_role("link", name="Famille Morvan").click()
    expect(page.locator("main")).to_contain_text("Zébulon Test")


def test_what_an_end_takes_away_is_shown_before_it_is_done(new_screen: NewScreen, desk: Desk) -> None:
    page = desk.on(new_screen())
    open_family(page, typed="morvan", name="Morvan")
    tab(page, "Inscriptions")
    page.get_by_role("link", name=re.compile("Mettre fin")).first.click()
    page.get_by_label("Dernier jour").fill("04/12/2026")
    press(page, "Voir ce que cela change")
    expect(page.get_by_role("region", name="Ce que cela change")).to_be_visible()
    assert [*looks.complaints(page), *looks.unseen_by_keyboard(page)] == []
    press(page, "Mettre fin à l’inscription")
    expect(family.news(page)).to_contain_text("L’inscription est terminée.")
