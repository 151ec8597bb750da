"""The service closes a week from its desk: it reads whom that touches before anything is saved, and the families are told. The rules are tried out."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect
from selectolax.lexbor import LexborHTMLParser

from app.staff.rules.rights import Role
from e2e import mailbox
from e2e.agents import sign_in_agent
from e2e.conftest import PATIENCE, watch
from tests.pages import words
from tests.serving import portals
from tests.serving.portals import Portal

SCREEN = ViewportSize(width=1024, height=768)
CANCELLED = "la commune a annulé des réservations"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """`week`: of those that may be closed, one of its own for each journey."""

    page: Page
    week: int


@pytest.fixture(scope="module", params=[True, False], ids=["with JavaScript", "without JavaScript"])
def screen(request: pytest.FixtureRequest, browser: Browser, portal: Portal) -> Iterator[BrowserContext]:
    """Of an agent who may edit the catalogue; of another role each time, since a code is taken once."""
    context = browser.new_context(base_url=portal.url, viewport=SCREEN, locale="fr-FR", reduced_motion="reduce", java_script_enabled=request.param)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    sign_in_agent(page, Role.DIRECTION if request.param else Role.ADMINISTRATION)
    page.close()
    yield context
    context.close()


@pytest.fixture
def desk(screen: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Desk]:
    complaints, page = list[str](), screen.new_page()
    watch(page, complaints=complaints)
    page.goto("/agents")
    yield Desk(page=page, week=2 if "without" in request.node.name else 1)
    page.close()
    assert complaints == []


def test_a_week_is_closed_with_its_families_told(desk: Desk) -> None:
    page = desk.page
    page.get_by_role("navigation").get_by_role("link", name="Catalogue").click()
    page.get_by_role("link", name="Fermer une semaine").click()
    press(page, "Voir les familles concernées")
    expect(page.locator(".problems")).to_contain_text("Écrivez le motif")
    read_before_saving(desk)
    told = mails(page)
    press(page, "Enregistrer et prévenir les familles")
    expect(title(page)).to_have_text("Fermetures")
    expect(page.get_by_role("main")).to_contain_text("les familles sont prévenues")
    expect(page.get_by_role("main")).to_contain_text("«\u00a0Travaux au Pôle Enfance\u00a0»")
    portals.wait_until(lambda: mails(page) > told)
    page.get_by_role("link", name="Historique").click()
    page.get_by_role("main").get_by_role("link").filter(has_text="Version").first.click()
    expect(page.get_by_role("main")).to_contain_text("Fermeture ajoutée")
    page.goto(mailbox.MAILS)
    page.get_by_role("link").filter(has_text=CANCELLED).first.click()
    expect(mailbox.body(page)).to_contain_text("Travaux au Pôle Enfance")


def read_before_saving(desk: Desk) -> None:
    """Without the box, nothing is saved."""
    page = desk.page
    page.get_by_label("Quelle semaine").select_option(index=desk.week)
    page.get_by_label("Accueil de loisirs Mercredi").check()
    page.get_by_label("Motif").fill("Travaux au Pôle Enfance")
    press(page, "Voir les familles concernées")
    expect(title(page)).to_have_text("Avant d’enregistrer")
    expect(page.get_by_role("main")).to_contain_text("familles seraient annulées")
    expect(page.get_by_role("main")).to_contain_text("Motif\u00a0: Travaux au Pôle Enfance.")
    press(page, "Enregistrer et prévenir les familles")
    expect(page.locator(".problems")).to_contain_text("Cochez la case")
    page.get_by_label("J’ai lu la liste").check()


def mails(page: Page) -> int:
    """How many families were written to about bookings that the commune gave up."""
    listed = (words(link) for link in LexborHTMLParser(page.request.get(mailbox.MAILS).text()).css("a"))
    return sum(CANCELLED in mail for mail in listed)


def test_a_price_and_a_rule_are_changed_in_the_words_of_the_service(desk: Desk) -> None:
    page = desk.page
    page.goto("/agents/catalogue/activites/restauration")
    page.get_by_role("link", name="Modifier Repas").click()
    page.get_by_label("Prix en euros").fill(f"4,1{desk.week}")
    press(page, "Voir ce que cela change")
    expect(page.get_by_role("main")).to_contain_text(f"prix\u00a0: 4,1{desk.week}\u00a0€ au lieu de")
    expect(page.get_by_role("main")).to_contain_text("Aucune réservation n’est annulée")
    press(page, "Enregistrer")
    page.get_by_role("link", name="Modifier délai 1").click()
    page.get_by_label("Combien").first.fill(str(desk.week + 2))
    press(page, "Voir ce que cela donne")
    expect(page.locator("#exemple")).to_contain_text(f"Réservation jusqu’à {desk.week + 2}\u00a0jours ouvrés avant, 9\u00a0h.")
    expect(page.locator("#exemple table")).to_be_visible()
    press(page, "Voir ce que cela change")
    expect(page.get_by_role("main")).to_contain_text("Créneaux changés")
    press(page, "Enregistrer")
    expect(title(page)).to_have_text("Restauration scolaire")


def test_a_rule_is_tried_out_for_a_child(desk: Desk) -> None:
    page = desk.page
    page.goto("/agents/catalogue/regles")
    page.get_by_label("Nom ou prénom de l’enfant").fill("le goff")
    press(page, "Chercher")
    page.get_by_role("main").get_by_role("link").filter(has_text="Clervie").click()
    page.get_by_label("Activité").select_option(label="Accueil périscolaire")
    page.get_by_label("Jour réservé").fill("08/12/2026")
    page.get_by_label("Si la famille s’y prend").fill("07/12/2026 17:59")
    press(page, "Essayer")
    expect(page.get_by_role("row", name="Garderie du matin")).to_contain_text("Oui, 1,20\u00a0€, jusqu’à lundi 7\u00a0décembre,\u00a018\u00a0h.")
    expect(page.get_by_role("row", name="Garderie du matin")).to_contain_text("Accueil périscolaire, 1er délai")


def press(page: Page, button: str) -> None:
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def title(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)
