"""An agent's first day: invited from the console, a password, a second factor, the desk; then without the telephone, then gone."""

from datetime import datetime

import pyotp
import pytest
from playwright.sync_api import Page, expect

from app.staff.rules.rights import Role
from e2e import family, looks, mailbox
from e2e.agents import sign_in_agent
from e2e.conftest import NewScreen
from tests.serving.portals import Portal

PASSWORD = "lanterne cuivre horizon vingt"
pytestmark = pytest.mark.timeout(180)


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).last.click()


def choose_password(page: Page, *, email: str) -> None:
    page.goto(mailbox.link(page, "/agents/activation/", to=email, subject="Votre accès au Portail Familles"))
    family.secret(page, "Nouveau mot de passe").fill(PASSWORD)
    press(page, "Créer mon accès")
    expect(family.title(page)).to_have_text("Créez votre second facteur")


def create_factor(page: Page) -> str:
    """One of the codes on paper. A wrong code is said first."""
    secret = (page.locator(".key").text_content() or "").replace(" ", "")
    page.get_by_label("Code").fill("12 34")
    press(page, "Enregistrer")
    expect(family.problems(page)).to_contain_text("Ce code n’est pas le bon")
    page.get_by_label("Code").fill(pyotp.TOTP(secret).at(now_of(page)))
    press(page, "Enregistrer")
    expect(family.title(page)).to_have_text("Gardez vos codes de secours")
    return page.locator(".codes code").first.text_content() or ""


def now_of(page: Page) -> datetime:
    """The portal's clock, as its pages say it to the browser."""
    return datetime.fromisoformat(page.locator("[data-session-ends]").get_attribute("data-now") or "")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_agent_comes_in_for_the_first_time_then_without_the_telephone(new_screen: NewScreen, portal: Portal, *, script: bool) -> None:
    email = f"maela.{script}@mairie.exemple.fr".lower()
    portal.run("add-agent", email, "--first-name", "Maëla", "--last-name", "Tanguy", "--role", "direction")
    page = new_screen(script=script)
    choose_password(page, email=email)
    on_paper = create_factor(page)
    page.get_by_role("link", name="Je les ai notés, continuer").click()
    expect(family.title(page)).to_have_text("Bonjour Maëla Tanguy")
    press(page, "Déconnexion")
    page.goto("/agents/connexion")
    page.get_by_label("Adresse e-mail").fill(email)
    family.secret(page, "Mot de passe").fill(PASSWORD)
    press(page, "Se connecter")
    expect(family.title(page)).to_have_text("Votre code de connexion")
    page.get_by_label("Code").fill(on_paper.upper())
    press(page, "Continuer")
    expect(family.title(page)).to_have_text("Bonjour Maëla Tanguy")


def test_axe_finds_nothing_to_say_of_the_pages_of_the_second_factor(new_screen: NewScreen, portal: Portal) -> None:
    email = "rozenn@mairie.exemple.fr"
    portal.run("add-agent", email, "--first-name", "Rozenn", "--last-name", "Tanguy")
    page = new_screen()
    choose_password(page, email=email)
    assert looks.complaints(page) == []
    create_factor(page)
    assert looks.complaints(page) == []
    page.goto("/agents/connexion")
    assert looks.complaints(page) == []


def test_an_administrator_closes_an_access_and_the_other_screen_is_out_at_once(new_screen: NewScreen) -> None:
    denis, rachid = new_screen(), new_screen()
    sign_in_agent(denis, Role.ADMINISTRATION)
    sign_in_agent(rachid, Role.REVENUE)
    denis.goto("/agents/equipe")
    denis.get_by_role("link", name="Rachid Benali").click()
    denis.get_by_role("link", name="Fermer l’accès").click()
    expect(family.title(denis)).to_have_text("Fermer l’accès de Rachid Benali\u00a0?")
    press(denis, "Fermer l’accès")
    expect(family.news(denis)).to_contain_text("L’accès de Rachid Benali est fermé.")
    rachid.goto("/agents/compte")
    expect(family.title(rachid)).to_have_text("Connexion des agents")
